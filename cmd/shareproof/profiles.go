package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/target"
	"github.com/spf13/cobra"
)

func profilesCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "profiles",
		Short: "List the profiles that a target can claim and check can select",
		Long: `List the profiles: named parts of the suites for one use each. "check --profile
NAME" plays the scenarios of one, and a target file claims some with "claims".`,
		Example: `  shareproof profiles
  shareproof profiles --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			all, err := profileEntries()
			if err != nil {
				return err
			}
			w := cmd.OutOrStdout()
			if asJSON {
				encoder := json.NewEncoder(w)
				encoder.SetIndent("", "  ")
				return encoder.Encode(all)
			}
			list := newTable(w, "profile", "scenarios", "rules", "title")
			for _, p := range all {
				list.AppendRow(table.Row{p.Name, len(p.Scenarios), len(p.Rules), p.Title})
			}
			list.Render()
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print an array of objects, with rules and scenarios")
	return cmd
}

// profileEntry is a profile and where its scenarios stand.
type profileEntry struct {
	conformance.Profile
	Scenarios []string `json:"scenarios"`
}

func profileEntries() (entries []profileEntry, err error) {
	all, err := conformance.Profiles()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		cases, err := p.Cases()
		if err != nil {
			return nil, err
		}
		e := profileEntry{Profile: p, Scenarios: []string{}}
		for _, c := range cases {
			e.Scenarios = append(e.Scenarios, c.Source)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// writeProfiles writes the page about profiles.
func writeProfiles(w io.Writer) {
	fmt.Fprint(w, `# Profiles

Few targets are all of AWS. A profile is a named part of the suites for one use, defined as data in
`+"`conformance/profiles`"+`: by systems, by rules or families of rules, and by operations, which stand for the
rules that are about them. A scenario belongs to a profile if it names one of its rules or is of one of its systems.

A profile **conforms** only if every one of its scenarios ran and held. `+"`shareproof check --profile NAME`"+` plays
those of one; a [target file](targets.md) says with `+"`claims: [NAME, ...]`"+` which ones the target keeps. A claimed
profile of which something is unsupported fails a run that played all of it: exit code 1. Every report tells of all
profiles what the run came to.
`)
	entries, err := profileEntries()
	if err != nil {
		return // a test has them all read
	}
	for _, p := range entries {
		fmt.Fprintf(w, "\n## %s\n\n%s. %s\n\n", p.Name, p.Title, p.About)
		if p.Systems != nil {
			fmt.Fprintf(w, "- systems: %s\n", strings.Join(p.Systems, ", "))
		}
		fmt.Fprintf(w, "- scenarios: %d\n- rules: %s\n", len(p.Scenarios), strings.Join(p.Rules, ", "))
	}
}

// readClaims takes over what the target's file claims. An error names its place.
func (c *check) readClaims(t target.Target) error {
	for _, n := range claimsOf(t).Profiles {
		if _, err := conformance.FindProfile(n.Value); err != nil {
			return fmt.Errorf("--target: %w", strictyaml.InFile(c.target.name, strictyaml.At(n, "%v", err)))
		}
		c.Claims = append(c.Claims, n.Value)
	}
	return nil
}

// printProfiles prints what the run came to for the profiles that somebody asked for or
// claims.
func (c *check) printProfiles(w io.Writer, r *conformance.Report) {
	paint, list := painterFor(w), newTable(w, "profile", "scenarios", "claimed", "verdict")
	for _, p := range r.Profiles {
		asked := r.Filter != nil && slices.Contains(r.Filter.Profiles, p.Name)
		if !p.Claimed && !asked {
			continue
		}
		list.AppendRow(table.Row{p.Name, of(p.Totals.OK(), p.Totals.Sum()), map[bool]string{true: "yes", false: "no"}[p.Claimed],
			paint.verdict(p.Verdict)})
	}
	if list.Length() > 0 {
		list.Render()
		fmt.Fprintln(w)
	}
}
