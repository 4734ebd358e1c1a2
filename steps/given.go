package steps

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
)

// states spells the states of a lifecycle as a feature does: "pending deletion".
func states(lifecycle string) string {
	var words []string
	for _, state := range table(lifecycle).States() {
		if state != "vanished" {
			words = append(words, wording(state))
		}
	}
	return "(" + strings.Join(words, "|") + ")"
}

func wording(state string) string { return strings.ToLower(strings.ReplaceAll(state, "_", " ")) }
func stateOf(words string) string { return strings.ToUpper(strings.ReplaceAll(words, " ", "_")) }

func table(lifecycle string) kernel.TableView {
	for _, t := range model.Lifecycles() {
		if t.Name == lifecycle {
			return t
		}
	}
	panic("steps: no lifecycle " + lifecycle) // a mistake in this package
}

func (s *session) givenPhrases() []Phrase {
	return []Phrase{
		say(`^the accounts {new accounts}$`, `Given the accounts "prod" and "vault"`,
			"Accounts besides owner, consumer, stranger, management and member, which every scenario has.", s.declares),
		say(`^the Region is {Region}$`, `Given the Region is eu-west-1`,
			"The Region of all later steps; us-east-1 before.", s.setRegion, quiet()),
		say(`^an? `+states(clusterTable)+` cluster {new cluster} of {account}(?: with {cluster options})?$`, `Given an active cluster "vault" of "owner" with mode NON_FIPS, tags env=prod`,
			"Leads a new cluster to a state, the shortest way of its lifecycle. Options: mode M, type T, network N, retention of N days, tags K=V K=V, subnets S S, backup NAME.", s.givenCluster, makes("HSM first HSM of $2")),
		say(`^an? `+states(hsmTable)+` HSM {new HSM} in cluster {cluster}$`, `Given an active HSM "h2" in cluster "vault"`,
			"Leads a new HSM of the cluster to a state.", s.givenHsm),
		say(`^an? `+states(backupTable)+` backup {new backup} of cluster {cluster}$`, `Given a ready backup "b1" of cluster "vault"`,
			"Leads a backup of the cluster that has no name yet to a state, waiting for a new one if need be.", s.givenBackup),
		say(`^{span} pass(?:es)?$`, `When 7 days pass`,
			"Lets time pass, virtually where the target can.", s.pass, quiet()),
	}
}

func (s *session) setRegion(region string) error {
	s.region = region
	return nil
}

func (s *session) pass(ctx context.Context, text string) error {
	d, err := spanOf(text)
	if err != nil {
		return err
	}
	return s.record.Wait(ctx, d)
}

// declares adds accounts to those that every scenario has.
func (s *session) declares(names string) error {
	for _, name := range quoted(names) {
		if slices.Contains(s.accounts, name) {
			return fmt.Errorf("%q is an account of this scenario already", name)
		}
		s.accounts = append(s.accounts, name)
	}
	return nil
}

// clusterOptions are the words behind "with" of a cluster.
type clusterOptions struct {
	mode, hsmType, network, backup string
	subnets                        []string
	retention                      int
	tags                           []tag
}

type tag struct{ key, value string }

var optionForms = regexp.MustCompile(`^(mode|type|network|retention of|tags|subnets|backup) (.+)$`)

func parseOptions(text string) (o clusterOptions, err error) {
	o.hsmType, o.subnets = "hsm2m.medium", []string{"subnet-0a1b2c3a", "subnet-0a1b2c3b"}
	if text == "" {
		return o, nil
	}
	for _, option := range strings.Split(text, ", ") {
		form := optionForms.FindStringSubmatch(option)
		if form == nil {
			return o, fmt.Errorf("%q is not an option of a cluster: want mode, type, network, retention of, tags, subnets or backup", option)
		}
		switch value := form[2]; form[1] {
		case "mode":
			o.mode = value
		case "type":
			o.hsmType = value
		case "network":
			o.network = value
		case "backup":
			o.backup = strings.Trim(value, `"`)
		case "subnets":
			o.subnets = strings.Fields(value)
		case "tags":
			if o.tags, err = parseTags(value); err != nil {
				return o, err
			}
		case "retention of":
			if o.retention, err = daysOf(value); err != nil {
				return o, err
			}
		}
	}
	return o, nil
}

// daysOf reads a number of days such as 30 days.
func daysOf(text string) (int, error) {
	days, err := kernel.SpanOf(strings.TrimSuffix(text, " days"), kernel.Day)
	if err != nil {
		return 0, fmt.Errorf("%q: want a number of days: %w", text, err)
	}
	return int(days / kernel.Day), nil
}

func parseTags(text string) ([]tag, error) {
	var tags []tag
	for _, pair := range strings.Fields(text) {
		key, value, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, fmt.Errorf("tag %q: want KEY=VALUE", pair)
		}
		tags = append(tags, tag{key, value})
	}
	return tags, nil
}

func (s *session) givenCluster(ctx context.Context, state, alias, owner, with string) error {
	o, err := parseOptions(with)
	if err != nil {
		return err
	}
	if err := s.newCluster(ctx, alias, s.caller(owner), o); err != nil {
		return err
	}
	if err := s.mustHaveSucceeded(); err != nil {
		return err
	}
	return s.lead(ctx, "cluster", alias, stateOf(state), func(row kernel.RowView) bool {
		return (row.If == "it is made from a backup") == (o.backup != "" && row.From == "CREATE_IN_PROGRESS") || row.On != kernel.Elapsed
	})
}

func (s *session) givenHsm(ctx context.Context, state, alias, cluster string) error {
	c, err := s.recall("cluster", cluster)
	if err != nil {
		return err
	}
	if err := s.addHsm(ctx, c.home(), alias, cluster, "", ""); err != nil {
		return err
	}
	if err := s.mustHaveSucceeded(); err != nil {
		return err
	}
	return s.lead(ctx, "HSM", alias, stateOf(state), anyRow)
}

func (s *session) givenBackup(ctx context.Context, state, alias, cluster string) error {
	if err := s.nextBackup(ctx, alias, cluster, stateOf(state) == string(cloudhsm.BackupCreateInProgress)); err != nil {
		return err
	}
	return s.lead(ctx, "backup", alias, stateOf(state), anyRow)
}

func anyRow(kernel.RowView) bool { return true }

func (s *session) mustHaveSucceeded() error {
	if s.last.refusal != nil {
		s.last.examined = true
		return mismatch("refused: %v", s.last.refusal)
	}
	return nil
}
