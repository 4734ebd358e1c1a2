package dlm

import "github.com/shareproof/shareproof/model/kernel"

// lifecyclePolicy is a policy.
type lifecyclePolicy struct {
	ID          string
	Scope       kernel.Scope
	State       PolicyState
	Message     string
	Description string
	Role        string
	Details     PolicyDetails
	Default     string // VOLUME or INSTANCE of a default policy
	Tags        []Tag  // in the order of their keys
	Created     kernel.Time
	Modified    kernel.Time
	// Plan counts how often the policy was planned anew: what is on the agenda by
	// an older plan does not happen.
	Plan uint32
	Due  []kernel.Time // when each schedule is due next
}

// PolicyState is whether a policy runs.
type PolicyState string

// The states of policies. Error cannot be set.
const (
	Enabled  PolicyState = "ENABLED"
	Disabled PolicyState = "DISABLED"
	Error    PolicyState = "ERROR"
)

// CreateLifecyclePolicy makes a policy. The members from CopyTags to
// RetainInterval are for default policies.
type CreateLifecyclePolicy struct {
	_                struct{}    `http:"POST /policies"`
	Description      string      `shape:"!Description"`
	ExecutionRoleArn string      `shape:"!RoleArn"`
	State            PolicyState `shape:"!SettableState"`
	PolicyDetails    *PolicyDetails
	Tags             map[string]string `shape:"Tags"`

	DefaultPolicy          string `shape:"DefaultPolicy"`
	CopyTags               *bool
	CreateInterval         *int32
	CrossRegionCopyTargets []CrossRegionCopyTarget `shape:"CopyTargets"`
	Exclusions             *Exclusions
	ExtendDeletion         *bool
	RetainInterval         *int32
}

// CreateLifecyclePolicyOutput names the policy.
type CreateLifecyclePolicyOutput struct{ PolicyId string }

// GetLifecyclePolicy shows a policy.
type GetLifecyclePolicy struct {
	_        struct{} `http:"GET /policies/{PolicyId}"`
	PolicyId string   `shape:"!" resource:"policy"`
}

// GetLifecyclePolicyOutput is the policy.
type GetLifecyclePolicyOutput struct {
	Policy *LifecyclePolicy `sent:"always"`
}

// LifecyclePolicy is a policy as its account sees it.
type LifecyclePolicy struct {
	DateCreated      kernel.Time `wire:",iso8601" sent:"always"`
	DateModified     kernel.Time `wire:",iso8601" sent:"always"`
	DefaultPolicy    bool
	Description      string         `sent:"always"`
	ExecutionRoleArn string         `sent:"always"`
	PolicyArn        string         `sent:"set"`
	PolicyDetails    *PolicyDetails `sent:"always"`
	PolicyId         string         `sent:"always"`
	State            PolicyState    `sent:"always"`
	StatusMessage    string         `sent:"set"`
	Tags             map[string]string
}

// UpdateLifecyclePolicy changes what it names and leaves the rest.
type UpdateLifecyclePolicy struct {
	_                struct{}    `http:"PATCH /policies/{PolicyId}"`
	PolicyId         string      `shape:"!" resource:"policy"`
	Description      string      `shape:"Description"`
	ExecutionRoleArn string      `shape:"RoleArn"`
	State            PolicyState `shape:"SettableState"`
	PolicyDetails    *PolicyDetails

	CopyTags               *bool
	CreateInterval         *int32
	CrossRegionCopyTargets []CrossRegionCopyTarget `shape:"CopyTargets"`
	Exclusions             *Exclusions
	ExtendDeletion         *bool
	RetainInterval         *int32
}

// UpdateLifecyclePolicyOutput is empty.
type UpdateLifecyclePolicyOutput struct{}

// DeleteLifecyclePolicy removes a policy.
type DeleteLifecyclePolicy struct {
	_        struct{} `http:"DELETE /policies/{PolicyId}"`
	PolicyId string   `shape:"!" resource:"policy"`
}

// DeleteLifecyclePolicyOutput is empty.
type DeleteLifecyclePolicyOutput struct{}

const maxPolicies = 100

// The rules of policies.
var (
	DescriptionsHaveTheirShape = shaped(kernel.Rule{
		ID: "DLM-API-04", Also: []string{"DLM-API-03"},
		Says: "A description is 1 to 500 letters, digits, spaces, underscores and hyphens; a member that is not as it " +
			"should be is named in the message (seen elsewhere only).",
	})
	RolesArePassed = rules.Add(kernel.Rule{
		ID: "DLM-API-05", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Observed,
		Source: "EC2 User Guide of 2023, dlm-access-control; a message seen in public",
		Says: "Who makes or changes a policy passes its role: the role is of the same account, and the caller may " +
			"iam:PassRole on it.",
		Operations: []string{"CreateLifecyclePolicy", "UpdateLifecyclePolicy"},
	})
	EachRequestMakesAPolicy = rules.Add(kernel.Rule{
		ID: "DLM-API-06", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel, Seed: seed,
		Says: "CreateLifecyclePolicy answers with nothing but the ID, policy- and 17 hexadecimal digits, and makes " +
			"a second policy where it is repeated.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	UpdatesMerge = rules.Add(kernel.Rule{
		ID: "DLM-API-09", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Observed,
		Source: "SDK documentation of UpdateLifecyclePolicy; a live test seen in public",
		Says: "UpdateLifecyclePolicy leaves alone what it does not name, tags always, and changes neither the type " +
			"of a policy nor that of its resources.",
		Operations: []string{"UpdateLifecyclePolicy"},
	})
	RetentionKeepsItsKind = rules.Add(kernel.Rule{
		ID: "DLM-API-10", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Documented, Source: modifying,
		Says:       "Retention by count does not become retention by age, nor the reverse.",
		Operations: []string{"UpdateLifecyclePolicy"},
	})
	HundredPoliciesPerRegion = rules.Add(kernel.Rule{
		ID: "DLM-API-12", Kind: kernel.Quota, Error: LimitExceeded, Evidence: kernel.Documented,
		Source:     "EC2 User Guide of 2023, snapshot-lifecycle",
		Says:       "An account has at most 100 policies in a Region.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	DeletedPoliciesStop = rules.Add(kernel.Rule{
		ID: "DLM-API-15", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source:     "SDK documentation of DeleteLifecyclePolicy; EC2 User Guide of 2023, view-modify-delete",
		Says:       "DeleteLifecyclePolicy removes the policy, and nothing runs by it any more.",
		Operations: []string{"DeleteLifecyclePolicy"},
	})
	ErrorIsNotSet = shaped(kernel.Rule{
		ID:   "DLM-STA-01",
		Says: "A policy is ENABLED, DISABLED or in ERROR; callers set only the first two.",
	})
)

func (p *lifecyclePolicy) ref() kernel.Ref { return kernel.Ref{Scope: p.Scope, ID: p.ID} }
func (p *lifecyclePolicy) arn() string     { return p.name().String() }
func (p *lifecyclePolicy) name() kernel.ARN {
	return kernel.ARN{Partition: kernel.Partition(p.Scope.Region), Service: "dlm", Region: p.Scope.Region,
		Account: p.Scope.Account, Resource: "policy/" + p.ID}
}

// own returns a policy of the caller in its Region.
func (s *Service) own(c *kernel.Call, id string) (*lifecyclePolicy, error) {
	p := s.Policies.Get(c.Scope(), id)
	foreign := p == nil && s.Policies.Anywhere(id) != nil
	if err := c.Require(!foreign, PoliciesAreRegional, "Policy %s is not found.", id); err != nil {
		return nil, missing(err, id)
	}
	if p == nil {
		return nil, missing(c.Refuse(UnknownPoliciesAreNotFound, "Policy %s is not found.", id), id)
	}
	return p, c.Require(true, UnknownPoliciesAreNotFound, "")
}

func missing(err error, id string) error {
	refusal := err.(*kernel.Error)
	refusal.Members = []kernel.Member{{Name: "ResourceIds", Values: []string{id}}}
	return refusal
}

func (s *Service) getLifecyclePolicy(c *kernel.Call, in *GetLifecyclePolicy) (*GetLifecyclePolicyOutput, error) {
	p, err := s.own(c, in.PolicyId)
	if err != nil {
		return nil, err
	}
	return &GetLifecyclePolicyOutput{&LifecyclePolicy{
		DateCreated: p.Created, DateModified: p.Modified, DefaultPolicy: p.Default != "", Description: p.Description,
		ExecutionRoleArn: p.Role, PolicyArn: p.arn(), PolicyDetails: s.shown(p), PolicyId: p.ID,
		State: p.State, StatusMessage: s.status(p), Tags: tagMap(p.Tags),
	}}, nil
}
