package kms

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

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

// describe adds the context keys of KMS to a request.
func (s *Service) describe(r *policy.Request, q *request, action string) {
	k, set := q.of.key, func(name string, values ...string) { r.Context[name] = values }
	set("kms:KeySpec", string(k.Spec))
	set("kms:KeyUsage", string(k.Usage))
	set("kms:KeyOrigin", string(k.Origin))
	if s.env.Applies(true, CallersAreKnownByAccount) {
		set("kms:CallerAccount", q.As.Account)
	}
	if s.env.Applies(q.Service != "", ServicesAreNamedByTheirRegion) {
		set("kms:ViaService", q.Service+"."+k.Scope.Region+".amazonaws.com")
	}
	for name, value := range q.Context {
		set("kms:EncryptionContext:"+name, value)
	}
	if len(q.Context) > 0 {
		set("kms:EncryptionContextKeys", slices.Sorted(maps.Keys(q.Context))...)
	}
	delete(r.Context, "kms:GrantIsForAWSResource") // which may be that of an action before
	if action == "CreateGrant" || action == "ListGrants" || action == "RevokeGrant" {
		set("kms:GrantIsForAWSResource", strconv.FormatBool(s.env.Applies(q.Service != "", ServicesMakeGrantsForResources)))
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
	for name, value := range q.more {
		set(name, value)
	}
}
