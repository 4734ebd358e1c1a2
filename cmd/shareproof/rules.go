package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/conformance/live"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/spf13/cobra"
)

// ruleEntry is a rule as rules --json prints it.
type ruleEntry struct {
	ID         string   `json:"id"`
	Also       []string `json:"also"`
	Service    string   `json:"service"`
	Sentence   string   `json:"sentence"`
	Kind       string   `json:"kind"`
	Operations []string `json:"operations"`
	Error      string   `json:"error"`
	Or         []string `json:"or"`
	Evidence   string   `json:"evidence"`
	Source     string   `json:"source"`
	Seed       string   `json:"seed"`
	Accepts    []string `json:"accepts"`
	Refuses    []string `json:"refuses"`
	// Seen is when and where the rule was last seen live, which says nothing of its evidence.
	Seen *live.Sighting `json:"seenLive,omitempty"`
}

func entryOf(r *kernel.Rule, examples conformance.Examples) ruleEntry {
	e := ruleEntry{
		ID: r.ID, Also: append([]string{}, r.Also...), Service: r.Service, Sentence: r.Says, Kind: string(r.Kind),
		Evidence: string(r.Evidence),
		Source:   r.Source, Seed: r.Seed, Operations: append([]string{}, r.Operations...), Or: []string{},
		Accepts: append([]string{}, examples.Accepts[r.ID]...), Refuses: append([]string{}, examples.Refuses[r.ID]...),
	}
	for i, fault := range r.Errors() {
		if i == 0 {
			e.Error = fault.Code
		} else {
			e.Or = append(e.Or, fault.Code)
		}
	}
	e.Seen = live.Of(r.ID)
	return e
}

// seenLive tells in words when and where a rule was last seen live, "" where it never was.
func (e ruleEntry) seenLive() string {
	if e.Seen == nil {
		return ""
	}
	return e.Seen.String()
}

func rulesCommand() *cobra.Command {
	var asJSON bool
	var wanted selection
	cmd := &cobra.Command{
		Use:   "rules [WORD...]",
		Short: "List the rules of the model",
		Long: `List the rules of the model, or those that have all WORDs in their ID, sentence,
operations or service.`,
		Example: `  shareproof rules snapshot share
  shareproof rules --system kms
  shareproof rules explain EBS-SHR-02`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, words []string) error {
			if err := wanted.check(words); err != nil {
				return err
			}
			rules := wanted.rules()
			switch {
			case len(rules) == 0:
				return wanted.nothing("rule")
			case asJSON:
				return printRules(cmd, rules)
			}
			var rows [][]string
			for _, r := range rules {
				rows = append(rows, []string{r.ID, string(r.Kind), string(r.Evidence), r.Says})
			}
			printWrapped(cmd.OutOrStdout(), []string{"id", "kind", "evidence", "sentence"}, rows)
			return nil
		},
	}
	wanted.flags(cmd, true)
	cmd.Flags().BoolVar(&asJSON, "json", false,
		"print an array of objects, with the scenarios that accept and refuse each rule")
	cmd.AddCommand(&cobra.Command{
		Use:     "explain ID",
		Short:   "Tell all about one rule",
		Example: `  shareproof rules explain EBS-SHR-02`,
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return explain(cmd, args[0]) },
	})
	return cmd
}

// rules lists the rules that are wanted.
func (s *selection) rules() (all []*kernel.Rule) {
	for _, r := range model.Rules() {
		says := append([]string{r.ID, r.Says}, append(r.Operations, r.Also...)...)
		if s.wants([]*kernel.API{services.Find(r.Service)}, says...) {
			all = append(all, r)
		}
	}
	return all
}

func printRules(cmd *cobra.Command, rules []*kernel.Rule) error {
	examples, err := conformance.FindExamples(cmd.Context(), rules)
	if err != nil {
		return err
	}
	entries := []ruleEntry{}
	for _, r := range rules {
		entries = append(entries, entryOf(r, examples))
	}
	return printJSON(cmd.OutOrStdout(), entries)
}

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func explain(cmd *cobra.Command, id string) error {
	r := model.Rule(strings.ToUpper(id))
	if r == nil {
		return fmt.Errorf("there is no rule %q; the nearest are %s", id, strings.Join(nearestRules(id, model.Rules()), ", "))
	}
	examples, err := conformance.FindExamples(cmd.Context(), []*kernel.Rule{r})
	if err != nil {
		return err
	}
	w, e := cmd.OutOrStdout(), entryOf(r, examples)
	fmt.Fprintf(w, "%s  %s\n\n", e.ID, e.Sentence)
	line := func(name string, values ...string) {
		if value := strings.Join(values, ", "); value != "" {
			fmt.Fprintf(w, "%-10s  %s\n", name, value)
		}
	}
	line("also", e.Also...)
	line("service", e.Service)
	line("kind", e.Kind)
	line("operations", e.Operations...)
	line("error", e.Error)
	line("or", e.Or...)
	line("evidence", e.Evidence)
	line("source", e.Source)
	line("seen live", e.seenLive())
	for _, t := range model.Lifecycles() {
		for _, row := range t.Rows {
			if row.Rule == r {
				line("lifecycle", fmt.Sprintf("%s: %s to %s, %s", t.Name, from(row), row.To, label(row)))
			}
		}
	}
	for _, s := range e.Accepts {
		line("accepts", s)
	}
	for _, s := range e.Refuses {
		line("refuses", s)
	}
	return nil
}
