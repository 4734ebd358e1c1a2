package conformance

import (
	"fmt"
	"slices"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// Mutant is a world that is wrong in one place, and what the suites make of it.
type Mutant struct {
	ID string `json:"id"`
	// Of is the service of the rule, or the lifecycle of the row.
	Of   string     `json:"of"`
	Rule string     `json:"rule"`
	Kind MutantKind `json:"kind"`
	// Documented reports whether what is broken is well known: its survival is a
	// hole in the suites. A row without a rule counts as such.
	Documented bool          `json:"documented"`
	Outcome    MutantOutcome `json:"outcome"`
	// By is the name of the scenario that caught it.
	By string `json:"by"`
	// Reason says why nothing can catch an equivalent.
	Reason string `json:"reason,omitempty"`
	// Trouble is a failure of the harness, which catches nothing.
	Trouble string `json:"trouble,omitempty"`

	wrong func(*model.World)
	used  func(model.Coverage) bool // whether a scenario came by what is broken
	met   map[string]bool           // the keys of the scenarios that do
}

// MutantKind is what is wrong with a mutant.
type MutantKind string

// The kinds of mutants.
const (
	RuleOff       MutantKind = "rule"
	RowDropped    MutantKind = "row dropped"
	RowRedirected MutantKind = "row redirected"
)

// MutantOutcome is what became of a mutant.
type MutantOutcome string

// The outcomes. An equivalent is one that no caller can tell from the model.
const (
	Caught     MutantOutcome = "caught"
	Survived   MutantOutcome = "survived"
	Equivalent MutantOutcome = "equivalent"
)

// allMutants makes a mutant of every rule, and up to two of every row. A row
// that neither moves nor stands before another answer does nothing that could
// be dropped.
func allMutants() (all []*Mutant) {
	for i, rule := range model.Rules() {
		all = append(all, &Mutant{
			ID: rule.ID, Of: rule.Service, Kind: RuleOff,
			wrong: func(w *model.World) { w.SwitchOff(rule) },
			used:  func(c model.Coverage) bool { return c.Rules[i] != kernel.Tally{} },
		})
		all[len(all)-1].examines(rule)
	}
	next := 0
	for _, table := range model.Lifecycles() {
		for _, row := range table.Rows {
			i, of := next, table.Name
			next++
			add := func(kind MutantKind, change string, wrong func(*model.World)) {
				m := &Mutant{
					ID: fmt.Sprintf("%s: %s, %s", of, row.Name(), change), Of: of, Kind: kind, wrong: wrong,
					used: func(c model.Coverage) bool { return c.Rows[i] > 0 },
				}
				m.examines(ruleOf(row))
				all = append(all, m)
			}
			if row.From != row.To || table.Otherwise(row) {
				add(RowDropped, "dropped", func(w *model.World) { w.Drop(row) })
			}
			if to := elsewhere(table, row); to != "" {
				add(RowRedirected, "leads to "+to, func(w *model.World) { w.Redirect(row, to) })
			}
		}
	}
	return all
}

// examines says which rule the mutant breaks; nil for a row that has none.
func (m *Mutant) examines(rule *kernel.Rule) {
	m.Documented = rule == nil || rule.Evidence.Strong()
	if rule != nil {
		m.Rule = rule.ID
	}
}

func ruleOf(row kernel.RowView) *kernel.Rule {
	if row.Rule == nil && row.After != nil {
		return row.After.Rule
	}
	return row.Rule
}

// elsewhere returns another state for the row to lead to: the first that is
// neither where it starts nor where it leads, rather one that is not final.
// Refusals lead nowhere.
func elsewhere(table kernel.TableView, row kernel.RowView) string {
	if row.To == kernel.Refused {
		return ""
	}
	final := ""
	for _, state := range table.States() {
		switch {
		case state == row.From || state == row.To:
		case !slices.Contains(table.Final, state):
			return state
		case final == "":
			final = state
		}
	}
	return final
}
