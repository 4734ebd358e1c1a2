package main

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shareproof/shareproof/model"
)

// printShares prints how much was covered, and where it is named what was not.
func printShares(w io.Writer, c model.Shares, where string) {
	covered := newTable(w, "covered", "count", "not covered")
	for _, row := range []struct {
		name  string
		share model.Share
	}{
		{"rules, accepting", c.RulesAccepted}, {"rules, refusing", c.RulesRefused},
		{"lifecycle rows", c.Rows}, {"operations", c.Operations},
	} {
		gaps := ""
		if n := len(row.share.Gaps); n > 0 {
			gaps = fmt.Sprintf("%d, named in %s", n, where)
		}
		covered.AppendRow(table.Row{row.name, of(row.share.Covered, row.share.Of), gaps})
	}
	covered.Render()
}
