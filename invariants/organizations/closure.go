package organizations

import (
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/services"
)

// ClosedAccountsAreSilent is the invariant of accounts that were closed.
var ClosedAccountsAreSilent = &invariants.Invariant{
	ID: "INV-ORG-04", Hears: services.All, Everyone: true,
	Says: "Nobody of an account that is closed gets an answer from any service, and no administrator of another one " +
		"is turned away as if it were closed.",
	Accepted: silent, Refused: turnedAway,
}

// closure is that an account was closed.
type closure struct {
	asked kernel.Time
	org   string
	left  bool
}

const (
	// closing is how long it takes at most until an account is closed.
	closing = 30 * time.Minute
	// stays is how long a closed account stays in its organization.
	stays = 90 * kernel.Day
)

func (cl closure) leaves() kernel.Time { return cl.asked.Add(stays) }

func silent(c *invariants.Call) string {
	if cl, ok := Of(c).closed.Find(c.As.Account); ok && c.At > cl.asked.Add(closing) {
		return "account " + c.As.Account + " is closed and gets an answer"
	}
	return ""
}

func turnedAway(c *invariants.Call) string {
	if _, closed := Of(c).closed.Find(c.As.Account); c.As.Principal == "" && c.TurnedAway() && !closed {
		return "the administrator of " + c.As.Account + " is turned away though it is not closed"
	}
	return ""
}

// state wants an account to be shown as it is.
func (f *Facts) state(c *invariants.Call, a *organizations.Account) string {
	cl, closed := f.closed.Find(a.Id)
	switch {
	case !closed && a.State == organizations.AccountActive, closed && a.State == organizations.AccountClosed,
		closed && a.State == organizations.PendingClosure && c.At <= cl.asked.Add(closing):
		return ""
	}
	return "account " + a.Id + " is shown as " + string(a.State)
}

// Departed yields the accounts that have left an organization for good after they were
// closed, and when.
func (f *Facts) Departed(yield func(account, org string, at kernel.Time)) {
	for account, cl := range f.closed.All {
		if cl.left {
			yield(account, cl.org, cl.leaves())
		}
	}
}
