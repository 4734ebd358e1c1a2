package target

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// Terms are what a target that stands for real accounts lets the suites do there. They
// are known from its file, before anything is called.
type Terms struct {
	// Demanded is true where nothing may be called before a plan was accepted: the target
	// costs, or what is changed there matters.
	Demanded bool
	// Accounts are the numbers of the suites' accounts that the target has. What is in
	// another account than these is nobody's to name.
	Accounts []string
	// Numbers are those that stand for them there, in the same order; "" where the target
	// is asked.
	Numbers []string
	// Touches are what calls may touch besides what the run has made: a kernel.Touch, or
	// an operation as in "ec2.EnableEbsEncryptionByDefault".
	Touches []string
	// Regions stand for those of the suites, by these.
	Regions map[string]string
	// Patience is how long the waits of a scenario may last together by the wall's clock,
	// and Speed how many times as fast the target's runs.
	Patience time.Duration
	Speed    int
}

// Names reports whether the target's file names what an operation touches.
func (t *Terms) Names(touch kernel.Touch, op *kernel.Operation) bool {
	return slices.Contains(t.Touches, string(touch)) || slices.Contains(t.Touches, op.FullName())
}

// Has reports whether the target has an account of the suites.
func (t *Terms) Has(account string) bool { return slices.Contains(t.Accounts, account) }
