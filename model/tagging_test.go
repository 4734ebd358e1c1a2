package model_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/services"
)

// tagsOn sets the tags of an input for something that is made, and reports whether it
// can have any.
func tagsOn(in reflect.Value) bool {
	for _, name := range []string{"Tags", "TagSpecifications", "TagList", "BackupVaultTags", "BackupPlanTags"} {
		f := in.Elem().FieldByName(name)
		if !f.IsValid() {
			continue
		}
		if f.Kind() == reflect.Map {
			f.Set(reflect.ValueOf(map[string]string{"team": ""}))
			return true
		}
		element := reflect.New(f.Type().Elem()).Elem()
		tag := element
		if inner := element.FieldByName("Tags"); inner.IsValid() {
			inner.Set(reflect.MakeSlice(inner.Type(), 1, 1))
			tag = inner.Index(0)
		}
		key := tag.FieldByName("Key")
		if !key.IsValid() {
			key = tag.FieldByName("TagKey")
		}
		key.SetString("team")
		f.Set(reflect.Append(f, element))
		return true
	}
	return false
}

// Tags on creation are a permission apart, and every operation asks for it. IAM asks
// itself, once a call is well-formed: its examples are in features/iam/tags.feature.
func TestWhoMakesSomethingWithTagsNeedsTheRightToTagIt(t *testing.T) {
	rights := map[string]string{
		"ec2": "ec2:CreateTags", "rds": "rds:AddTagsToResource", "cloudhsmv2": "cloudhsm:TagResource",
		"organizations": "organizations:TagResource", "ram": "ram:TagResource", "kms": "kms:TagResource",
		"dlm": "dlm:TagResource", "backup": "backup:TagResource",
	}
	asking := 0
	for _, api := range services.All {
		right := rights[api.Service]
		for _, op := range api.Operations {
			in := reflect.New(op.In)
			makes := strings.HasPrefix(op.Name, "C") || strings.HasPrefix(op.Name, "Restore") ||
				strings.HasPrefix(op.Name, "Invite")
			if right == "" || !makes || op.Name == "CreateTags" || !tagsOn(in) {
				continue
			}
			asking++
			w := model.New(model.Options{})
			_, err := w.Do(consumer, &organizations.CreateOrganization{})
			require.NoError(t, err)
			_, err = w.Do(consumer, &iam.CreateUser{UserName: "ann"})
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
	assert.Greater(t, asking, 20)
}
