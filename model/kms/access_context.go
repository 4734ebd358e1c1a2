package kms

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// longestContext is how many bytes the keys and values of an encryption context
// have together at most. No source states AWS's own bound: this one keeps what a
// policy compares short.
const longestContext = 8192

func bounded(context map[string]string) error {
	size := 0
	for name, value := range context {
		size += len(name) + len(value)
	}
	if size > longestContext {
		return kernel.NewError(Validation,
			fmt.Sprintf("The encryption context has %d bytes of keys and values: this model takes at most %d.", size,
				longestContext))
	}
	return nil
}

// question is what is asked about a key. Its context keys that all questions about
// keys have are worked out when a policy asks for them.
type question struct {
	*iam.Question                  // with the keys that have nothing to do with KMS
	document      *policy.Document // of the key
	key           *key
	account       string // as in kms:CallerAccount, "" for none
	via           string // the service in kms:ViaService, "" for none
	described     bool   // its tags are
	forResource   string // as in kms:GrantIsForAWSResource, "" for none
}

// Value returns the values of a condition key.
func (asked *question) Value(key string) []string {
	value := ""
	switch key {
	case "kms:KeySpec":
		value = string(asked.key.Spec)
	case "kms:KeyUsage":
		value = string(asked.key.Usage)
	case "kms:KeyOrigin":
		value = string(asked.key.Origin)
	case "kms:CallerAccount":
		value = asked.account
	case "kms:ViaService":
		if asked.via != "" {
			value = asked.via + "." + asked.key.Scope.Region + ".amazonaws.com"
		}
	case "kms:GrantIsForAWSResource":
		value = asked.forResource
	case "kms:MultiRegion":
		value = "false"
	default:
		if tag, ok := strings.CutPrefix(key, "aws:ResourceTag/"); ok {
			return asked.tag(tag)
		}
		return asked.Question.Value(key)
	}
	if value == "" {
		return nil
	}
	return []string{value}
}

// tag is the value of a tag of the key, whose case does not matter.
func (asked *question) tag(name string) []string {
	for _, t := range asked.key.Tags {
		if asked.described && strings.EqualFold(t.TagKey, name) {
			return []string{t.TagValue}
		}
	}
	return nil
}

// describe adds the context keys of KMS to what is asked.
func (s *Service) describe(asked *question, q *request, action string) {
	asked.key, asked.account, asked.via, asked.forResource = q.of.key, "", "", ""
	if s.env.Applies(true, CallersAreKnownByAccount) {
		asked.account = q.As.Account
	}
	if s.env.Applies(q.Service != "", ServicesAreNamedByTheirRegion) {
		asked.via = q.Service
	}
	asked.described = s.env.Applies(len(asked.key.Tags) > 0, iam.ResourcesAreDescribed)
	if action == "CreateGrant" || action == "ListGrants" || action == "RevokeGrant" {
		asked.forResource = strconv.FormatBool(s.env.Applies(q.Service != "", ServicesMakeGrantsForResources))
	}
	asked.Later = q.tell
}

// tell gives a question the context keys that a request alone has.
func (q *request) tell(r *policy.Request) {
	set := r.Set
	for name, value := range q.Context {
		set("kms:EncryptionContext:"+name, value)
	}
	if len(q.Context) > 0 {
		set("kms:EncryptionContextKeys", slices.Sorted(maps.Keys(q.Context))...)
	}
	if g := q.grant; g != nil {
		var operations []string
		for _, o := range g.Operations {
			operations = append(operations, string(o))
		}
		set("kms:GrantOperations", operations...)
		set("kms:GranteePrincipal", g.Grantee.name())
		if g.Retiring.name() != "" {
			set("kms:RetiringPrincipal", g.Retiring.name())
		}
		if g.Constraint.Kind != "" {
			set("kms:GrantConstraintType", g.Constraint.Kind)
		}
	}
	iam.SetRequestTags(r, q.tags)
	for name, value := range q.more {
		set(name, value)
	}
}
