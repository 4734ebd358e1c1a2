package iam

import (
	"slices"
	"strings"
	"unicode"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// granted is what a session was given besides its role, for all its life.
type granted struct {
	Policy     string   // the inline session policy
	Policies   []string // ARNs of managed policies that are session policies
	Tags       []Tag    // with those that it inherits
	Transitive []string // keys of the tags that the sessions of a chain inherit
	Source     string   // the source identity
	ByDevice   bool     // it began with the code of a device
}

// empty reports whether a session is as its role is.
func (g *granted) empty() bool {
	return g.Policy == "" && len(g.Policies)+len(g.Tags) == 0 && g.Source == "" && !g.ByDevice
}

const (
	mostSessionPolicies = 10
	sessionPolicySize   = 2048 // characters of all session policies
	mostSessionTags     = 50
)

// The rules of session policies and session tags.
var (
	SessionPoliciesAreWellFormed = stsRules.Add(kernel.Rule{
		ID: "STS-SPO-01", Kind: kernel.Refusal, Error: MalformedPolicyDocument, Or: []*kernel.ErrorShape{ValidationError},
		Evidence: kernel.Documented, Source: stsReference("AssumeRole"),
		Says: "A session policy is an identity policy with whole ARNs; a managed one is of the account of the role, or AWS's " +
			"(the error for one that is none is not documented).",
		Operations: []string{"AssumeRole"},
	})
	SessionPoliciesLimit = stsRules.Add(kernel.Rule{
		ID: "STS-SPO-02", Kind: kernel.Refusal, Error: AccessDenied, Or: elsewhere, Evidence: kernel.Documented,
		Source: "IAM User Guide, access_policies (Session policies); " + stsReference("AssumeRole"),
		Says: "A session does only what both its role and its session policies allow, and nothing that one of them denies; " +
			"session policies never add rights.",
		Operations: []string{"all"},
	})
	ResourcesAllowSessionsBeyond = stsRules.Add(kernel.Rule{
		ID: "STS-SPO-03", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "IAM User Guide, access_policies (Session policies)",
		Says: "What a resource's policy allows to the ARN of a session its session policies need not allow; what it allows to " +
			"the ARN of the role they must (and, no source being clear, what it allows to everybody).",
		Operations: []string{"all"},
	})
	SessionPoliciesAreBounded = stsRules.Add(kernel.Rule{
		ID: "STS-SPO-04", Kind: kernel.Quota, Error: PackedPolicyTooLarge, Or: []*kernel.ErrorShape{ValidationError},
		Evidence: kernel.Documented, Source: stsReference("AssumeRole") + "; IAM User Guide, reference_iam-quotas",
		Says:       "The session policies of a session have up to 2,048 characters together, and up to 10 of them are managed.",
		Operations: []string{"AssumeRole"},
	})
	TaggingNeedsTrust = stsRules.Add(kernel.Rule{
		ID: "STS-TAG-01", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source: "IAM User Guide, id_session-tags",
		Says: "Who gives a session tags needs sts:TagSession on the role as well as sts:AssumeRole, from the same sides; " +
			"aws:RequestTag/* and aws:TagKeys are the tags that he gives.",
		Operations: []string{"AssumeRole"},
	})
	DevicesTellWhoCalls = stsRules.Add(kernel.Rule{
		ID: "STS-MFA-01", Kind: kernel.Effect, Evidence: kernel.Inferred,
		Source: "IAM User Guide, id_credentials_mfa_configure-api-require, for the condition keys",
		Says: "For a trust policy aws:MultiFactorAuthPresent is true where a user gives AssumeRole the number of a device and " +
			"its code (documented); the model has no devices and takes every code for the right one. What the session does " +
			"then is not by MFA, and credentials without end have no such key.",
		Operations: []string{"AssumeRole"},
	})
	SourceIdentitiesNeedTrust = stsRules.Add(kernel.Rule{
		ID: "STS-SID-01", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source: "IAM User Guide, id_credentials_temp_control-access_monitor",
		Says: "Who gives a session a source identity needs sts:SetSourceIdentity on the role as well as sts:AssumeRole, from " +
			"the same sides.",
		Operations: []string{"AssumeRole"},
	})
	SourceIdentitiesStay = stsRules.Add(kernel.Rule{
		ID: "STS-SID-02", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source: "IAM User Guide, id_credentials_temp_control-access_monitor",
		Says: "aws:SourceIdentity is the source identity of a session, which the sessions that it begins keep: none of them " +
			"is given another.",
		Operations: []string{"AssumeRole"},
	})
	SessionTagsArePrincipalTags = stsRules.Add(kernel.Rule{
		ID: "STS-TAG-02", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "IAM User Guide, id_session-tags, reference_policies_condition-keys",
		Says: "aws:PrincipalTag/* are the tags of the user or role that asks, and those of its session, which come first " +
			"where keys are the same in any case; a session that it begins inherits the transitive ones.",
		Operations: []string{"all"},
	})
	SessionTagsHaveTheirForm = stsRules.Add(kernel.Rule{
		ID: "STS-TAG-03", Kind: kernel.Refusal, Error: InvalidParameterValue, Or: []*kernel.ErrorShape{ValidationError},
		Evidence: kernel.Recorded, Source: "recordings of localstack/localstack, tests/aws/services/sts",
		Says: "A session has up to 50 tags, one of a key in whatever case; a transitive key is one of the tags that are " +
			"given, and an inherited tag is not given again.",
		Operations: []string{"AssumeRole"},
	})
)

// sessionOf reads what AssumeRole gives a session of a role.
func (s *Service) sessionOf(c *kernel.Call, in *AssumeRole, r *role) (g granted, err error) {
	if g.Policies, err = s.sessionPolicies(c, in, r); err != nil {
		return g, err
	}
	g.Policy, g.Source = in.Policy, in.SourceIdentity
	caller := s.grantedTo(c.Caller)
	changed := caller.Source != "" && in.SourceIdentity != "" && in.SourceIdentity != caller.Source
	if err := c.Require(!changed, SourceIdentitiesStay, "User: %s is not authorized to perform: %s on resource: %s",
		c.Principal, setSource, in.RoleArn); err != nil {
		return g, err
	}
	if g.Source == "" {
		g.Source = caller.Source
	}
	inherited := caller.transitive()
	if err := s.checkSessionTags(c, in, inherited); err != nil {
		return g, err
	}
	g.Tags = append(inherited, in.Tags...)
	for _, t := range inherited {
		g.Transitive = append(g.Transitive, t.Key)
	}
	g.Transitive = append(g.Transitive, in.TransitiveTagKeys...)
	return g, nil
}

// transitive are the tags that sessions inherit.
func (g *granted) transitive() (tags []Tag) {
	for _, t := range g.Tags {
		if slices.ContainsFunc(g.Transitive, func(key string) bool { return strings.EqualFold(key, t.Key) }) {
			tags = append(tags, t)
		}
	}
	return tags
}

// sessionPolicies checks session policies, and returns the ARNs of the managed ones.
func (s *Service) sessionPolicies(c *kernel.Call, in *AssumeRole, r *role) (managed []string, err error) {
	size := len([]rune(in.Policy))
	for _, p := range in.PolicyArns {
		known := s.policyOf(r.Scope, p.Arn)
		if err := c.Require(known != nil, SessionPoliciesAreWellFormed, "Policy %s does not exist or is not attachable.",
			p.Arn); err != nil {
			return nil, err
		}
		managed = append(managed, p.Arn)
	}
	if in.Policy != "" {
		_, err := s.documents.Parse(policy.SessionPolicy, in.Policy)
		if refusal := c.Require(err == nil, SessionPoliciesAreWellFormed, "%s", saidOf(err, syntaxErrors)); refusal != nil {
			return nil, kernel.Because(refusal, err)
		}
	}
	if in.Policy == "" && managed == nil {
		return nil, nil
	}
	odd := strings.ContainsFunc(in.Policy, func(c rune) bool { return c > unicode.MaxLatin1 })
	return managed, c.Require(size <= sessionPolicySize && len(managed) <= mostSessionPolicies && !odd,
		SessionPoliciesAreBounded, "Packed policy consumes more than the allotted space, please use smaller policy.")
}

// checkSessionTags checks the tags that a session is given beside those it inherits.
func (s *Service) checkSessionTags(c *kernel.Call, in *AssumeRole, inherited []Tag) error {
	if len(in.Tags)+len(in.TransitiveTagKeys) == 0 {
		return nil
	}
	require := func(ok bool, says string) error { return c.Require(ok, SessionTagsHaveTheirForm, "%s", says) }
	has := func(tags []Tag, key string) bool {
		return slices.ContainsFunc(tags, func(t Tag) bool { return strings.EqualFold(t.Key, key) })
	}
	for i, t := range in.Tags {
		if err := require(!has(in.Tags[:i], t.Key),
			"Duplicate tag keys found. Please note that Tag keys are case insensitive."); err != nil {
			return err
		}
		if err := require(!has(inherited, t.Key), "One of the specified transitive tag keys can't be set because it "+
			"conflicts with a transitive tag key from the calling session."); err != nil {
			return err
		}
	}
	for _, key := range in.TransitiveTagKeys {
		if err := require(has(in.Tags, key),
			"The specified transitive tag key must be included in the requested tags."); err != nil {
			return err
		}
	}
	return require(len(inherited)+len(in.Tags) <= mostSessionTags, "A session has at most 50 tags.")
}

// grantedTo is what the session of a caller was given.
func (s *Service) grantedTo(as kernel.Caller) *granted {
	return s.grantedBy(scopeOf(as), s.credentialsOf(as))
}

// credentialsOf are the credentials by which a caller calls, "" where his session is
// as its role is. A service that acts under a role has a session of its own.
func (s *Service) credentialsOf(as kernel.Caller) string {
	if as.Service != "" {
		return ""
	}
	if as.Credentials != "" {
		if t := s.Tokens.See(scopeOf(as), as.Credentials); t != nil && !t.Given.empty() {
			return t.ID
		}
		return ""
	}
	if ss := s.Sessions.See(scopeOf(as), as.Principal); ss != nil {
		return ss.Last
	}
	return ""
}

// grantedBy is what a session with these credentials was given.
func (s *Service) grantedBy(scope kernel.Scope, credentials string) *granted {
	if credentials != "" {
		if t := s.Tokens.See(scope, credentials); t != nil {
			return &t.Given
		}
	}
	return &granted{}
}

// SessionPoliciesOf returns the session policies that limit a principal; nil where none
// do.
func (s *Service) SessionPoliciesOf(who *policy.Principal) (all []policy.Source) {
	if who.Credentials == "" {
		return nil
	}
	a, _ := kernel.ParseARN(who.ARN)
	scope := kernel.Scope{Account: who.Account, Region: a.Partition}
	g := s.grantedBy(scope, who.Credentials)
	if g.Policy != "" {
		d, _ := s.documents.Find(policy.SessionPolicy, g.Policy) // checked when it was given
		all = append(all, policy.Source{Name: "session policy", Document: d})
	}
	for _, name := range g.Policies {
		all = append(all, s.managedSource(&entity{Scope: scope}, name))
	}
	return all
}

// LastPoliciesOf returns the session policies of a principal by the credentials that its
// session got last, for explanations.
func (s *Service) LastPoliciesOf(who *policy.Principal) []policy.Source {
	a, _ := kernel.ParseARN(who.ARN)
	last := *who
	if ss := s.Sessions.See(kernel.Scope{Account: who.Account, Region: a.Partition}, who.ARN); ss != nil {
		last.Credentials = ss.Last
	}
	return s.SessionPoliciesOf(&last)
}

// principalTag are the values of aws:PrincipalTag/ and a key of a tag.
func (q *Question) principalTag(key string) []string {
	find := func(tags []Tag) []string {
		for _, t := range tags {
			if strings.EqualFold(t.Key, key) {
				return []string{t.Value}
			}
		}
		return nil
	}
	if !q.iam.env.Applies(q.entity != nil, SessionTagsArePrincipalTags) {
		return nil
	}
	if v := find(q.granted().Tags); v != nil {
		return v
	}
	return find(q.entity.Tags)
}

// granted is what the session that asks was given.
func (q *Question) granted() *granted {
	return q.iam.grantedBy(kernel.Scope{Account: q.Principal.Account, Region: kernel.Partition(q.region)},
		q.Principal.Credentials)
}
