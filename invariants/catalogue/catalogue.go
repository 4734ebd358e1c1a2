// Package catalogue has the invariants of all services.
package catalogue

import (
	"github.com/shareproof/shareproof/internal/door"
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"

	_ "github.com/shareproof/shareproof/invariants/backup"
	_ "github.com/shareproof/shareproof/invariants/cloudhsm"
	_ "github.com/shareproof/shareproof/invariants/dlm"
	_ "github.com/shareproof/shareproof/invariants/ebs"
	_ "github.com/shareproof/shareproof/invariants/iam"
	_ "github.com/shareproof/shareproof/invariants/kms"
	_ "github.com/shareproof/shareproof/invariants/organizations"
	_ "github.com/shareproof/shareproof/invariants/ram"
	_ "github.com/shareproof/shareproof/invariants/rds"
)

// of has the services of the packages above.
var of = invariants.NewCatalogue(invariants.Registered()...)

func init() {
	door.Judging = func() door.Judge {
		checker := NewChecker()
		return func(x *kernel.Exchange) error {
			if v := checker.See(x); v != nil {
				return v
			}
			return nil
		}
	}
}

// Services lists the services.
func Services() []*invariants.Service { return of.Services() }

// All lists the invariants: the general ones, then those of the services.
func All() []*invariants.Invariant { return of.All() }

// Find returns the invariant of an ID, or nil.
func Find(id string) *invariants.Invariant { return of.Find(id) }

// NewChecker returns a Checker of the invariants of some IDs, none means all, in
// a history without calls.
func NewChecker(ids ...string) *invariants.Checker { return of.NewChecker(ids...) }

// Holds reports whether an invariant is checked at the calls of an API.
func Holds(i *invariants.Invariant, api *kernel.API) bool { return of.Holds(i, api) }
