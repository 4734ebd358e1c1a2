package iam

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// The rules of what principals may do.
var (
	PrincipalsNeedPermission = rules.Add(kernel.Rule{
		ID: "IAM-EVA-01", Kind: kernel.Refusal, Error: AccessDenied, Or: elsewhere, Evidence: kernel.Documented,
		Source: evaluation + "; " + resourceElement + "; RAM User Guide, getting-started-terms-and-concepts",
		Also:   []string{"RAM-ERR-08", "RAM-POL-03"},
		Says: "A user or the session of a role may do only what some policy of it allows, whatever was shared with " +
			"its account; in an ARN of a policy only the wildcard that ends a segment reaches over a colon.",
		Operations: []string{"all"},
	})
	DenialsWin = rules.Add(kernel.Rule{
		ID: "IAM-EVA-02", Kind: kernel.Refusal, Error: AccessDenied, Or: elsewhere, Evidence: kernel.Documented,
		Source: evaluation + "; IAM User Guide, reference_policies_variables",
		Says: "What any policy of a user or role denies it may not do, whatever else allows it; a variable that has " +
			"no value is unlike everything, so that negated operators match it.",
		Operations: []string{"all"},
	})
	BoundariesBound = rules.Add(kernel.Rule{
		ID: "IAM-EVA-03", Kind: kernel.Effect, Evidence: kernel.Documented, Source: boundaries,
		Says: "With a permissions boundary a user or role may do only what both the boundary and its policies " +
			"allow; what a resource's policy allows to its own ARN the boundary limits for a role, and not for a user or a " +
			"session.",
		Operations: []string{"all"},
	})
	AttachedPoliciesCount = rules.Add(kernel.Rule{
		ID: "IAM-EVA-04", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "IAM User Guide, access_policies_managed-vs-inline",
		Says: "A managed policy says the same of everybody to whom it is attached as an inline policy with its text " +
			"would.",
		Operations: []string{"all"},
	})
	PathsTellThePlace = rules.Add(kernel.Rule{
		ID: "IAM-EVA-07", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "IAM User Guide, reference_policies_condition-keys; Backup Developer Guide, create-cross-account-backup",
		Also:   []string{"ORG-BKP-08", "ORG-BKP-10"},
		Says: "aws:PrincipalOrgPaths is where the caller's account is, as in o-ID/r-ID/ou-ID/, and changes when the account " +
			"moves, unlike aws:PrincipalOrgID.",
		Operations: []string{"all"},
	})
	SetOperatorsAreNeeded = rules.Add(kernel.Rule{
		ID: "IAM-EVA-05", Kind: kernel.Refusal, Error: AccessDenied, Or: elsewhere, Evidence: kernel.Observed,
		Source: "IAM User Guide, reference_policies_condition-single-vs-multi-valued-context-keys; " +
			"boogy/iam-policy-validator, pull request 161",
		Says: "A condition on a key that may have several values, as aws:PrincipalOrgPaths, allows nothing without " +
			"ForAllValues: or ForAnyValue: (that these are needed is documented, what becomes without them was seen elsewhere).",
		Operations: []string{"all"},
	})
)

// ResourcesAreDescribed is the rule of what services tell of their resources.
var ResourcesAreDescribed = rules.Add(kernel.Rule{
	ID: "IAM-EVA-08", Kind: kernel.Effect, Evidence: kernel.Documented,
	Source: "IAM User Guide, access_tags, reference_policies_condition-keys; Service Authorization Reference",
	Says: "Conditions compare the tags of the resource, as aws:ResourceTag/team, by whatever case of their keys, and what " +
		"else its service tells of it; on a resource that is not the caller's own he sees no tags but those that he put there.",
	Operations: []string{"all"},
})

// ControlsLimitMembers is the rule of service control policies.
var ControlsLimitMembers = rules.Add(kernel.Rule{
	ID: "IAM-EVA-06", Kind: kernel.Refusal, Error: AccessDenied, Or: elsewhere, Evidence: kernel.Documented,
	Source: "Organizations User Guide, orgs_manage_policies_scps, orgs_manage_policies_scps_evaluation; Backup " +
		"Developer Guide, create-cross-account-backup",
	Also: []string{"ORG-BKP-05"},
	Says: "Where an organization's service control policies are on, nobody in a member account, its administrator " +
		"included, does what one of them denies, or what not every level from the root to the account allows; the " +
		"management account and service-linked roles are free of them.",
	Operations: []string{"all"},
})

// elsewhere are the errors that services have for the same.
var elsewhere = []*kernel.ErrorShape{
	{Code: "AccessDeniedException", Status: 400}, {Code: "UnauthorizedOperation", Status: 403},
	{Code: "CloudHsmAccessDeniedException", Status: 400},
}

// Identity is what the identity policies of the request's principal say, and what
// service control policies leave of it. An administrator is allowed everything else.
func (s *Service) Identity(r *policy.Request) policy.Answer {
	e := s.behind(&r.Principal)
	if e == nil {
		return s.limited(r, s.own(r, nil, nil))
	}
	var few [4]policy.Source
	return s.limited(r, s.own(r, e, s.policies(few[:0], e)))
}

// limited is what service control policies leave of an answer.
func (s *Service) limited(r *policy.Request, answer policy.Answer) policy.Answer {
	s.env.Questioned(kernel.Question{Principal: r.Principal.ARN, Action: r.Action, Resource: r.Resource})
	levels := s.controls(&r.Principal)
	if levels == nil {
		return answer
	}
	said := make([]policy.Answer, len(levels))
	for i, level := range levels {
		said[i] = policy.Ask(r, level...)
	}
	controlled := policy.Control(answer, said...)
	if s.env.Require(!controlled.Controlled, ControlsLimitMembers, "") != nil {
		return controlled
	}
	return answer
}

// controls are the service control policies that limit a principal, level by level;
// nil where none do.
func (s *Service) controls(who *policy.Principal) [][]policy.Source {
	if who.Account == "" || !s.org.Controls(who.Account) || isLinked(who.Role) {
		return nil
	}
	return s.org.ControlPolicies(who.Account)
}

// isLinked reports whether an ARN is that of a service-linked role.
func isLinked(role string) bool { return strings.Contains(role, ":role/aws-service-role/") }

// own is what the identity policies and the boundary of the request's principal, e, say.
func (s *Service) own(r *policy.Request, e *entity, policies []policy.Source) policy.Answer {
	if e == nil {
		if strings.HasSuffix(r.Principal.ARN, ":root") {
			return policy.Answer{Effect: policy.Allow, Source: "the administrator of account " + r.Principal.Account}
		}
		return policy.Answer{}
	}
	answer := policy.Ask(r, policies...)
	if s.env.Applies(e.Boundary != "", BoundariesBound) {
		answer = policy.Bound(answer, policy.Ask(r, s.managedSource(e, e.Boundary)))
	}
	if sessions := s.SessionPoliciesOf(&r.Principal); s.env.Applies(sessions != nil, SessionPoliciesLimit) {
		answer = policy.Limit(answer, policy.Ask(r, sessions...))
	}
	return answer
}

// ControlsOf returns the service control policies that limit a principal, level by
// level from the root of its organization down, for explanations.
func (s *Service) ControlsOf(who *policy.Principal) [][]policy.Source { return s.controls(who) }

// Forbidden refuses what service control policies do not allow, with the error that
// a service has for it.
func (s *Service) Forbidden(denied *kernel.ErrorShape, message string) error {
	refusal := kernel.NewError(denied, message)
	refusal.Rule = ControlsLimitMembers
	return refusal
}

// PoliciesOf returns the identity policies and the permissions boundary of a
// principal, for explanations. It is false where nobody is called so.
func (s *Service) PoliciesOf(who *policy.Principal) (identity, boundary []policy.Source, ok bool) {
	e := s.behind(who)
	if e == nil {
		return nil, nil, strings.HasSuffix(who.ARN, ":root") || who.Service != ""
	}
	if e.Boundary != "" {
		boundary = []policy.Source{s.managedSource(e, e.Boundary)}
	}
	identity = s.policies(nil, e)
	for i, p := range e.Inline {
		identity[i].Name = "inline policy " + p.Name + " of " + e.Name
	}
	return identity, boundary, true
}

// Explained gives a refusal by policies its explanation, in worlds that somebody
// watches. Resource is the policy of what the request is about, and decide how it
// counts beside those of the caller, nil for as in an account.
func (s *Service) Explained(
	refusal error, r *policy.Request, decide func(identity, resource policy.Answer) policy.Decision,
	resource ...policy.Source,
) error {
	e, ok := refusal.(*kernel.Error)
	if !ok || !s.env.Watched() {
		return refusal
	}
	sides := policy.Sides{Resource: resource, Controls: s.ControlsOf(&r.Principal), Decide: decide}
	sides.Identity, sides.Boundary, _ = s.PoliciesOf(&r.Principal)
	sides.Session = s.SessionPoliciesOf(&r.Principal)
	if told := sides.Explain(r); !told.Allowed {
		e.Denial = told
	}
	return refusal
}

// TrustPolicyOf returns the trust policy of the role of an ARN, nil where there is
// none.
func (s *Service) TrustPolicyOf(arn string) []policy.Source {
	r := s.roleOf(arn)
	if r == nil {
		return nil
	}
	return []policy.Source{{Name: "trust policy of " + r.Name, Document: s.trust(r)}}
}

// behind returns the user or role that a principal is; nil for others.
func (s *Service) behind(who *policy.Principal) *entity {
	name := who.ARN
	if who.Role != "" {
		name = who.Role
	}
	a, err := kernel.ParseARN(name)
	if err != nil || a.Service != "iam" {
		return nil
	}
	scope := kernel.Scope{Account: a.Account, Region: a.Partition}
	if who.Role != "" {
		if r := s.Roles.See(scope, key(lastPart(name))); r != nil {
			return &r.entity
		}
	} else if u := s.Users.See(scope, key(lastPart(name))); u != nil && strings.HasPrefix(a.Resource, "user/") {
		return &u.entity
	}
	return nil
}

// policies appends those of a user or role to a list, the inline ones first and without
// a name.
func (s *Service) policies(sources []policy.Source, e *entity) []policy.Source {
	for i := range e.Inline {
		sources = append(sources, policy.Source{Document: s.parsed(e.Inline[i].Document)})
	}
	if s.env.Applies(len(e.Attached) > 0, AttachedPoliciesCount) {
		for _, name := range e.Attached {
			sources = append(sources, s.managedSource(e, name))
		}
	}
	return sources
}

func (s *Service) managedSource(e *entity, name string) policy.Source {
	if p := s.policyOf(e.Scope, name); p != nil {
		return policy.Source{Name: name, Document: s.parsed(p.Document)}
	}
	return policy.Source{Name: name, Document: &policy.Document{}}
}

// parsed returns a document that has been checked when it was given.
func (s *Service) parsed(text string) *policy.Document {
	d, _ := s.documents.Find(policy.IdentityPolicy, text)
	return d
}

// Authorize lets a caller call, or refuses as the API does: who it is must be known,
// and its identity policies must allow the operation on all of the resources. More
// returns the condition keys that the service has for one of them.
func (s *Service) Authorize(
	c *kernel.Call, in any, resources []string, more func(resource string) map[string][]string,
) error {
	api := c.Operation.API
	if len(resources) == 0 {
		_, err := s.identify(c.Caller)
		return translated(err, api)
	}
	q, err := s.Question(c.Caller, "", "")
	for i := 0; i < len(resources) && err == nil; i++ {
		err = q.permit(c, in, api.Signing, resources[i], more)
	}
	return translated(err, api)
}

// translated gives a refusal the error that the API has for it.
func translated(err error, api *kernel.API) error {
	refusal, ok := err.(*kernel.Error)
	if !ok {
		return err
	}
	switch refusal.Rule {
	case PrincipalsExist, ClosedAccountsCallNothing, ClosingAccountsCallNothing:
		refusal.ErrorShape = invalidToken[api.Protocol]
	case SessionsExpire:
		refusal.ErrorShape = expiredToken[api.Protocol]
	case PrincipalsNeedPermission, DenialsWin, SetOperatorsAreNeeded, ControlsLimitMembers, SessionPoliciesLimit:
		if api.Denied != nil {
			refusal.ErrorShape = api.Denied
		}
		if api.Protocol == kernel.EC2Query {
			refusal.Message = "You are not authorized to perform this operation. " + refusal.Message
		}
	}
	return err
}

// permit refuses what the caller's policies do not allow it. More returns further
// condition keys of the request.
func (s *Service) permit(
	c *kernel.Call, in any, service, resource string, more func(resource string) map[string][]string,
) error {
	q, err := s.Question(c.Caller, "", "")
	if err != nil {
		return err
	}
	return q.permit(c, in, service, resource, more)
}

// permit asks about one more resource of a call, as Service.permit does.
func (q *Question) permit(
	c *kernel.Call, in any, service, resource string, more func(resource string) map[string][]string,
) error {
	q.Action, q.Resource, q.Context = service+":"+c.Operation.Name, resource, nil
	q.Later = func(r *policy.Request) {
		if described := more(resource); c.Applies(len(described) > 0, ResourcesAreDescribed) {
			r.SetAll(described)
		}
		describeTags(r, c.Operation, in)
	}
	return q.allowed(c)
}

// allowed refuses what the policies of who asks do not allow him.
func (q *Question) allowed(c *kernel.Call) error {
	return q.iam.Explained(q.decided(c), &q.Request, nil)
}

func (q *Question) decided(c *kernel.Call) error {
	answer := q.Identity()
	refusal := func() string {
		return fmt.Sprintf("User: %s is not authorized to perform: %s on resource: %s %s", q.Principal.ARN, q.Action,
			q.Resource, answer.Denial().For(q.Action))
	}
	if answer.Controlled {
		return q.iam.Forbidden(AccessDenied, refusal())
	}
	require := func(ok bool, rule *kernel.Rule) error {
		if ok {
			return c.Require(true, rule, "")
		}
		return c.Require(false, rule, "%s", refusal())
	}
	if answer.Limited && (answer.Effect == policy.Deny || answer.Unlimited == policy.Allow) {
		return require(false, SessionPoliciesLimit)
	}
	if err := require(answer.Effect != policy.Deny, DenialsWin); err != nil || answer.Effect == policy.Deny {
		return err
	}
	if err := require(!answer.Several, SetOperatorsAreNeeded); err != nil || answer.Several {
		return err
	}
	return require(answer.Effect == policy.Allow, PrincipalsNeedPermission)
}

// describeTags puts the tags that a request gives and takes into its context.
func describeTags(r *policy.Request, op *kernel.Operation, in any) {
	SetRequestTags(r, op.RequestTags(in))
}

// SetRequestTags puts the tags that a call gives and takes into the context of a
// request.
func SetRequestTags(r *policy.Request, tags kernel.RequestTags) {
	if len(tags.Keys) == 0 {
		return
	}
	r.Set("aws:TagKeys", tags.Keys...)
	for key, value := range tags.Values {
		r.Set("aws:RequestTag/"+key, value)
	}
}

// asksItself tells the world that these services ask for permission themselves.
func asksItself(*kernel.Call, any) []string { return nil }

// guarded declares an operation of IAM that principals need permission for.
func guarded[In, Out any](do func(*Service, *kernel.Call, *In) (*Out, error)) *kernel.Operation {
	return kernel.Op(func(s *Service, c *kernel.Call, in *In) (*Out, error) {
		if c.Principal != "" || s.org.Controls(c.Account) {
			if err := s.permitted(c, in); err != nil {
				return nil, err
			}
		}
		return do(s, c, in)
	})
}

// permitted refuses what the caller may not do with the role or user that a call
// names, else with the managed policy, else with anything.
func (s *Service) permitted(c *kernel.Call, in any) error {
	scope, members := scopeOf(c.Caller), reflect.ValueOf(in).Elem()
	member := func(name string) string {
		if f := members.FieldByName(name); f.IsValid() && f.Kind() == reflect.String {
			return f.String()
		}
		return ""
	}
	role, user, service, concerned := member("RoleName"), member("UserName"), member("AWSServiceName"), "*"
	_, aboutUsers := members.Type().FieldByName("UserName")
	switch {
	case role != "":
		concerned = arn("iam", scope, "role"+pathOr(member("Path"))+role)
		if r := s.Roles.See(scope, key(role)); r != nil {
			concerned = r.arn()
		}
	case user != "":
		concerned = arn("iam", scope, "user"+pathOr(member("Path"))+user)
		if u := s.Users.See(scope, key(user)); u != nil {
			concerned = u.arn()
		}
	case aboutUsers && strings.Contains(c.Principal, ":user/"):
		concerned = c.Principal
	case service != "":
		concerned = arn("iam", scope, "role/aws-service-role/"+service+"/"+linkedServices[service].role)
	case member("PolicyArn") != "":
		concerned = member("PolicyArn")
	case member("AccessKeyId") != "" || member("DeletionTaskId") != "":
		concerned = s.ownerOf(scope, member("AccessKeyId"), member("DeletionTaskId"))
	case member("PolicyName") != "":
		concerned = arn("iam", scope, "policy"+pathOr(member("Path"))+member("PolicyName"))
	}
	if err := s.permit(c, in, "iam", concerned, func(string) map[string][]string {
		more := kernel.TagConditions(s.tagsAt(scope, concerned), "aws:ResourceTag/", "iam:ResourceTag/")
		if more == nil {
			more = map[string][]string{}
		}
		for key, value := range map[string]string{
			"iam:AWSServiceName": service, "iam:PermissionsBoundary": member("PermissionsBoundary"),
			"iam:PolicyARN": member("PolicyArn"),
		} {
			if value != "" {
				more[key] = []string{value}
			}
		}
		return more
	}); err != nil {
		return err
	}
	return s.mayTag(c, in, concerned)
}

// ownerOf is the ARN of the user whose access key or of the role whose deletion a call
// names, and * where there is none.
func (s *Service) ownerOf(scope kernel.Scope, accessKey, deletion string) string {
	if k := s.Keys.See(scope, accessKey); k != nil {
		if u := s.Users.See(scope, key(k.User)); u != nil {
			return u.arn()
		}
	}
	if task := s.Tasks.See(scope, deletion); task != nil {
		return arn("iam", scope, "role/"+task.Of)
	}
	return "*"
}

// tagsAt are the tags of the role, user or policy of an ARN.
func (s *Service) tagsAt(scope kernel.Scope, name string) []Tag {
	if r := s.Roles.See(scope, key(lastPart(name))); r != nil && r.arn() == name {
		return r.Tags
	}
	if u := s.Users.See(scope, key(lastPart(name))); u != nil && u.arn() == name {
		return u.Tags
	}
	if p := s.policyOf(scope, name); p != nil {
		return p.Tags
	}
	return nil
}

// checkBoundary refuses a permissions boundary that is no policy.
func (s *Service) checkBoundary(c *kernel.Call, boundary string) error {
	if boundary == "" {
		return nil
	}
	_, err := s.managedPolicy(c, boundary, noBoundary)
	return err
}
