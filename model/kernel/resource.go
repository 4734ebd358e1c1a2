package kernel

import (
	"reflect"
	"strings"
)

// naming is a member of an input that names a resource.
type naming struct {
	index int
	kind  string
	must  bool // the member is required
}

// namings reads the tags of an input: `resource:"backup"` on a member that holds
// the ID or the ARN of a backup, `resource:"arn"` on one that holds any ARN. The
// kind "-" stands for what the ID has before its first dash.
func namings(in reflect.Type) (all []naming) {
	for i := range in.NumField() {
		if kind, ok := in.Field(i).Tag.Lookup("resource"); ok {
			must := kind != "arn" && strings.HasPrefix(in.Field(i).Tag.Get("shape"), "!")
			all = append(all, naming{i, kind, must})
		}
	}
	return all
}

// Named returns the ARNs of the resources that a call names, an ID as one of the
// caller's. It returns "*" where the call names none.
func (o *Operation) Named(at Scope, in any) (arns []string) {
	members := reflect.ValueOf(in).Elem()
	for _, n := range o.namings {
		if id := members.Field(n.index).String(); id != "" || n.must {
			arns = append(arns, o.API.arn(at, n.kind, id))
		}
	}
	if arns == nil {
		return []string{"*"}
	}
	return arns
}

// Tagging is the right to tag what a call makes, by its ARN, which a caller who gives it
// tags needs besides the operation where the rule applies.
func (c *Call) Tagging(in any, apart *Rule, action, made string) []Permission {
	if made == "" || !c.Applies(len(c.Operation.RequestTags(in).Values) > 0, apart) {
		return nil
	}
	return []Permission{{Action: action, Resource: made}}
}

// arn returns the ARN of a resource by its ID, or the ARN that the ID is.
func (a *API) arn(at Scope, kind, id string) string {
	if strings.HasPrefix(id, "arn:") || kind == "arn" {
		return id
	}
	if kind == "-" {
		kind, _, _ = strings.Cut(id, "-")
	}
	if a.ARN != nil {
		return a.ARN(at, kind, id)
	}
	return at.ARN(a.Signing, kind+"/"+id)
}
