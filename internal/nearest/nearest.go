// Package nearest finds what somebody who made a mistake may have meant.
package nearest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Of returns the words whose spelling is closest to a word, the closest first,
// at most n of them. Upper and lower case count alike.
func Of(word string, known []string, n int) []string {
	word = strings.ToLower(word)
	type distant struct {
		word  string
		edits int
	}
	var all []distant
	for _, k := range known {
		all = append(all, distant{k, Edits(word, strings.ToLower(k))})
	}
	slices.SortStableFunc(all, func(a, b distant) int { return cmp.Compare(a.edits, b.edits) })
	var out []string
	for _, d := range all[:min(n, len(all))] {
		out = append(out, d.word)
	}
	return out
}

// Hint is the end of a complaint about a word: the nearest one that is known,
// unless more than half of it would have to change.
func Hint(word string, known []string) string {
	best := Of(word, known, 1)
	if best == nil || 2*Edits(strings.ToLower(word), strings.ToLower(best[0])) > max(len(word), len(best[0])) {
		return ""
	}
	return fmt.Sprintf("; the nearest is %q", best[0])
}

// Edits returns how many letters must be put in, taken out or changed to turn
// a into b.
func Edits(a, b string) int {
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

// HasWords reports whether a text has all of some words, in upper or lower case.
func HasWords(text string, words []string) bool {
	text = strings.ToLower(text)
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, strings.ToLower(word)) })
}
