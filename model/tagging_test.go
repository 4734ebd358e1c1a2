package model_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/services"
)

// tagsOn sets the tags of an input for something that is made, and reports whether it
// can have any.
func tagsOn(in reflect.Value) bool {
	for _, name := range []string{"Tags", "TagSpecifications"} {
		f := in.Elem().FieldByName(name)
		if !f.IsValid() || f.Kind() != reflect.Slice {
			continue
		}
		element := reflect.New(f.Type().Elem()).Elem()
		tag := element
		if inner := element.FieldByName("Tags"); inner.IsValid() {
			inner.Set(reflect.MakeSlice(inner.Type(), 1, 1))
			tag = inner.Index(0)
		}
		tag.FieldByName("Key").SetString("team")
		f.Set(reflect.Append(f, element))
		return true
	}
	return false
}

// Where tags on creation are a permission apart, every operation asks for it.
func TestWhoMakesSomethingWithTagsNeedsTheRightToTagIt(t *testing.T) {
	rights := map[string]string{"ec2": "ec2:CreateTags", "rds": "rds:AddTagsToResource"}
	for _, api := range services.All {
		right := rights[api.Service]
		for _, op := range api.Operations {
			in := reflect.New(op.In)
			makes := strings.HasPrefix(op.Name, "C") || strings.HasPrefix(op.Name, "Restore")
			if right == "" || !makes || op.Name == "CreateTags" || !tagsOn(in) {
				continue
			}
			w := model.New(model.Options{})
			_, err := w.Do(consumer, &iam.CreateUser{UserName: "ann"})
			require.NoError(t, err)
			_, err = w.Do(consumer, &iam.PutUserPolicy{UserName: "ann", PolicyName: "p", PolicyDocument: `{"Version":"2012-10-17",` +
				`"Statement":[{"Effect":"Allow","Action":"` + api.Signing + ":" + op.Name + `","Resource":"*"}]}`})
			require.NoError(t, err)
			ann := consumer
			ann.Principal = "arn:aws:iam::222222222222:user/ann"
			_, err = w.Do(ann, in.Interface())
			assert.ErrorContains(t, err, "is not authorized to perform: "+right+" on resource: ", op.FullName())
		}
	}
}
