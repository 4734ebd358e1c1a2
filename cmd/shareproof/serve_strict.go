package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/internal/crowd"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/model"
)

// strictness is what serve is told by the flags that go with --strict.
type strictness struct {
	on, organization   bool
	accounts           []string
	credentials, state string
	administrators     string
	crowd              int
	weather            uint64

	changed func(flag string) bool // somebody gave it
	drawn   []emulator.Account
	speed   emulator.Clock
	err     error // of what was prepared
}

// onlyStrict are the flags that say nothing without --strict.
var onlyStrict = []string{"accounts", "administrators", "credentials", "crowd", "organization", "state", "weather"}

// lawful is what any network and service may do to a client. Delays are not among it:
// the world's clock would run ahead of its client's.
var lawful = []faults.Kind{faults.Throttling, faults.Unavailable, faults.LostRequest, faults.LostReply,
	faults.StaleRead}

func (s *strictness) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	s.changed = flags.Changed
	flags.BoolVar(&s.on, "strict", false, "stand for real accounts: verify signatures, draw account numbers and keys, and "+
		"have no control API")
	flags.StringSliceVar(&s.accounts, "accounts", []string{"owner", "consumer", "stranger", "management", "member"},
		"with --strict: names of the accounts whose administrators get keys")
	flags.StringVar(&s.administrators, "administrators", "root",
		"with --strict: root or users: whose the keys are, the roots' or those of IAM users who may do everything")
	flags.StringVar(&s.credentials, "credentials", "",
		"with --strict: folder to write credentials, config and target.yaml to")
	flags.IntVar(&s.crowd, "crowd", 0,
		fmt.Sprintf("with --strict: how many other teams have resources in each account, at most %d", crowd.Most))
	flags.BoolVar(&s.organization, "organization", false,
		"with --strict: an organization of the accounts management and member")
	flags.StringVar(&s.state, "state", "", "with --strict: file to write to, in the end, what each account has and had")
	flags.Uint64Var(&s.weather, "weather", 0, "with --strict: seed of what goes wrong on the way to AWS; by default nothing")
}

// check refuses flags that contradict each other.
func (s *strictness) check(of *server) error {
	if !s.on {
		for _, name := range onlyStrict {
			if s.changed(name) {
				return fmt.Errorf("--%s goes with --strict", name)
			}
		}
		return nil
	}
	if !s.changed("clock") {
		of.clock = "real"
	}
	switch {
	case of.clock == "manual":
		return errors.New("--clock: with --strict nobody could move a manual clock: want real or Nx")
	case of.activate == "manual":
		return errors.New("--activate: with --strict nobody could activate a cluster by the control API: want auto")
	case of.start != "" && of.start != "now":
		return errors.New("--start: real accounts are there now")
	case s.credentials == "":
		return errors.New("--strict needs --credentials, a folder to write the keys to: nobody could call without")
	case s.administrators != "root" && s.administrators != "users":
		return fmt.Errorf("--administrators: %q is neither root nor users", s.administrators)
	case s.crowd < 0 || s.crowd > crowd.Most:
		return fmt.Errorf("--crowd: want 0 to %d teams, not %d", crowd.Most, s.crowd)
	case s.changed("weather") && of.plan != "":
		return errors.New("--weather and --faults are two plans of what goes wrong: want one")
	}
	if err := s.checkWorlds(of); err != nil {
		return err
	}
	if s.organization {
		for _, name := range []string{"management", "member"} {
			if !slices.Contains(s.accounts, name) {
				return fmt.Errorf("--organization needs the account %s: --accounts has %s", name, strings.Join(s.accounts, ", "))
			}
		}
	}
	return nil
}

// checkWorlds refuses worlds in which somebody would have to be first, before anybody asks.
func (s *strictness) checkWorlds(of *server) error {
	if !s.changed("max-worlds") || of.worlds == 0 {
		return nil
	}
	if s.crowd > 0 || s.organization || s.administrators == "users" {
		return errors.New("--max-worlds: with --strict a world begins empty: want neither --crowd nor --organization nor " +
			"--administrators users")
	}
	return nil
}

// apply draws the accounts and says how the world is made.
func (s *strictness) apply(seed uint64, o *emulator.Options) (err error) {
	s.speed = o.Clock
	lot := emulator.LotOf(seed)
	if !s.changed("seed") {
		if _, err := rand.Read(lot[:]); err != nil {
			return err
		}
	}
	if s.drawn, err = lot.Accounts(s.accounts...); err != nil {
		return fmt.Errorf("--accounts: %w", err)
	}
	known := slices.Clone(s.drawn)
	if s.administrators == "users" {
		for i := range known {
			known[i].AccessKeyID, known[i].SecretAccessKey = "", "" // the users' are the world's
		}
	}
	o.World.Seed, o.Strict = lot.Seed(), &emulator.Strict{Accounts: known}
	if s.changed("weather") {
		o.Faults = faults.Draw(s.weather, lawful...)
	}
	if s.crowd > 0 || s.organization || s.administrators == "users" {
		o.Past = crowd.Takes(s.crowd, len(s.drawn))
		o.Prepare = func(w *model.World) { s.err = s.prepare(w, lot.Seed()) }
	}
	return nil
}

// prepare makes what was in the accounts before.
func (s *strictness) prepare(w *model.World, seed uint64) error {
	numbers := map[string]string{}
	var all []string
	for i, a := range s.drawn {
		numbers[a.Name] = a.Number
		all = append(all, a.Number)
		if s.administrators == "users" {
			id, secret, err := crowd.Administrator(w, a.Number)
			if err != nil {
				return err
			}
			s.drawn[i].AccessKeyID, s.drawn[i].SecretAccessKey = id, secret
		}
	}
	if s.organization {
		if err := crowd.Organize(w, numbers["management"], numbers["member"]); err != nil {
			return err
		}
	}
	return crowd.Fill(w, seed, s.crowd, all...)
}

// ready writes what clients need to know.
func (s *strictness) ready(ctx context.Context, e *emulator.Emulator, url string) error {
	if !s.on {
		return nil
	}
	if s.err != nil {
		return exit.Trouble(fmt.Errorf("the accounts could not be filled: %w", s.err))
	}
	for _, a := range s.drawn {
		secretsOf(ctx).Add(a.SecretAccessKey)
	}
	if err := emulator.WriteCredentials(s.credentials, url, "us-east-1", s.speed, s.drawn); err != nil {
		return fmt.Errorf("--credentials: %w", err)
	}
	return s.writeState(e)
}

// writeState writes what each account has and had, if somebody asked for it.
func (s *strictness) writeState(e *emulator.Emulator) error {
	if s.state == "" {
		return nil
	}
	text, err := json.MarshalIndent(map[string]any{"accounts": e.State()}, "", "  ")
	if err == nil {
		err = os.WriteFile(s.state, append(text, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("--state: %w", err)
	}
	return nil
}
