package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// nearest returns the IDs of the three rules whose spelling is closest.
func nearest(id string, rules []*kernel.Rule) []string {
	var ids []string
	for _, r := range rules {
		ids = append(ids, r.ID)
	}
	id = strings.ToUpper(id)
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(edits(id, a), edits(id, b)) })
	return ids[:min(3, len(ids))]
}

// edits returns how many letters must be put in, taken out or changed to turn
// a into b.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(row[j]+1, row[j+1]+1, change)
		}
	}
	return row[len(b)]
}
