// Package invariants states what holds in every history of calls and answers,
// whoever calls what in whatever order. An invariant is checked from the history
// alone: it never looks into the model, and it is silent where the history
// cannot decide.
//
// A general invariant is written once, over what a Service shows of its calls.
// What holds for one service alone stands in the folder of that service.
package invariants

import "github.com/shareproof/shareproof/model/kernel"

// Invariant is a sentence that every history keeps, and its check.
type Invariant struct {
	ID, Says string
	// Accepted and Refused return what is wrong with such an answer, given the
	// history before; "" if nothing is.
	Accepted, Refused func(c *Call) string
	// Everyone is true if the refusals of users and sessions are checked too. They
	// may be refused for what their policies say.
	Everyone bool
	// Needs reports whether a service shows what a general invariant checks; nil
	// where the invariant is one service's own.
	Needs func(s *Service) bool
	// Hears are the APIs whose calls an invariant of one service is checked at; nil
	// for its own.
	Hears []*kernel.API
}

// Violation is an answer that breaks an invariant.
type Violation struct {
	Invariant *Invariant
	Message   string
	// Was and Is are the states between which no life leads, where it is about that.
	Was, Is string
}

func (v *Violation) Error() string { return v.Invariant.ID + ": " + v.Message }

// general lists the invariants that are checked for every service that shows
// what they need, in the order in which they are checked.
var general = []*Invariant{
	IDsNameOneThing, QuotasHold, AnswersShowOwnAndShared, OnlyOwnersAndSharersUse, ForeignIsMissing,
	ARNsNameTheirThings, TimesAreTrue, EndsAreFinal, LivesGoForward, WorkEnds,
	PagesListEachOnce, ListingsAreComplete, FiltersFilter,
	WritesAreRead, NothingHappensUnseen, TokensActOnce, AnswersHaveTheirMembers,
	CodesAreTheServices,
}

// General lists the general invariants.
func General() []*Invariant { return append([]*Invariant(nil), general...) }
