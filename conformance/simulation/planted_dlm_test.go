package simulation_test

import (
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/kernel"
)

// understanding takes new policies for others than they are.
func understanding(change func(in *dlm.CreateLifecyclePolicy, d *dlm.PolicyDetails)) lie {
	return taking(func(_ *liar, _ kernel.Caller, in *dlm.CreateLifecyclePolicy) {
		if in.PolicyDetails != nil {
			change(in, in.PolicyDetails)
		}
	})
}

func years(n int32) *dlm.CrossRegionCopyRetainRule {
	return &dlm.CrossRegionCopyRetainRule{Interval: &n, IntervalUnit: "YEARS"}
}

var inLifecyclePolicies = []bug{
	{"DeleteLifecyclePolicy is accepted and does nothing.", idle[dlm.DeleteLifecyclePolicy]},
	{"A disabled policy goes on.", taking(func(_ *liar, _ kernel.Caller, in *dlm.UpdateLifecyclePolicy) {
		if in.State == dlm.Disabled {
			in.State = ""
		}
	})},
	{"A policy that is made DISABLED is ENABLED.",
		understanding(func(in *dlm.CreateLifecyclePolicy, _ *dlm.PolicyDetails) { in.State = dlm.Enabled })},
	{"Copies of event policies are kept for years.",
		understanding(func(_ *dlm.CreateLifecyclePolicy, d *dlm.PolicyDetails) {
			for _, a := range d.Actions {
				for i := range a.CrossRegionCopy {
					if a.CrossRegionCopy[i].RetainRule != nil {
						a.CrossRegionCopy[i].RetainRule = years(50)
					}
				}
			}
		})},
	{"Event policies copy into one Region more than they should.",
		understanding(func(_ *dlm.CreateLifecyclePolicy, d *dlm.PolicyDetails) {
			for i := range d.Actions {
				if copies := &d.Actions[i].CrossRegionCopy; len(*copies) == 1 {
					*copies = append(*copies, (*copies)[0])
					(*copies)[1].Target = map[string]string{"us-east-1": "eu-west-1"}[(*copies)[0].Target]
					if (*copies)[1].Target == "" {
						(*copies)[1].Target = "us-east-1"
					}
				}
			}
		})},
	{"Schedules keep five snapshots more than their count.",
		understanding(func(_ *dlm.CreateLifecyclePolicy, d *dlm.PolicyDetails) {
			for i := range d.Schedules {
				if rule := d.Schedules[i].RetainRule; rule != nil && rule.Count != nil {
					*rule.Count += 5
				}
			}
		})},
	{"Schedules keep snapshots for years.", understanding(func(_ *dlm.CreateLifecyclePolicy, d *dlm.PolicyDetails) {
		for i := range d.Schedules {
			if rule := d.Schedules[i].RetainRule; rule != nil && rule.Interval != nil {
				rule.IntervalUnit = "YEARS"
			}
		}
	})},
}
