package dlm

import "github.com/shareproof/shareproof/model/kernel"

// found says how what calls have made is found without their answers.
var found = []kernel.Undoing{
	kernel.Find[CreateLifecyclePolicy, CreateLifecyclePolicyOutput](
		func(string) any { return &GetLifecyclePolicies{} },
		func(list *GetLifecyclePoliciesOutput) (all []kernel.Shown) {
			for _, p := range list.Policies {
				all = append(all, kernel.Shown{In: &CreateLifecyclePolicy{},
					Out: &CreateLifecyclePolicyOutput{PolicyId: p.PolicyId}, Of: p})
			}
			return all
		}),
}
