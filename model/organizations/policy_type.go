package organizations

import "github.com/shareproof/shareproof/model/kernel"

// EnablePolicyType lets policies of a type act in the organization.
type EnablePolicyType struct {
	PolicyType PolicyType `shape:"!PolicyType"`
	RootId     string     `shape:"!RootId"`
}

// EnablePolicyTypeOutput shows the root.
type EnablePolicyTypeOutput struct{ Root *Root }

// DisablePolicyType ends that, and takes all policies of the type off.
type DisablePolicyType struct {
	PolicyType PolicyType `shape:"!PolicyType"`
	RootId     string     `shape:"!RootId"`
}

// DisablePolicyTypeOutput shows the root.
type DisablePolicyTypeOutput struct{ Root *Root }

// The rules of types of policies.
var (
	UnknownRootsAreNotFound = rules.Add(kernel.Rule{
		ID: "ORG-SCP-10", Kind: kernel.Refusal, Error: RootNotFound, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "The root of another organization and one that does not exist are not found.",
		Operations: []string{"EnablePolicyType", "DisablePolicyType"},
	})
	TypesAreEnabledOnce = rules.Add(kernel.Rule{
		ID: "ORG-SCP-11", Kind: kernel.Refusal, Error: PolicyTypeAlreadyEnabled, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "A type of policies that is enabled cannot be enabled again.",
		Operations: []string{"EnablePolicyType"},
	})
	TypesAreEnabledFirst = rules.Add(kernel.Rule{
		ID: "ORG-SCP-12", Kind: kernel.Refusal, Error: PolicyTypeNotEnabled, Evidence: kernel.Documented,
		Source:     reference("AttachPolicy, DisablePolicyType"),
		Says:       "Policies are attached, and their type is disabled, only where the type is enabled.",
		Operations: []string{"DisablePolicyType", "AttachPolicy", "DetachPolicy"},
	})
	DisablingDetaches = rules.Add(kernel.Rule{
		ID: "ORG-SCP-13", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "Organizations User Guide, disable-policy-type",
		Says: "When service control policies are disabled, all are taken off: enabled again, the root, the units and " +
			"the accounts have FullAWSAccess alone.",
		Operations: []string{"DisablePolicyType"},
	})
)

// available refuses policies of a type that the organization cannot have.
func (s *Service) available(c *kernel.Call, o *organization, t PolicyType) error {
	return c.Require(t == ServiceControlPolicy && o.FeatureSet == AllFeatures, OnlyControlPoliciesAreModelled,
		"Policies of the type %s are not available to the organization.", t)
}

// managedRoot returns the organization of the root, if the caller manages it.
func (s *Service) managedRoot(c *kernel.Call, root string) (*organization, error) {
	o, err := s.managed(c, OnlyTheManagementAccountControls)
	if err != nil {
		return nil, err
	}
	if root != o.Root {
		return nil, c.Refuse(UnknownRootsAreNotFound, "You specified a root that doesn't exist.")
	}
	return o, c.Require(true, UnknownRootsAreNotFound, "")
}

func (s *Service) enablePolicyType(c *kernel.Call, in *EnablePolicyType) (*EnablePolicyTypeOutput, error) {
	o, err := s.managedRoot(c, in.RootId)
	if err != nil {
		return nil, err
	}
	if err := s.available(c, o, in.PolicyType); err != nil {
		return nil, err
	}
	if err := c.Require(!o.Controlled, TypesAreEnabledOnce,
		"The specified policy type is already enabled."); err != nil {
		return nil, err
	}
	if !o.Controlled {
		o.Controlled = true
		s.controlling++
	}
	root := o.shownRoot()
	return &EnablePolicyTypeOutput{&root}, nil
}

func (s *Service) disablePolicyType(c *kernel.Call, in *DisablePolicyType) (*DisablePolicyTypeOutput, error) {
	o, err := s.managedRoot(c, in.RootId)
	if err != nil {
		return nil, err
	}
	enabled := in.PolicyType == ServiceControlPolicy && o.Controlled
	if err := c.Require(enabled, TypesAreEnabledFirst,
		"This operation can be performed only for enabled policy types."); err != nil {
		return nil, err
	}
	s.release(o)
	root := o.shownRoot()
	return &DisablePolicyTypeOutput{&root}, nil
}

// release ends service control policies in an organization.
func (s *Service) release(o *organization) {
	if !o.Controlled {
		return
	}
	o.Controlled = false
	s.controlling--
	if !s.env.Applies(true, DisablingDetaches) {
		return
	}
	for t := range s.Targets.Of(global).All {
		if t.Organization == o.ID {
			s.Targets.In(global).Delete(t.ID)
		}
	}
}

// shownRoot is the root as the management account sees it.
func (o *organization) shownRoot() Root {
	r := Root{Arn: o.arn("root/" + o.ID + "/" + o.Root), Id: o.Root, Name: "Root", PolicyTypes: []PolicyTypeSummary{}}
	if o.Controlled {
		r.PolicyTypes = append(r.PolicyTypes, PolicyTypeSummary{Status: "ENABLED", Type: ServiceControlPolicy})
	}
	return r
}
