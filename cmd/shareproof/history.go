package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/scenarios/history"
)

// past is what history is told by its flags.
type past struct{ out, to, world, observed string }

func historyCommand() *cobra.Command {
	var p past
	cmd := &cobra.Command{
		Use:   "history DIR",
		Short: "Write what was done in a world that serve --data keeps as a scenario",
		Long: `Write what was done in the world that serve --data DIR keeps, from its beginning, as a
scenario that replays on any target. --to ends it after a record, by its number, or at
a moment. The folder may be in use. What no scenario can say, writes of pages and looks at
the console, is left out and told.

--for keeps only what is needed so that one call comes to the same: that of a record, by its
number, or a call at the end, as ACCOUNT/REGION SERVICE.OPERATION {MEMBERS}, or with the ARN
of a principal in place of the account. What it comes to is the error and the rule that
refuse it, or its answer but for instants and what the world minted.`,
		Example: `  shareproof history data -o all.yaml
  shareproof history data --to 2025-11-02T00:00:00Z
  shareproof history data --for '222222222222/us-east-1 kms.DescribeKey {"KeyId":"1234abcd-..."}' -o why.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return p.write(cmd, args[0]) },
	}
	cmd.Flags().StringVarP(&p.out, "output", "o", "", "file for the scenario, instead of standard output")
	cmd.Flags().StringVar(&p.to, "to", "", "the last record by its number, or a moment such as 2025-11-02T00:00:00Z")
	cmd.Flags().StringVar(&p.world, "world", "", "the name of a world beside the one at the root")
	cmd.Flags().StringVar(&p.observed, "for", "", "the record, or the call at the end, for which just what is needed is kept")
	return cmd
}

func (p *past) write(cmd *cobra.Command, dir string) error {
	recorded, others, options, err := p.read(dir)
	if err != nil {
		return err
	}
	for _, o := range others {
		fmt.Fprintf(cmd.ErrOrStderr(), "left out: record %d, %s\n", o.Number, o.Other)
	}
	h, title := history.Of(options, history.Honest, recorded), "What was done in "+dir
	if p.observed != "" {
		last := recorded[len(recorded)-1].Exchange
		if h, title, err = observed(h, last); err != nil {
			return err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %d of %d steps are left\n", title, len(h.Steps), len(recorded))
	}
	text := scenarios.Write(h, title)
	if p.out == "" {
		_, err = cmd.OutOrStdout().Write(text)
		return err
	}
	return os.WriteFile(p.out, text, 0o644)
}

// read returns what was done as far as it is asked for, and what no history takes of that.
func (p *past) read(dir string) (all []history.Event, others []emulator.Did, o model.Options, err error) {
	var number uint64
	var moment time.Time
	if p.to != "" {
		if number, moment, err = emulator.ParsePoint(p.to); err != nil {
			return nil, nil, o, fmt.Errorf("--to: %w", err)
		}
	}
	asked, call := uint64(0), (*kernel.Exchange)(nil)
	if p.observed != "" {
		if asked, err = strconv.ParseUint(p.observed, 10, 64); err != nil {
			if call, err = parseCall(p.observed); err != nil {
				return nil, nil, o, fmt.Errorf("--for: %w", err)
			}
		} else if p.to != "" {
			return nil, nil, o, errors.New("--to goes with --for only where that is a call: a record is the last one itself")
		}
		number = max(number, asked)
	}
	options, did, err := emulator.History(emulator.WorldDir(dir, p.world), number, moment)
	if err != nil {
		return nil, nil, o, fmt.Errorf("history: %w", err)
	}
	if all, others = events(did); len(all) == 0 {
		return nil, nil, o, fmt.Errorf("history: nothing was done in %s until then", dir)
	}
	if asked > 0 && (did[len(did)-1].Number != asked || did[len(did)-1].Exchange.In == nil) {
		return nil, nil, o, fmt.Errorf("--for: record %d is no call", asked)
	}
	if call != nil {
		at := options.Start
		for _, d := range did {
			at = at.Add(d.Passed)
		}
		if moment.After(at) {
			all = append(all, history.Event{Advance: moment.Sub(at)})
		}
		w, _, err := emulator.At(emulator.WorldDir(dir, p.world), number, moment)
		if err != nil {
			return nil, nil, o, fmt.Errorf("history: %w", err)
		}
		call.Out, call.Err = w.Do(call.As, call.In)
		all = append(all, history.Event{Exchange: *call})
	}
	return all, others, options, nil
}

// observed returns the smallest history of which the last call comes to the same, and what that is.
func observed(h *history.History, last kernel.Exchange) (small *history.History, title string, err error) {
	told, ok := h.Outcome(history.Honest)
	what, _, _ := strings.Cut(told, "\n")
	if refused, _ := errors.AsType[*kernel.Error](last.Err); !ok || (refused != nil) != strings.HasPrefix(told, "refused") ||
		refused != nil && !strings.HasPrefix(told, "refused: "+refused.Code) {
		return nil, "", errors.New("history: what a scenario can say of this world does not lead to what the call came to: " +
			"it depends on what is left out")
	}
	title = services.OperationOf(last.In).FullName() + " is " + what
	return h.Shrink(h.Observing(history.Honest)), title, nil
}

// parseCall reads a call as ACCOUNT/REGION SERVICE.OPERATION {MEMBERS}.
func parseCall(text string) (*kernel.Exchange, error) {
	const want = `want the number of a record, or a call as 222222222222/us-east-1 kms.DescribeKey {"KeyId":"..."}`
	who, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	name, members, _ := strings.Cut(strings.TrimSpace(rest), " ")
	slash := strings.LastIndexByte(who, '/')
	if slash < 0 {
		return nil, fmt.Errorf("%q names no account and Region: %s", who, want)
	}
	as := kernel.Caller{Account: who[:slash], Region: who[slash+1:]}
	if part := strings.Split(as.Account, ":"); len(part) == 6 && part[0] == "arn" {
		as.Principal, as.Account = as.Account, part[4]
	}
	service, operation, _ := strings.Cut(name, ".")
	op := services.FindOperation(service, operation)
	switch {
	case !kernel.IsAccount(as.Account):
		return nil, fmt.Errorf("%q is not an account, nor the ARN of a principal: %s", as.Account, want)
	case !slices.Contains(kernel.Regions, as.Region):
		return nil, fmt.Errorf("%q is not a Region of this world: %s", as.Region, want)
	case op == nil:
		return nil, fmt.Errorf("%q is no operation: %s", name, want)
	}
	in := reflect.New(op.In).Interface()
	if members = strings.TrimSpace(members); members != "" {
		if err := protocol.Decode([]byte(members), in, protocol.Members); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return &kernel.Exchange{As: as, In: in}, nil
}

// events are what was done as a history takes it, and what it does not take.
func events(did []emulator.Did) (all []history.Event, others []emulator.Did) {
	for _, d := range did {
		if d.Passed > 0 {
			all = append(all, history.Event{Advance: d.Passed})
		}
		if d.Exchange.In != nil || d.Activate != "" {
			all = append(all, history.Event{Exchange: d.Exchange, Activate: d.Activate})
		}
		if d.Other != "" {
			others = append(others, d)
		}
	}
	return all, others
}
