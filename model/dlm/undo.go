package dlm

import "github.com/shareproof/shareproof/model/kernel"

// undo says what takes away what calls have made. The snapshots of a policy are found
// by those of its volumes.
var undo = []kernel.Undoing{
	kernel.Undo(func(_ *CreateLifecyclePolicy, out *CreateLifecyclePolicyOutput) any {
		return &DeleteLifecyclePolicy{PolicyId: out.PolicyId}
	}),
}
