package backup

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// order is a backup that somebody asks for: a caller by StartBackupJob, or a rule of
// a plan.
type order struct {
	At       kernel.Scope // the account and Region of vault and resource
	Vault    string       // its name
	Resource string       // ARN
	Role     string       // ARN
	// Lifecycle and Tags are those of the recovery point. What a Lifecycle points to
	// is never written into.
	Lifecycle *Lifecycle
	Tags      []tag
	// By is the plan and rule, nil for a caller's order.
	By *RecoveryPointCreator
	// Start and Complete are the windows, from Scheduled on.
	Scheduled       kernel.Time
	Start, Complete time.Duration
	// Copies are made of the recovery point once the job is completed.
	Copies     []CopyAction
	Continuous bool
}

// The windows of jobs that say nothing else.
const (
	startWindow    = 8 * time.Hour
	completeWindow = 7 * kernel.Day
)

// begin begins a backup job and returns its ID. Whatever is wrong with the order
// shows in the job: nothing of it is refused here.
func (s *Service) begin(o *order) string { return s.env.Mint().UUID() }
