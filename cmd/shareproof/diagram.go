package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps"
	"github.com/spf13/cobra"
)

func diagramCommand() *cobra.Command {
	var markdown bool
	cmd := &cobra.Command{
		Use:   "diagram [LIFECYCLE]",
		Short: "Draw the lifecycles of the model in Mermaid",
		Long: `Draw all lifecycles of the model, the one called LIFECYCLE, or those whose names begin
so or that are of a system called so.`,
		Example: `  shareproof diagram ebs
  shareproof diagram --markdown "KMS key"`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			tables, err := lifecyclesNamed(args)
			if err != nil {
				return err
			}
			for i, t := range tables {
				if i > 0 {
					fmt.Fprintln(cmd.OutOrStdout())
				}
				if markdown {
					writeLifecycle(cmd.OutOrStdout(), t)
				} else {
					writeMermaid(cmd.OutOrStdout(), t)
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&markdown, "markdown", false, "write Markdown: the diagram and the whole table")
	return cmd
}

func lifecyclesNamed(names []string) ([]kernel.TableView, error) {
	all := model.Lifecycles()
	if len(names) == 0 {
		return all, nil
	}
	var known []string
	var found []kernel.TableView
	wanted := strings.ToLower(names[0])
	for _, t := range all {
		if strings.EqualFold(t.Name, wanted) {
			return []kernel.TableView{t}, nil
		}
		if strings.HasPrefix(strings.ToLower(t.Name), wanted) || systemOf(t) == wanted {
			found = append(found, t)
		}
		known = append(known, t.Name)
	}
	if found == nil {
		return nil, fmt.Errorf("there is no lifecycle %q: there are %s%s", names[0], strings.Join(known, ", "),
			nearest.Hint(names[0], known))
	}
	return found, nil
}

// systemOf returns the system whose things live a lifecycle, "" where no phrase
// speaks of them.
func systemOf(t kernel.TableView) string {
	for _, v := range steps.Vocabularies {
		for _, k := range v.Kinds {
			if k.Table.Name == t.Name {
				return v.System
			}
		}
	}
	return ""
}

// writeMermaid draws what moves a resource; refusals are left to the table.
func writeMermaid(w io.Writer, t kernel.TableView) {
	fmt.Fprintf(w, "---\ntitle: %s\n---\nstateDiagram-v2\n    [*] --> %s\n", t.Name, t.Start)
	for _, row := range t.Rows {
		if row.To != kernel.Refused && row.To != row.From && row.From != "" {
			fmt.Fprintf(w, "    %s --> %s: %s\n", row.From, row.To, label(row))
		}
	}
	for _, s := range t.Final {
		if !slices.ContainsFunc(t.Rows, func(row kernel.RowView) bool { return row.From == s && row.To != s }) {
			fmt.Fprintf(w, "    %s --> [*]\n", s)
		}
	}
}

// writeLifecycle writes the diagram and the whole table as Markdown.
func writeLifecycle(w io.Writer, t kernel.TableView) {
	fmt.Fprintf(w, "## %s\n\n```mermaid\n", t.Name)
	writeMermaid(w, t)
	fmt.Fprint(w, "```\n\n| from | on | if | to | rule |\n| --- | --- | --- | --- | --- |\n")
	for _, row := range t.Rows {
		rule := ""
		if row.Rule != nil {
			rule = row.Rule.ID
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n", from(row), trigger(row), row.If, row.To, rule)
	}
}

// label says what a row needs to be taken.
func label(row kernel.RowView) string {
	if row.If == "" {
		return trigger(row)
	}
	return trigger(row) + ", if " + row.If
}

func trigger(row kernel.RowView) string {
	switch {
	case row.After == nil:
		return row.On
	case row.After.Promise > 0:
		return "after " + span(row.After.Promise)
	}
	return fmt.Sprintf("after about %s (%s)", span(row.After.Typical), row.After.Name)
}

// from names the state of a row; a row without one is for all states that no
// other row answers for.
func from(row kernel.RowView) string { return cmp.Or(row.From, "any other") }

// span spells a duration as people do: 7d, 12h, 30m.
func span(d time.Duration) string {
	if d >= 2*kernel.Day && d%kernel.Day == 0 {
		return fmt.Sprint(int(d/kernel.Day), "d")
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
