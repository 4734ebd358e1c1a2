package main

import (
	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/model/kernel"
)

// nearestRules returns the IDs of the three rules whose spelling is closest.
func nearestRules(id string, rules []*kernel.Rule) []string {
	var ids []string
	for _, r := range rules {
		ids = append(ids, r.ID)
	}
	return nearest.Of(id, ids, 3)
}
