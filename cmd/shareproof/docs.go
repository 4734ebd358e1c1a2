package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/services"
	"github.com/spf13/cobra"
)

func docsCommand() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:     "docs DIR",
		Short:   "Write the pages that are made from the model: rules.md, invariants.md, lifecycles.md, answers.md and profiles.md",
		Example: `  shareproof docs --check docs`,
		Args:    cobra.ExactArgs(1),
		Hidden:  true,
		RunE: func(cmd *cobra.Command, args []string) error {
			examples, err := conformance.FindExamples(cmd.Context(), model.Rules())
			if err != nil {
				return err
			}
			for _, page := range []struct {
				name  string
				write func(io.Writer)
			}{
				{"rules.md", func(w io.Writer) { writeRules(w, examples) }},
				{"invariants.md", writeInvariants},
				{"lifecycles.md", writeLifecycles},
				{"answers.md", writeAnswers},
				{"profiles.md", writeProfiles},
			} {
				var text bytes.Buffer
				fmt.Fprintf(&text, "<!-- Made from the model by make docs; change the model, not this page. -->\n\n")
				page.write(&text)
				if err := keep(filepath.Join(args[0], page.name), text.Bytes(), check); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; fail if a page is not current")
	return cmd
}

func keep(name string, text []byte, check bool) error {
	if !check {
		return os.WriteFile(name, text, 0o644)
	}
	current, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if !bytes.Equal(current, text) {
		return fmt.Errorf("%s is not current: run make docs, or shareproof docs %s", name, filepath.Dir(name))
	}
	return nil
}

func writeRules(w io.Writer, examples conformance.Examples) {
	fmt.Fprintf(w, "# Rules\n\nEach rule of the model, by service, with the scenarios that show it.\n")
	for _, api := range services.All {
		fmt.Fprintf(w, "\n## %s\n", api.Title)
		for _, r := range api.Rules.All() {
			e := entryOf(r, examples)
			fmt.Fprintf(w, "\n### %s\n\n%s\n\n", e.ID, e.Sentence)
			item := func(name string, values ...string) {
				if value := strings.Join(values, "; "); value != "" {
					fmt.Fprintf(w, "- %s: %s\n", name, value)
				}
			}
			item("also", strings.Join(e.Also, ", "))
			item("kind", e.Kind)
			item("operations", strings.Join(e.Operations, ", "))
			item("error", strings.Join(append([]string{e.Error}, e.Or...), " or "))
			item("evidence", e.Evidence)
			item("source", e.Source)
			item("last seen live", e.seenLive())
			item("accepts", e.Accepts...)
			item("refuses", e.Refuses...)
		}
	}
}

func writeLifecycles(w io.Writer) {
	fmt.Fprintf(w, "# Lifecycles\n\nThe tables that the model executes.\n")
	for _, t := range model.Lifecycles() {
		fmt.Fprintln(w)
		writeLifecycle(w, t)
	}
}
