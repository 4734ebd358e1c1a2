package conformance

import (
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// coverage counts what the model was put to, along model.Rules and along the
// rows of all model.Lifecycles.
type coverage struct {
	rules []kernel.Tally
	rows  []uint64
}

func coverageOf(w *model.World) (c coverage) {
	for _, r := range model.Rules() {
		c.rules = append(c.rules, w.Tally(r))
	}
	for _, table := range model.Lifecycles() {
		for _, row := range table.Rows {
			c.rows = append(c.rows, w.Taken(row))
		}
	}
	return c
}

// add adds d, which may be empty.
func (c *coverage) add(d coverage) {
	for i, tally := range d.rules {
		c.rules[i].Accepted += tally.Accepted
		c.rules[i].Refused += tally.Refused
	}
	for i, taken := range d.rows {
		c.rows[i] += taken
	}
}
