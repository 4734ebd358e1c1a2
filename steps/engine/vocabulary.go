package engine

import (
	"context"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// Vocabulary is what one system adds to the language of features.
type Vocabulary struct {
	System string // as its features' folder is called
	// Scenarios is how many scenarios of the system Shareproof comes with, in Gherkin
	// and YAML. A run that discovers fewer has lost some.
	Scenarios int
	Kinds     []Kind
	Arguments map[string]Argument
	Phrases   func(*Session) []Phrase
}

// Kind is a kind of thing that scenarios name. A kind whose State can be asked
// for has the phrases `is` and `becomes`; one with a Table has a Given that leads
// a new thing to any state that the table can be led to; one with Delete has
// `deletes`, one with Share `shares` and `unshares`.
type Kind struct {
	Name string // as features say it, such as "DB cluster"
	// Refers returns what {name} stands for; nil stands for the thing's ID.
	Refers func(Thing) string

	// Table is the kind's lifecycle. States lists those of a kind without one.
	Table  kernel.TableView
	States []string
	// Words are what features call states, beyond or instead of their names: a
	// state that a word stands for alone is called by nothing else.
	Words map[string][]string
	// Deleted is the state of what is deleted and soon gone, if there is one: a
	// thing that is gone already counts as being in it.
	Deleted string
	// State asks for the state of a thing, as its owner; Gone if nothing is shown.
	State func(context.Context, *Session, Thing) (string, error)

	// Given makes a thing. Triggers lead it on, by the triggers of the table's
	// rows; time leads by itself. Takes reports whether a thing may go by a row,
	// where rows have conditions; nil lets it go by any.
	Given    Given
	Triggers map[string]Trigger
	Takes    func(Thing, kernel.RowView) bool

	// Delete returns the input of the call that deletes a thing, Share of the one that
	// shares it or takes it back, where its permissions name accounts.
	Delete func(Thing) any
	Share  func(Thing, Audience) any
	// Shareable is the type under which resource shares hold things of the kind,
	// as in "service:Type"; empty where they hold none.
	Shareable string
}

// Given is the phrase that makes a thing of a kind. In its expression {state}
// stands for the states to which the kind can be led, and {new KIND} for the name.
type Given struct {
	Expression, Example, Doc string
	// Usual is the state to which a thing is led where the phrase leaves the state
	// out.
	Usual string
	// Starts lists the states in which Make makes things besides the table's start.
	Starts []string
	Make   func(context.Context, *Session, Making) error
	Makes  []Name // names that it gives besides the thing's own
}

// Trigger does what moves a thing along its lifecycle.
type Trigger func(context.Context, *Session, Thing) error

// Making is what a Given asks for: a thing of this name, on its way to a state, with
// the phrase's other arguments in their order.
type Making struct {
	Name, State string
	Arguments   []string
}

// Audience says with whom something is shared, or from whom it is taken back.
type Audience struct {
	Remove    bool
	Accounts  []string // numbers
	Everybody bool
}

// Name is a name that a scenario gives to a thing of a kind.
type Name struct{ Kind, Name string }

// Thing is something that a scenario named.
type Thing struct {
	Kind, Name string
	Owner      string // account number
	Region     string
	ID, ARN    string
	Of         string // the name of what it belongs to or is made of
	Detail     any    // what only the kind's own vocabulary knows
}

// Scope is the administrator of the owner, in the thing's Region.
func (t Thing) Scope() kernel.Caller { return kernel.Caller{Account: t.Owner, Region: t.Region} }

// text is what a reference stands for.
func (k *Kind) text(t Thing) string {
	if k.Refers != nil {
		return k.Refers(t)
	}
	return t.ID
}

// hasLifecycle reports whether the kind has a table.
func (k *Kind) hasLifecycle() bool { return k.Table.Name != "" }

// Lifecycle returns the lifecycle of a name.
func Lifecycle(name string) kernel.TableView {
	for _, t := range model.Lifecycles() {
		if t.Name == name {
			return t
		}
	}
	panic("steps: there is no lifecycle " + name) // a mistake in a vocabulary
}

// kindNames lists the kinds, in the order in which a reference looks for a name.
func (l *Language) kindNames() (names []string) {
	for _, k := range l.kinds {
		names = append(names, k.Name)
	}
	return names
}
