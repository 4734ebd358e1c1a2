package dlm

import "github.com/shareproof/shareproof/model/kernel"

// bill says what calls cost and touch in real accounts.
var bill = kernel.Bill{
	Costs: []kernel.Cost{
		kernel.NotPriced("a policy makes snapshots by itself, as many as its volumes and schedules ask for",
			"CreateLifecyclePolicy"),
	},
	Quotas: []kernel.AccountQuota{
		{Of: "lifecycle policies", Most: 100, Operations: []string{"CreateLifecyclePolicy"}, Evidence: kernel.Documented,
			Source: "AWS General Reference, dlm"},
	},
	Touches: []kernel.Touching{
		kernel.Where(kernel.TouchesDefaults, func(in *CreateLifecyclePolicy) bool { return in.DefaultPolicy != "" }),
	},
}
