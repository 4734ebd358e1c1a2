package main

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
	"github.com/shareproof/shareproof/target/sandbox"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// accepting is how a run at a target that demands a plan is confirmed.
type accepting struct {
	hash  string
	most  float64 // in US dollars
	flags *pflag.FlagSet
	speed int // of the target's clock
}

func (a *accepting) register(flags *pflag.FlagSet) {
	a.flags = flags
	flags.StringVar(&a.hash, "accept-plan", "", "hash of the plan of this run, where the target demands one")
	flags.Float64Var(&a.most, "max-cost", 0, "what the run may cost in US dollars, where the target demands a plan")
}

var hash = regexp.MustCompile(`^[0-9a-f]{16}$`)

// check refuses flags that make no sense, before anything is looked at.
func (a *accepting) check() error {
	switch {
	case a.hash != "" && !hash.MatchString(a.hash):
		return fmt.Errorf("--accept-plan: %q is no hash of a plan: want 16 digits of 0-9 and a-f", a.hash)
	case a.limits() && (math.IsNaN(a.most) || a.most < 0 || a.most > 1_000_000):
		return fmt.Errorf("--max-cost: want an amount from 0 to 1000000 US dollars, not %v", a.most)
	}
	return nil
}

// limits reports whether somebody has said what the run may cost.
func (a *accepting) limits() bool { return a.flags != nil && a.flags.Changed("max-cost") }

func (a *accepting) money() kernel.Money { return kernel.Money(a.most * float64(kernel.Dollar)) }

// confirm refuses a run at a target that demands a plan, unless its plan was accepted.
// Nothing is called meanwhile.
func (c *check) confirm(cmd *cobra.Command) error {
	a := &c.accepting
	if err := a.check(); err != nil {
		return err
	}
	config, err := readTarget(c.target.name)
	if err != nil {
		return err
	}
	if !config.Demands() {
		if a.hash != "" || a.limits() {
			return fmt.Errorf("--accept-plan and --max-cost go with a target that demands a plan: %s has no confirm: plan",
				c.target.name)
		}
		return nil
	}
	see := c.planCommand()
	switch {
	case c.watch:
		return errors.New("--watch does not go with a target that demands a plan: each change is another plan")
	case a.hash == "":
		return fmt.Errorf("--target: %s demands a plan before anything is called: read it by %s, and say --accept-plan HASH",
			c.target.name, see)
	}
	plan, err := foresee(cmd, &config, c.Options)
	switch {
	case err != nil:
		return err
	case plan.Hash != a.hash:
		return fmt.Errorf("--accept-plan: %s is of another plan: the suites, the selection, the seed, the target file or the "+
			"prices were others. Read the plan of this run by %s", a.hash, see)
	case a.limits() && plan.Cost.Money > a.money():
		return fmt.Errorf("--max-cost: the plan's estimate is %s, and the run may cost %s", plan.Cost.Money, a.money())
	}
	c.Foreseen, c.target.confirmed, a.speed = plan, true, plan.Target.Speed
	return nil
}

// planCommand is the command that tells the plan of the run.
func (c *check) planCommand() string {
	words := []string{"shareproof plan --target", quoted(c.target.name)}
	for _, flag := range []struct{ name, value string }{{"tags", c.Tags}, {"name", c.Name},
		{"profile", strings.Join(c.Profiles, ",")}} {
		if flag.value != "" {
			words = append(words, "--"+flag.name, quoted(flag.value))
		}
	}
	if c.Seed != 0 {
		words = append(words, fmt.Sprint("--seed ", c.Seed))
	}
	for _, path := range c.Paths {
		words = append(words, quoted(path))
	}
	return strings.Join(words, " ")
}

var plainWord = regexp.MustCompile(`^[\w./:@,=-]+$`)

// quoted spells a word as a shell takes it.
func quoted(word string) string {
	if plainWord.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// measure reckons with what the run costs, and ends it before that is more than it may be.
func (a *accepting) measure(t target.Target) {
	box, ok := t.(*sandbox.Target)
	if !ok || !a.limits() {
		return
	}
	began := time.Now()
	box.Measure(&sandbox.Meter{Most: max(a.money(), 1),
		Now: func() time.Time { return began.Add(time.Since(began) * time.Duration(max(a.speed, 1))) }})
}

// foresee makes the plan of a run at a target that is not called.
func foresee(cmd *cobra.Command, config *remote.Config, o conformance.Options) (*conformance.Plan, error) {
	there := remote.Offline(*config)
	box, err := sandbox.New(there, sandbox.Places{Accounts: there.Numbers(), Regions: there.Regions()})
	if err != nil {
		return nil, fmt.Errorf("--target: %w", err)
	}
	o.Target = box
	return conformance.Foresee(cmd.Context(), o)
}
