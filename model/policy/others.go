package policy

import (
	"slices"
	"strings"
)

// Others lists whom the statements that allow something name, each once and in the order
// in which they stand, but for the principals of one account and services. Conditions are
// not looked at.
func (d *Document) Others(account string) (named []string) {
	for i := range d.Statements {
		s := &d.Statements[i]
		if s.Effect != Allow || s.Void {
			continue
		}
		for _, p := range s.Principals.AWS {
			own := p == account || strings.HasPrefix(p, "arn:") && strings.Contains(p, "::"+account+":")
			if !own && !slices.Contains(named, p) {
				named = append(named, p)
			}
		}
	}
	return named
}
