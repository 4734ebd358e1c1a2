package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
)

// claimsOf returns what the file of a target says of it.
func claimsOf(t target.Target) remote.Claims {
	if endpoint, ok := endpointOf(t); ok {
		return endpoint.Claims()
	}
	return remote.Claims{}
}

// readKnown reads the list of known divergences: the one that was asked for, or else
// that of the target file.
func (c *check) readKnown(t target.Target) (err error) {
	file := c.known
	if file == "" {
		file = claimsOf(t).Known
	}
	if file == "" {
		return nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("--known: %w", err)
	}
	c.Known, err = conformance.ParseKnown(file, content, c.clock())
	return err
}

// clock tells the time of day, which decides what has expired.
func (c *check) clock() time.Time {
	if c.now != nil {
		return c.now()
	}
	return time.Now()
}

// printKnown prints the list of known divergences, and what became of each.
func printKnown(w io.Writer, r *conformance.Report) {
	if r.Known == nil {
		return
	}
	list := newTable(w, "known divergence", "scenarios", "now", "until", "owner", "reason")
	list.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, WidthMax: max(width(w)/3, 24), WidthMaxEnforcer: text.WrapSoft},
		{Number: 6, WidthMax: max(width(w)/3-8, 24), WidthMaxEnforcer: text.WrapSoft},
	})
	for _, e := range r.Known {
		list.AppendRow(table.Row{printable(e.String()), e.Scenarios, e.State, e.Expires, printable(e.Owner),
			printable(e.Reason)})
	}
	list.Render()
	fmt.Fprintln(w)
}
