package steps

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// session is what a scenario remembers: its accounts, the things it named, and
// the last answer.
type session struct {
	target.Target
	seed uint64
	file string

	record   *target.Recorder
	region   string
	accounts []string                 // names; their numbers follow from their order
	people   map[string]kernel.Caller // users and sessions of roles, by name
	things   map[string]thing         // by kind and name
	last     answer
	step     string // the one that runs, or the one that failed
	err      error
	told     func(*godog.Scenario, target.Outcome)

	rehearsal *rehearsal // of a suite that is not checked as a whole
	quiet     bool       // whether godog hears of no failure: see quietly
}

// thing is something that a scenario gave a name.
type thing struct {
	Owner  string // account number
	Region string
	ID     string
	ARN    string
	Of     string // the name of what it belongs to
}

func (t thing) home() kernel.Caller { return kernel.Caller{Account: t.Owner, Region: t.Region} }

type answer struct {
	out      any
	refusal  *kernel.Error
	examined bool
}

// wellKnown are the accounts with fixed numbers, so that a feature's documents
// may name them.
var wellKnown = []string{"owner", "consumer", "stranger", "management", "member"}

const defaultRegion = "us-east-1"

func (s *session) begin(ctx context.Context, scenario *godog.Scenario) (context.Context, error) {
	*s = session{Target: s.Target, seed: s.seed, file: s.file, told: s.told, quiet: s.quiet, rehearsal: newRehearsal()}
	s.record = &target.Recorder{Target: s.Target}
	s.region, s.accounts, s.things = defaultRegion, append([]string{}, wellKnown...), map[string]thing{}
	s.people = map[string]kernel.Caller{}
	for _, need := range caseOf(scenario, s.file).Needs {
		if !s.Offers(need) {
			s.err = target.Unsupported(string(need))
			return ctx, s.skipping()
		}
	}
	if s.err = ctx.Err(); s.err != nil {
		return ctx, s.err
	}
	s.err = s.Reset(ctx, s.seed)
	return ctx, s.skipping()
}

// skipping is what godog hears of what the session has come to.
func (s *session) skipping() error {
	if s.quiet && s.err != nil {
		return godog.ErrSkip
	}
	return s.err
}

// end fails a scenario that left a refusal unexamined, and tells of the outcome.
func (s *session) end(ctx context.Context, scenario *godog.Scenario, err error) (context.Context, error) {
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
	if s.told != nil && ctx.Err() == nil { // else it was cut short
		s.told(scenario, target.Outcome{Case: caseOf(scenario, s.file), Err: s.err, Step: s.step, Exchanges: s.record.Exchanges})
	}
	if s.quiet || err != nil {
		return ctx, nil // godog knows
	}
	return ctx, s.err
}

// account returns the number of a named account, 111111111111 for the first, or
// of the account of somebody who was named.
func (s *session) account(name string) string {
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

// caller is the administrator of a named account, or somebody who was named.
func (s *session) caller(name string) kernel.Caller {
	return kernel.Caller{Account: s.account(name), Region: s.region, Principal: s.people[name].Principal}
}

func (s *session) remember(kind, name string, t thing) { s.things[kind+" "+name] = t }

// named yields the kinds and names of things in their order: of two names for
// one thing the lesser is always the one that shows.
func (s *session) named(yield func(kind, alias string) bool) {
	for _, key := range slices.Sorted(maps.Keys(s.things)) {
		if kind, alias, _ := strings.Cut(key, " "); !yield(kind, alias) {
			return
		}
	}
}

func (s *session) recall(kind, name string) (thing, error) {
	t, ok := s.things[kind+" "+name]
	if err := s.unexamined(); !ok && err != nil {
		return t, err // what was refused has no name
	}
	if !ok {
		return t, fmt.Errorf("no %s is named %q in this scenario", kind, name)
	}
	return t, nil
}

// do performs a call whose outcome later steps examine.
func (s *session) do(ctx context.Context, as kernel.Caller, in any) error {
	if err := s.unexamined(); err != nil {
		return err
	}
	out, err := s.record.Do(ctx, as, in)
	s.last = answer{out: out}
	var refusal *kernel.Error
	if errors.As(err, &refusal) {
		s.last.refusal = refusal
		return nil
	}
	return err
}

// unexamined complains of a refusal that no step has looked at.
func (s *session) unexamined() error {
	if s.last.refusal != nil && !s.last.examined {
		return mismatch("refused, and no step examined it: %v", s.last.refusal)
	}
	return nil
}

// ask performs a call that has to succeed, and leaves the last answer alone.
func ask[Out any](ctx context.Context, s *session, as kernel.Caller, in any) (*Out, error) {
	out, err := s.record.Do(ctx, as, in)
	var refusal *kernel.Error
	if errors.As(err, &refusal) {
		return nil, mismatch("%T is refused: %v", in, refusal)
	}
	if err != nil {
		return nil, err
	}
	return complete[Out](in, out)
}

// act performs a call and gives its output, nil where it was refused.
func act[Out any](ctx context.Context, s *session, as kernel.Caller, in any) (*Out, error) {
	if err := s.do(ctx, as, in); err != nil || s.last.refusal != nil {
		return nil, err
	}
	return complete[Out](in, s.last.out)
}

// complete gives an output that has what the call asked for or made: a target
// that answers success has to show it.
func complete[Out any](in, out any) (*Out, error) {
	members := reflect.ValueOf(out).Elem()
	for i := range members.NumField() {
		if member := members.Field(i); member.Kind() == reflect.Pointer && member.Type().Elem().Kind() == reflect.Struct && member.IsNil() {
			return nil, mismatch("the answer to %T has no %s", in, members.Type().Field(i).Name)
		}
	}
	return out.(*Out), nil
}

// first gives the first of what has to be listed.
func first[E any](what string, listed []E) (e E, err error) {
	if len(listed) == 0 {
		return e, mismatch("no %s is listed", what)
	}
	return listed[0], nil
}

// patience is how long a step waits for asynchronous work that has no promised
// moment, and glance how often it looks.
const (
	patience = 4 * time.Hour
	glance   = 30 * time.Second
)

// await waits until a question is answered with yes.
func (s *session) await(ctx context.Context, what string, question func() (bool, string, error)) error {
	return s.awaitFor(ctx, patience, glance, what, question)
}

func (s *session) awaitFor(ctx context.Context, most, step time.Duration, what string, question func() (bool, string, error)) error {
	for waited := time.Duration(0); ; waited += step {
		yes, state, err := question()
		if yes || err != nil {
			return err
		}
		if waited > most {
			return mismatch("%s did not happen within %s: last seen %s", what, most, state)
		}
		if err := s.record.Wait(ctx, step); err != nil {
			return err
		}
	}
}

func mismatch(format string, args ...any) error {
	return &target.Mismatch{Message: fmt.Sprintf(format, args...)}
}
