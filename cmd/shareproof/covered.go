package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shareproof/shareproof/model"
)

// printShares prints how much was covered, and by name what was not; or instead
// of the names where they stand.
func printShares(w io.Writer, c model.Shares, elsewhere string) {
	covered := newTable(w, "covered", "count", "not covered")
	for _, row := range []struct {
		name  string
		share model.Share
	}{
		{"rules, accepting", c.RulesAccepted}, {"rules, refusing", c.RulesRefused},
		{"lifecycle rows", c.Rows}, {"operations", c.Operations},
	} {
		gaps := strings.Join(row.share.Gaps, "\n")
		if gaps != "" && elsewhere != "" {
			gaps = fmt.Sprintf("%d, named in %s", len(row.share.Gaps), elsewhere)
		}
		covered.AppendRow(table.Row{row.name, of(row.share.Covered, row.share.Of), gaps})
	}
	covered.Render()
}
