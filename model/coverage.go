package model

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// Coverage counts what worlds were put to: along Rules, along the rows of
// Lifecycles, and along the operations of APIs.
type Coverage struct {
	Rules      []kernel.Tally
	Rows       []uint64
	Operations []kernel.Tally
}

// Coverage returns what the world was put to so far.
func (w *World) Coverage() Coverage {
	return Coverage{counted(rules, w.env.Tally), counted(rows, w.env.Taken), counted(operations, w.env.Called)}
}

// What is counted besides the rules.
var (
	rows = func() (all []kernel.RowView) {
		for _, table := range Lifecycles() {
			all = append(all, table.Rows...)
		}
		return all
	}()
	operations = func() (all []*kernel.Operation) {
		for _, api := range services.All {
			all = append(all, api.Operations...)
		}
		return all
	}()
)

func counted[T, N any](all []T, count func(T) N) []N {
	out := make([]N, len(all))
	for i, t := range all {
		out[i] = count(t)
	}
	return out
}

// Add adds d; either may be empty.
func (c *Coverage) Add(d Coverage) {
	if c.Rules == nil {
		*c = New(Options{}).Coverage()
	}
	for i, tally := range d.Rules {
		c.Rules[i].Accepted += tally.Accepted
		c.Rules[i].Refused += tally.Refused
	}
	for i, taken := range d.Rows {
		c.Rows[i] += taken
	}
	for i, tally := range d.Operations {
		c.Operations[i].Accepted += tally.Accepted
		c.Operations[i].Refused += tally.Refused
	}
}

// Share is how many of so many things were covered, and which were not.
type Share struct {
	Covered int      `json:"covered"`
	Of      int      `json:"of"`
	Gaps    []string `json:"gaps"`
}

func (s *Share) count(covered bool, name string) {
	s.Of++
	if covered {
		s.Covered++
	} else {
		s.Gaps = append(s.Gaps, name)
	}
}

// Shares are a Coverage in figures: rules that were accepted, rules that
// refused of those that can, rows that were taken, operations that answered.
type Shares struct {
	RulesAccepted Share `json:"rulesAccepted"`
	RulesRefused  Share `json:"rulesRefused"`
	Rows          Share `json:"lifecycleRows"`
	Operations    Share `json:"operations"`
}

// Shares returns the figures, with the gaps by name.
func (c Coverage) Shares() (s Shares) {
	c.Add(Coverage{})
	for _, share := range []*Share{&s.RulesAccepted, &s.RulesRefused, &s.Rows, &s.Operations} {
		share.Gaps = []string{}
	}
	for i, r := range Rules() {
		s.RulesAccepted.count(c.Rules[i].Accepted > 0, r.ID)
		if r.Error != nil {
			s.RulesRefused.count(c.Rules[i].Refused > 0, r.ID)
		}
	}
	next := 0
	for _, table := range Lifecycles() {
		for _, row := range table.Rows {
			name := table.Name + ": " + row.Name()
			if because := table.Unreached(row); because != "" {
				name += " (" + because + ")"
			}
			s.Rows.count(c.Rows[next] > 0, name)
			next++
		}
	}
	for i, op := range operations {
		tally := c.Operations[i]
		s.Operations.count(tally.Accepted > 0 || op.Refused && tally.Refused > 0, op.FullName())
	}
	return s
}
