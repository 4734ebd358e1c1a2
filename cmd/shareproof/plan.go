package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/spf13/cobra"
)

// planning is one run of the command.
type planning struct {
	conformance.Options
	target, policy string
	json, verbose  bool
}

func planCommand() *cobra.Command {
	var p planning
	cmd := &cobra.Command{
		Use:   "plan --target FILE [PATH...]",
		Short: "Tell what a run would do, cost and need at a target, without calling it",
		Long: `Tell which scenarios can run at a target that stands for real accounts and why the others
cannot, what would be called and made and for how long, what that would cost at most by a
dated table of prices, how long it would take, which quotas it would use, and the IAM
policies that whoever runs it needs. The scenarios are played on the model, where other
teams have resources; the target is not called.

The hash is of all that, and of the target file's accounts. check and record take it with
--accept-plan, for the same target, selection and seed.`,
		Example: `  shareproof plan --target sandbox.yaml kms ebs
  shareproof plan --target sandbox.yaml --policy owner kms ebs > policy.json`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			p.Paths = paths
			return p.run(cmd)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&p.target, "target", "", "the target file.yaml")
	flags.StringVar(&p.Tags, "tags", "", "plan only scenarios with these tags")
	flags.StringVar(&p.Name, "name", "", "plan only scenarios with all these words in their titles")
	flags.StringSliceVar(&p.Profiles, "profile", nil, "plan only the scenarios of a profile, as in aurora-clones")
	flags.Uint64Var(&p.Seed, "seed", 0, "seed of each scenario's world")
	flags.StringVar(&p.policy, "policy", "", "print only the IAM policies of whoever runs the suites in an account, as owner")
	flags.BoolVarP(&p.verbose, "verbose", "v", false, "list the scenarios that cannot run")
	flags.BoolVar(&p.json, "json", false, "print the plan as JSON instead of tables")
	_ = cmd.MarkFlagRequired("target")
	cmd.MarkFlagsMutuallyExclusive("json", "policy")
	return cmd
}

func (p *planning) run(cmd *cobra.Command) error {
	config, err := readTarget(p.target)
	if err != nil {
		return err
	}
	if !config.Demands() {
		return fmt.Errorf("--target: %s demands no plan: it has no confirm: plan", p.target)
	}
	plan, err := foresee(cmd, &config, p.Options)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	switch {
	case p.json:
		return printJSON(out, plan)
	case p.policy != "":
		return printPolicy(out, plan, p.policy)
	}
	p.tell(out, plan)
	return nil
}

// printPolicy prints the policy of an account, a list where it takes several.
func printPolicy(w io.Writer, plan *conformance.Plan, account string) error {
	var names []string
	for _, policy := range plan.Policies {
		if names = append(names, policy.Account); policy.Account != account {
			continue
		}
		if len(policy.Documents) == 1 {
			return printJSON(w, policy.Documents[0])
		}
		return printJSON(w, policy.Documents)
	}
	return fmt.Errorf("--policy: the run calls nothing as %q: want one of %s", account, strings.Join(names, ", "))
}

func (p *planning) tell(w io.Writer, plan *conformance.Plan) {
	left := 0
	for _, l := range plan.Left {
		left += l.Count
	}
	fmt.Fprintf(w, "%d of %d scenarios can run at %s, as %s\n\n", len(plan.Runs), len(plan.Runs)+left,
		printable(plan.Target.Name), strings.Join(plan.Target.Accounts, ", "))
	p.tellLeft(w, plan)
	tellCalled(w, plan)
	tellMade(w, plan)
	tellCost(w, plan)
	tellQuotas(w, plan)
	for _, policy := range plan.Policies {
		actions := 0
		for _, d := range policy.Documents {
			for _, s := range d.Statement {
				actions += len(s.Action)
			}
		}
		fmt.Fprintf(w, "%s needs %d actions of IAM, in %d policies of at most 6,144 characters: --policy %s\n", policy.Account,
			actions, len(policy.Documents), policy.Account)
	}
	fmt.Fprintf(w, "\nit would take about %s and cost at most %s; plan %s\n",
		kernel.FormatSpan((time.Duration(plan.Seconds) * time.Second).Round(time.Minute)), plan.Cost.Money, plan.Hash)
}

func (p *planning) tellLeft(w io.Writer, plan *conformance.Plan) {
	if len(plan.Left) == 0 {
		return
	}
	var rows [][]string
	for _, l := range plan.Left {
		rows = append(rows, []string{fmt.Sprint(l.Count), printable(l.Reason)})
	}
	printWrapped(w, []string{"left out", "for want of"}, rows)
	fmt.Fprintln(w)
	if !p.verbose {
		return
	}
	for _, l := range plan.Left {
		fmt.Fprintf(w, "%s:\n  %s\n\n", printable(l.Reason), printable(strings.Join(l.Scenarios, "\n  ")))
	}
}

// tellCalled lists the calls, service by service.
func tellCalled(w io.Writer, plan *conformance.Plan) {
	var rows [][]string
	counts := map[string]int{}
	for _, c := range plan.Calls {
		service, name, _ := strings.Cut(c.Operation, ".")
		told := fmt.Sprintf("%s %d", name, c.Calls)
		counts[service] += c.Calls
		if last := len(rows) - 1; last >= 0 && rows[last][0] == service {
			rows[last][1], rows[last][2] = fmt.Sprint(counts[service]), rows[last][2]+", "+told
			continue
		}
		rows = append(rows, []string{service, fmt.Sprint(counts[service]), told})
	}
	if len(rows) > 0 {
		printWrapped(w, []string{"service", "calls", "operations"}, rows)
		fmt.Fprintln(w)
	}
}

func tellMade(w io.Writer, plan *conformance.Plan) {
	made := newTable(w, "made by", "things", "longest", "together")
	for _, r := range plan.Resources {
		made.AppendRow(cells([]string{r.Operation, fmt.Sprint(r.Made), spanOf(r.Longest), spanOf(r.Together)}))
	}
	if made.Length() > 0 {
		made.Render()
		fmt.Fprintln(w)
	}
}

func spanOf(seconds int64) string { return kernel.FormatSpan(time.Duration(seconds) * time.Second) }

func tellCost(w io.Writer, plan *conformance.Plan) {
	c := plan.Cost
	var rows [][]string
	for _, item := range c.Items {
		rows = append(rows, []string{item.Money.String(), fmt.Sprint(item.Units), item.Price + ", " + item.Evidence + ": " +
			item.Source})
	}
	for _, n := range c.NotPriced {
		rows = append(rows, []string{"not priced", fmt.Sprint(n.Calls), n.Operation + ": " + n.Why})
	}
	if len(rows) > 0 {
		printWrapped(w, []string{"at most", "units", "by the price"}, rows)
	}
	fmt.Fprintf(w, "estimated by the prices of us-east-1 as of %s, without taxes, discounts and free tiers", c.Prices)
	if len(c.Others) > 0 {
		fmt.Fprintf(w, "; those of %s are others, and not known here", strings.Join(c.Others, ", "))
	}
	fmt.Fprint(w, "\n\n")
}

// manyUsed is which part of a quota is worth a line, in percent.
const manyUsed = 1

func tellQuotas(w io.Writer, plan *conformance.Plan) {
	var rows [][]string
	for _, q := range plan.Quotas {
		if q.Used*100 < q.Most*manyUsed {
			continue
		}
		lingers := ""
		if q.Lingers {
			lingers = ", which count for days after they are taken away"
		}
		rows = append(rows, []string{fmt.Sprintf("%d of %d", q.Used, q.Most), strings.TrimSpace(q.Account + " " + q.Region),
			q.Of + lingers})
	}
	if len(rows) > 0 {
		printWrapped(w, []string{"at once", "in", "of AWS's default quota"}, rows)
		fmt.Fprintln(w)
	}
}
