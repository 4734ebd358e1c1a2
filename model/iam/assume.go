package iam

import (
	"fmt"
	"strconv"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// AssumeRole begins a session of a role.
type AssumeRole struct {
	DurationSeconds         *int32 `shape:"DurationSeconds"`
	ExternalId              string `shape:"ExternalId"`
	MinimumSessionTokenSize *int32
	Policy                  string `shape:"SessionPolicy"`
	PolicyArns              []PolicyDescriptorType
	ProvidedContexts        []ProvidedContext
	RoleArn                 string   `shape:"!RoleArn"`
	RoleSessionName         string   `shape:"!RoleSessionName"`
	SerialNumber            string   `shape:"SerialNumber"`
	SourceIdentity          string   `shape:"SourceIdentity"`
	Tags                    []Tag    `shape:"SessionTags"`
	TokenCode               string   `shape:"TokenCode"`
	TransitiveTagKeys       []string `shape:"SessionTagKeys"`
}

// PolicyDescriptorType names a managed policy that narrows a session.
type PolicyDescriptorType struct {
	Arn string `query:"arn"`
}

// ProvidedContext is what somebody else asserts about a session.
type ProvidedContext struct{ ContextAssertion, ProviderArn string }

// AssumeRoleOutput shows the session and its credentials.
type AssumeRoleOutput struct {
	AssumedRoleUser         *AssumedRoleUser `sent:"always"`
	Credentials             *Credentials     `sent:"always"`
	PackedPolicySize        *int32           `sent:"set"`
	SessionTokenSize        *int32           `sent:"set"`
	SessionTokenUtilization *int32           `sent:"set"`
	SourceIdentity          string
}

// AssumedRoleUser is a session.
type AssumedRoleUser struct {
	Arn           string `sent:"always,model"`
	AssumedRoleId string `sent:"always,model"`
}

// Credentials are temporary.
type Credentials struct {
	AccessKeyId     string      `sent:"always,model"`
	Expiration      kernel.Time `sent:"always,model"`
	SecretAccessKey string      `sent:"always,model"`
	SessionToken    string      `sent:"always,model"`
}

// GetCallerIdentity asks who the caller is.
type GetCallerIdentity struct{}

// GetCallerIdentityOutput tells it.
type GetCallerIdentityOutput struct {
	Account string `sent:"always"`
	Arn     string `sent:"always"`
	UserId  string `sent:"always"`
}

const (
	assume     = "sts:AssumeRole"
	tagSession = "sts:TagSession"
	setSource  = "sts:SetSourceIdentity"
	chained    = 3600 // seconds that a session lasts at most which a session began
)

// The rules of the Security Token Service.
var (
	TokenRequestsAreWhole = stsRules.Add(kernel.Rule{
		ID: "STS-VAL-01", Kind: kernel.Shaped, Error: ValidationError, Evidence: kernel.SDKModel, Source: stsModel,
		Says: "A request has all the members that the service model requires.", Operations: []string{"AssumeRole"},
	})
	TokenRequestsHaveTheirShape = stsRules.Add(kernel.Rule{
		ID: "STS-VAL-02", Kind: kernel.Shaped, Error: ValidationError, Evidence: kernel.SDKModel, Source: stsModel,
		Says: "A session's name has 2 to 64 letters, digits and +=,.@_-, an external ID 2 to 1224 of these and :/, " +
			"a duration is 900 to 43200 seconds, that of GetSessionToken up to 129600; a device's code has 6 digits, a session up " +
			"to 50 tags.",
		Operations: []string{"AssumeRole", "GetSessionToken"},
	})
	RolesAreARNs = stsRules.Add(kernel.Rule{
		ID: "STS-VAL-03", Kind: kernel.Refusal, Error: ValidationError, Evidence: kernel.Observed,
		Source: "aws/aws-cli, issues on AssumeRole",
		Says:   "A role is named by its ARN.", Operations: []string{"AssumeRole"},
	})
	TrustDecides = stsRules.Add(kernel.Rule{
		ID: "STS-ASM-01", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source:     stsReference("AssumeRole") + "; " + evaluation,
		Says:       "Only whom the trust policy of a role allows can assume it; a role that does not exist trusts nobody.",
		Operations: []string{"AssumeRole"},
	})
	BothSidesDecide = stsRules.Add(kernel.Rule{
		ID: "STS-ASM-02", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source: crossAccount + "; " + principalElement + "; " + boundaries,
		Says: "Where a trust policy leaves it to an account, or the role is another account's, the caller's own " +
			"policies must allow sts:AssumeRole on the role too; where it names the role whose session calls, that role's " +
			"permissions boundary must.",
		Operations: []string{"AssumeRole"},
	})
	ServicesNeedTrust = stsRules.Add(kernel.Rule{
		ID: "STS-ASM-03", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source:     "IAM User Guide, id_roles_create_for-service",
		Says:       "A service acts under a role only if the role's trust policy names the service.",
		Operations: []string{"AssumeRole"},
	})
	ExternalIDsAreCompared = stsRules.Add(kernel.Rule{
		ID: "STS-ASM-04", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source:     "IAM User Guide, id_roles_create_for-user_externalid",
		Says:       "The external ID that a caller gives is what a trust policy's condition on sts:ExternalId compares.",
		Operations: []string{"AssumeRole"},
	})
	RolesBoundTheirSessions = stsRules.Add(kernel.Rule{
		ID: "STS-ASM-05", Kind: kernel.Refusal, Error: ValidationError, Evidence: kernel.Documented,
		Source:     stsReference("AssumeRole"),
		Says:       "A session lasts no longer than its role's MaxSessionDuration.",
		Operations: []string{"AssumeRole"},
	})
	ChainedSessionsLastAnHour = stsRules.Add(kernel.Rule{
		ID: "STS-ASM-06", Kind: kernel.Refusal, Error: ValidationError, Evidence: kernel.Documented,
		Source:     stsReference("AssumeRole"),
		Says:       "A session that the session of a role begins lasts an hour at most.",
		Operations: []string{"AssumeRole"},
	})
	AnHourIsTheDefault = stsRules.Add(kernel.Rule{
		ID: "STS-ASM-07", Kind: kernel.Effect, Evidence: kernel.Documented, Source: stsReference("AssumeRole"),
		Says:       "A session lasts an hour where its caller does not say otherwise.",
		Operations: []string{"AssumeRole"},
	})
	EverybodyMayAskWhoItIs = stsRules.Add(kernel.Rule{
		ID: "STS-GCI-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: stsReference("GetCallerIdentity"),
		Says: "GetCallerIdentity tells a caller's account, ARN and ID, and needs no permission: not even an " +
			"explicit deny keeps from it.",
		Operations: []string{"GetCallerIdentity"},
	})
)

func (s *Service) assumeRole(c *kernel.Call, in *AssumeRole) (*AssumeRoleOutput, error) {
	if in.asksForMore() {
		return nil, kernel.NewError(NotModelled,
			"AssumeRole: provided contexts and token sizes are not modelled.")
	}
	_, err := kernel.ParseARN(in.RoleArn)
	if err := c.Require(err == nil, RolesAreARNs, "%s is invalid", in.RoleArn); err != nil {
		return nil, err
	}
	if err := s.mayAssume(c, in); err != nil {
		return nil, err
	}
	if err := s.lends(c, in.RoleArn); err != nil {
		return nil, err
	}
	r := s.roleOf(in.RoleArn)
	if r == nil {
		return nil, kernel.NewError(AccessDenied, "There is no role "+in.RoleArn)
	}
	lasts, err := s.duration(c, r, in.DurationSeconds)
	if err != nil {
		return nil, err
	}
	given, err := s.sessionOf(c, in, r)
	if err != nil {
		return nil, err
	}
	ss := s.begin(r, in.RoleSessionName, lasts)
	t := &token{ID: c.Mint().Capital("ASIA", 16), Scope: r.Scope, Session: ss.ARN, Expires: c.Now().Add(lasts),
		Given: given}
	if ss.Last = ""; !given.empty() {
		ss.Last = t.ID
	}
	s.Tokens.In(r.Scope).Put(t.ID, t)
	s.forgetTokens(r.Scope)
	return &AssumeRoleOutput{
		AssumedRoleUser: &AssumedRoleUser{ss.ARN, ss.ID},
		Credentials:     s.credentials(t),
		SourceIdentity:  given.Source,
	}, nil
}

func (in *AssumeRole) asksForMore() bool {
	return in.MinimumSessionTokenSize != nil || len(in.ProvidedContexts) > 0
}

// mayAssume asks both sides: the role whom it trusts, and the caller's policies
// what it may do. Who gives a session tags or a source identity needs more than
// sts:AssumeRole.
func (s *Service) mayAssume(c *kernel.Call, in *AssumeRole) error {
	for _, action := range in.actions() {
		r, err := s.assuming(c, in, action)
		if err != nil {
			return err
		}
		decide, to := policy.Both, s.roleOf(in.RoleArn)
		if to != nil && to.Scope == scopeOf(c.Caller) {
			decide = policy.Gated
		}
		refusal := s.trusted(c, r, to, decide)
		if err := s.Explained(refusal, r, decide, s.TrustPolicyOf(in.RoleArn)...); err != nil {
			return err
		}
	}
	return nil
}

// actions are what the caller must be allowed to do with the role.
func (in *AssumeRole) actions() []string {
	all := []string{assume}
	if len(in.Tags) > 0 {
		all = append(all, tagSession)
	}
	if in.SourceIdentity != "" {
		all = append(all, setSource)
	}
	return all
}

// assuming states the question whether a caller may do something with a role.
func (s *Service) assuming(c *kernel.Call, in *AssumeRole, action string) (*policy.Request, error) {
	r, err := s.Request(c.Caller, action, in.RoleArn)
	if err != nil {
		return nil, err
	}
	r.Set("sts:RoleSessionName", in.RoleSessionName)
	if c.Applies(in.ExternalId != "", ExternalIDsAreCompared) {
		r.Set("sts:ExternalId", in.ExternalId)
	}
	if in.DurationSeconds != nil {
		r.Set("sts:DurationSeconds", strconv.Itoa(int(*in.DurationSeconds)))
	}
	if len(in.TransitiveTagKeys) > 0 {
		r.Set("sts:TransitiveTagKeys", in.TransitiveTagKeys...)
	}
	if in.SourceIdentity != "" {
		r.Set("sts:SourceIdentity", in.SourceIdentity)
	}
	if c.Applies(in.SerialNumber != "" && in.TokenCode != "" && r.Principal.Role == "", DevicesTellWhoCalls) {
		r.Set("aws:MultiFactorAuthPresent", "true")
		r.Set("aws:MultiFactorAuthAge", "0")
	}
	if to := s.roleOf(in.RoleArn); to != nil {
		r.SetAll(kernel.TagConditions(to.Tags, "aws:ResourceTag/", "iam:ResourceTag/"))
	}
	describeTags(r, c.Operation, in)
	return r, nil
}

// beyondAssuming are the rules of what AssumeRole asks besides sts:AssumeRole.
var beyondAssuming = map[string]*kernel.Rule{tagSession: TaggingNeedsTrust, setSource: SourceIdentitiesNeedTrust}

// trusted refuses unless the policy of a role, nil for none, and those of the caller
// allow what is asked.
func (s *Service) trusted(
	c *kernel.Call, r *policy.Request, to *role, decide func(identity, trust policy.Answer) policy.Decision,
) error {
	var trust policy.Answer
	if to != nil {
		trust = policy.Ask(r, policy.Source{Document: s.trust(to)})
	}
	require := func(ok bool, rule *kernel.Rule) error {
		return c.Require(ok, rule, "User: %s is not authorized to perform: %s on resource: %s", r.Principal.ARN, r.Action,
			r.Resource)
	}
	if rule := beyondAssuming[r.Action]; rule != nil {
		decision := decide(s.Identity(r), trust)
		return require(decision.Allowed, rule)
	}
	if err := require(!trust.Several, SetOperatorsAreNeeded); err != nil || trust.Several {
		return err
	}
	if err := require(trust.Effect == policy.Allow, TrustDecides); err != nil || to == nil {
		return err
	}
	identity := s.Identity(r)
	if identity.Controlled {
		return s.Forbidden(AccessDenied, fmt.Sprintf("User: %s is not authorized to perform: %s on resource: %s %s",
			r.Principal.ARN, r.Action, r.Resource, identity.Denial().For(r.Action)))
	}
	decision := decide(identity, trust)
	return require(decision.Allowed || trust.Effect != policy.Allow, BothSidesDecide)
}

// duration is how long a session will last.
func (s *Service) duration(c *kernel.Call, r *role, seconds *int32) (time.Duration, error) {
	asked := int32(defaultSession)
	if seconds != nil {
		asked = *seconds
	}
	if !c.Applies(seconds == nil, AnHourIsTheDefault) && seconds == nil {
		asked = r.MaxSession
	}
	if err := c.Require(asked <= r.MaxSession, RolesBoundTheirSessions,
		"The requested DurationSeconds exceeds the MaxSessionDuration set for this role."); err != nil {
		return 0, err
	}
	who, err := s.Principal(c.Caller)
	if err != nil {
		return 0, err
	}
	if err := c.Require(who.Role == "" || asked <= chained, ChainedSessionsLastAnHour,
		"The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."); err != nil {
		return 0, err
	}
	return time.Duration(asked) * time.Second, nil
}

func (s *Service) getCallerIdentity(c *kernel.Call, _ *GetCallerIdentity) (*GetCallerIdentityOutput, error) {
	if !c.Applies(c.Principal != "", EverybodyMayAskWhoItIs) && c.Principal != "" {
		if err := s.permit(c, nil, "sts", "*", func(string) map[string][]string { return nil }); err != nil {
			return nil, err
		}
	}
	who, err := s.Principal(c.Caller)
	if err != nil {
		return nil, err
	}
	return &GetCallerIdentityOutput{who.Account, who.ARN, who.ID}, nil
}
