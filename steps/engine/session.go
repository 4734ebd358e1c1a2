package engine

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// Session is what a scenario remembers: its accounts, the things it named, and
// the last answer.
type Session struct {
	target   target.Target
	language *Language
	seed     uint64
	file     string

	record   *target.Recorder
	region   string
	accounts []string                 // names; their numbers follow from their order
	people   map[string]kernel.Caller // who can call besides accounts, by name
	things   map[Name]Thing
	last     answer
	step     string // the one that runs, or the one that failed
	node     string // of the step, in its file
	steps    []string
	began    time.Time
	err      error
	told     func(*godog.Scenario, target.Outcome)

	rehearsal *Rehearsal      // of a suite that is not checked as a whole
	quiet     bool            // whether godog hears of no failure: see quietly
	left      map[string]bool // the nodes of scenarios that are not to run
}

const defaultRegion = "us-east-1"

func (s *Session) begin(ctx context.Context, scenario *godog.Scenario) (context.Context, error) {
	*s = Session{
		target: s.target, language: s.language, seed: s.seed, file: s.file, told: s.told, quiet: s.quiet,
		rehearsal: newRehearsal(s.language), left: s.left,
	}
	s.record, s.began = &target.Recorder{Target: s.target}, time.Now()
	s.region, s.accounts, s.things = defaultRegion, append([]string{}, target.Accounts...), map[Name]Thing{}
	s.people = map[string]kernel.Caller{}
	if s.left[nodeOf(scenario)] {
		s.err = godog.ErrSkip
		return ctx, s.err
	}
	for _, need := range caseOf(scenario, s.file).Needs {
		if !s.target.Offers(need) {
			s.err = target.Unsupported(string(need))
			return ctx, s.skipping()
		}
	}
	if s.err = ctx.Err(); s.err != nil {
		return ctx, s.err
	}
	s.err = s.record.Reset(ctx, s.seed)
	return ctx, s.skipping()
}

// skipping is what godog hears of what the session has come to.
func (s *Session) skipping() error {
	if s.quiet && s.err != nil {
		return godog.ErrSkip
	}
	return s.err
}

// end fails a scenario that left a refusal unexamined, and tells of the outcome.
func (s *Session) end(ctx context.Context, scenario *godog.Scenario, err error) (context.Context, error) {
	switch {
	case s.err != nil:
	case err != nil:
		s.err = err
	default:
		s.err = s.unexamined()
	}
	if s.err == nil {
		s.step = ""
	}
	if s.told != nil && ctx.Err() == nil && !s.left[nodeOf(scenario)] { // else it was cut short
		s.told(scenario, target.Outcome{
			Case: caseOf(scenario, s.file), Err: s.err, Step: s.step, Exchanges: s.record.Exchanges,
			Setting: s.record.Setting, Missed: s.record.Missed,
			Steps: s.steps, Accounts: s.accountNames(), Took: time.Since(s.began),
		})
	}
	if s.quiet || err != nil {
		return ctx, nil // godog knows
	}
	return ctx, s.err
}

// accountNames returns the names of all accounts by their numbers.
func (s *Session) accountNames() map[string]string {
	all := map[string]string{}
	for _, name := range s.accounts {
		all[s.Account(name)] = name
	}
	return all
}

// Account returns the number of a named account, 111111111111 for the first, or
// of the account of somebody who was named.
func (s *Session) Account(name string) string {
	if who, ok := s.people[name]; ok {
		return who.Account
	}
	switch i := slices.Index(s.accounts, name); {
	case i < 0:
		return name // the number of one; the rehearsal complains of all else
	case i < 9:
		return strings.Repeat(strconv.Itoa(i+1), 12)
	default:
		return strconv.Itoa(100_000_000_000 + i)
	}
}

// AccountCalled returns the name of an account number, the number where it has none.
func (s *Session) AccountCalled(number string) string {
	for _, known := range s.accounts {
		if s.Account(known) == number {
			return known
		}
	}
	return number
}

// Caller returns the administrator of a named account, or somebody who was named,
// in the Region of the scenario.
func (s *Session) Caller(name string) kernel.Caller {
	return kernel.Caller{Account: s.Account(name), Region: s.region, Principal: s.people[name].Principal}
}

// CallerAt returns the same in the Region where a thing is.
func (s *Session) CallerAt(name string, t Thing) kernel.Caller { return s.CallerIn(name, t.Region) }

// CallerIn returns the same in a Region, "" for the scenario's own.
func (s *Session) CallerIn(name, region string) kernel.Caller {
	as := s.Caller(name)
	if region != "" {
		as.Region = region
	}
	return as
}

// Region returns the Region of the scenario's next steps.
func (s *Session) Region() string { return s.region }
