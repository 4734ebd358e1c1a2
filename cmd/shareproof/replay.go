package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/target"
	"github.com/spf13/cobra"
)

func replayCommand() *cobra.Command {
	var at targetFlags
	cmd := &cobra.Command{
		Use:   "replay FILE",
		Short: "Play one scenario or recorded history and show every call",
		Long: `Play the YAML scenario of a FILE, or the history that a simulation wrote, against
a target and print a line for each call: when, which account, in which Region,
what was called and what came back. A target that can be reset is, before and after;
one in which others have made something is left alone unless --reset says otherwise.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := readScenario(args[0])
			if err != nil {
				return err
			}
			t, done, err := at.open(cmd)
			if err != nil {
				return err
			}
			defer done()
			return replay(cmd.Context(), cmd.OutOrStdout(), s, t)
		},
	}
	at.register(cmd.Flags())
	return cmd
}

func readScenario(path string) (scenarios.Scenario, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return scenarios.Scenario{}, err
	}
	return scenarios.Read(path, text)
}

func replay(ctx context.Context, w io.Writer, s scenarios.Scenario, t target.Target) error {
	o := s.Run(ctx, t, 0)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	tellExchanges(w, o.Exchanges)
	verdict, reason := conformance.Judge(o, t)
	fmt.Fprintf(w, "\n%s: %s\n", t.Identity().Name, verdict)
	if o.Step != "" {
		fmt.Fprintf(w, "  step   %s\n", o.Step)
	}
	if reason != "" {
		fmt.Fprintf(w, "  why    %s\n", strings.ReplaceAll(reason, "\n", "\n         "))
	}
	if code := verdict.ExitCode(); code != 0 {
		return exitCode(code)
	}
	return nil
}

// tellExchanges prints a line for each call. Time counts from the beginning.
func tellExchanges(w io.Writer, exchanges []target.Exchange) {
	var at time.Duration
	for _, e := range exchanges {
		if e.In == nil {
			at += e.Waited
			continue
		}
		fmt.Fprintf(w, "+%-12s %s %-12s %s: %s\n", kernel.FormatSpan(at), e.As.Account, e.As.Region,
			services.OperationOf(e.In).FullName(), answer(e))
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
