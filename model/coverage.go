package model

import (
	"fmt"

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
func (w *World) Coverage() (c Coverage) {
	for _, r := range Rules() {
		c.Rules = append(c.Rules, w.env.Tally(r))
	}
	for _, table := range Lifecycles() {
		for _, row := range table.Rows {
			c.Rows = append(c.Rows, w.env.Taken(row))
		}
	}
	for _, api := range services.All {
		for _, op := range api.Operations {
			c.Operations = append(c.Operations, w.env.Called(op))
		}
	}
	return c
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
	next = 0
	for _, api := range services.All {
		for _, op := range api.Operations {
			tally := c.Operations[next]
			s.Operations.count(tally.Accepted > 0 || op.Refused && tally.Refused > 0, fmt.Sprint(api.Service, ".", op.Name))
			next++
		}
	}
	return s
}
