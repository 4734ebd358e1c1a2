package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/display"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/target"
	"github.com/spf13/cobra"
)

func replayCommand() *cobra.Command {
	var at targetFlags
	var r replay
	cmd := &cobra.Command{
		Use:   "replay FILE",
		Short: "Play one file of scenarios or a recorded history and show every call",
		Long: `Play the YAML scenario or the feature of a FILE, the one scenario at FILE:LINE, or the
history that a simulation wrote, against a target and print a line for each call:
when, which account, in which Region, what was called with what, and what came back.
A target that can be reset is, before and after; one in which others have made
something is left alone unless --reset says otherwise.`,
		Example: `  shareproof replay my.feature:12
  shareproof replay shareproof-simulation/INV-SEE-01-seed-7.yaml --target http://127.0.0.1:4566`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file := conformance.File(args[0])
			if ext := filepath.Ext(file); ext != ".feature" && ext != ".yaml" {
				return fmt.Errorf("%s: want a .feature or .yaml file, or a FILE:LINE of one", args[0])
			}
			t, done, err := at.open(cmd)
			if err != nil {
				return err
			}
			defer done()
			end, err := keepMade(cmd.Context(), t, r.out, 0)
			if err != nil {
				return err
			}
			defer end()
			return r.play(cmd.Context(), cmd.OutOrStdout(), args[0], t)
		},
	}
	at.register(cmd.Flags())
	cmd.Flags().BoolVar(&r.json, "json", false, "print an object with each scenario and its exchanges")
	cmd.Flags().StringVar(&r.out, "out", "shareproof-report",
		"`folder` for the journal of what is made in a target that others use too, for sweep")
	return cmd
}

// readScenario reads the YAML file of one scenario.
func readScenario(path string) (scenarios.Scenario, error) {
	if strings.HasSuffix(path, ".feature") {
		return scenarios.Scenario{}, fmt.Errorf("%s: this is a feature: want a history, which is a .yaml file", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return scenarios.Scenario{}, err
	}
	return scenarios.Read(path, text)
}

// replay is one run of the command.
type replay struct {
	json bool
	out  string
}

// replayed is what replay --json prints.
type replayed struct {
	Target    target.Identity              `json:"target"`
	Scenarios []conformance.ScenarioResult `json:"scenarios"`
}

func (r replay) play(ctx context.Context, w io.Writer, path string, t target.Target) error {
	all, err := conformance.Play(ctx, conformance.Options{Target: t, Paths: []string{path}, Own: true})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	told, code := replayed{Target: t.Identity()}, 0
	for i, p := range all {
		told.Scenarios = append(told.Scenarios, p.Result)
		code = worse(code, p.Result.Verdict.ExitCode())
		if r.json {
			continue
		}
		if len(all) > 1 {
			fmt.Fprintf(w, "%s%s (%s)\n", strings.Repeat("\n", min(i, 1)), printable(p.Name), p.Source)
		}
		tellCalls(w, p.Exchanges)
		tellVerdict(w, t, p)
	}
	if r.json {
		if err := printJSON(w, told); err != nil {
			return err
		}
	}
	if code != 0 {
		return exit.Code(code)
	}
	return nil
}

// worse returns the exit code that says more: a divergence, then the harness's own
// failure, then that nothing is known.
func worse(a, b int) int {
	for _, code := range []int{exit.Diverges, exit.Harness, exit.Inconclusive} {
		if a == code || b == code {
			return code
		}
	}
	return a
}

func tellVerdict(w io.Writer, t target.Target, p conformance.Played) {
	fmt.Fprintf(w, "\n%s: %s\n", t.Identity().Name, painterFor(w).verdict(p.Result.Verdict))
	if p.Step != "" {
		fmt.Fprintf(w, "  step   %s\n", printable(p.Step))
	}
	if reason := printable(p.Result.Reason); reason != "" {
		fmt.Fprintf(w, "  why    %s\n", strings.ReplaceAll(reason, "\n", "\n         "))
	}
}

// longestInput is how many characters of a call's members a line shows.
const longestInput = 100

// tellCalls prints a line for each call. Time counts from the beginning.
func tellCalls(w io.Writer, exchanges []target.Exchange) {
	var at time.Duration
	for _, e := range exchanges {
		if e.In == nil {
			at += e.Waited
			continue
		}
		with := cut(members(display.Answer(e.In)), longestInput)
		fmt.Fprintf(w, "+%-12s %s %-12s %s: %s\n", kernel.FormatSpan(at), e.As.Account, e.As.Region,
			strings.TrimSpace(services.OperationOf(e.In).FullName()+" "+printable(with)), printable(answer(e)))
	}
}

func answer(e target.Exchange) string {
	var refused *kernel.Error
	switch {
	case errors.As(e.Err, &refused):
		return "refused, " + refused.Code
	case e.Err != nil:
		return e.Err.Error()
	}
	var parts []string
	out := reflect.ValueOf(e.Out).Elem()
	for i := range out.NumField() {
		if part := gist(out.Type().Field(i).Name, out.Field(i)); part != "" {
			parts = append(parts, part)
		}
	}
	if parts == nil {
		return "done"
	}
	return strings.Join(parts, ", ")
}

// gist returns what is worth a look of a member of an answer: of resources
// their IDs and states.
func gist(name string, v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return gist(name, v.Elem())
	case reflect.Struct:
		return headline(v)
	case reflect.Slice:
		told := fmt.Sprintf("%d %s", v.Len(), name)
		for i := range min(v.Len(), 3) {
			if line := headline(v.Index(i)); line != "" {
				told += map[bool]string{true: ": ", false: ", "}[i == 0] + line
			}
		}
		if v.Len() > 3 {
			told += ", ..."
		}
		return told
	case reflect.String:
		if strings.HasSuffix(name, "Id") || strings.HasSuffix(name, "State") || strings.HasSuffix(name, "Status") {
			return v.String()
		}
	}
	return ""
}

// headline returns the ID of a resource, and its state.
func headline(v reflect.Value) string {
	if v.Kind() != reflect.Struct {
		return ""
	}
	kind := v.Type().Name()
	id := firstMember(v, kind+"Id", kind+"Arn", "Id", "Arn", "AccountId")
	state := firstMember(v, "State", kind+"State", "Status")
	return strings.TrimSpace(id + " " + state)
}

func firstMember(v reflect.Value, names ...string) string {
	for _, name := range names {
		if member := v.FieldByName(name); member.Kind() == reflect.String && member.Len() > 0 {
			return member.String()
		}
	}
	return ""
}
