package backup

import "github.com/shareproof/shareproof/model/kernel"

// planOperations are those of plans and selections.
var planOperations []*kernel.Operation

// plansState is the state of plans.
type plansState struct{}

func (p *plansState) fork() plansState { return plansState{} }

// planDue does what plans do at an event of theirs.
func (s *Service) planDue(kernel.Event) bool { return false }
