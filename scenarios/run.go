package scenarios

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"gopkg.in/yaml.v3"
)

// pause is how long a repeated call waits for its next turn.
const pause = 30 * time.Second

// Run plays the scenario against a target, in a fresh world. The outcome's
// error is a *target.Mismatch where an expectation was not met.
func (s Scenario) Run(ctx context.Context, t target.Target, seed uint64) target.Outcome {
	outcome, _ := s.Play(ctx, t, seed)
	return outcome
}

// Play does the same and returns what the scenario saved, by name.
func (s Scenario) Play(
	ctx context.Context, t target.Target, seed uint64,
) (outcome target.Outcome, saved map[string]string) {
	vars := variables{}
	outcome = target.Outcome{Case: s.Case, Accounts: map[string]string{}}
	for _, name := range sorted(s.accounts) {
		outcome.Accounts[s.accounts[name]] = name
	}
	for _, step := range s.steps {
		outcome.Steps = append(outcome.Steps, step.label)
	}
	began := time.Now()
	defer func() { outcome.Took = time.Since(began) }()
	for _, need := range s.Needs {
		if !t.Offers(need) {
			outcome.Err = target.Unsupported("the capability " + string(need))
			return outcome, vars
		}
	}
	if s.setting.seed != nil {
		seed = *s.setting.seed
	}
	recorder := &target.Recorder{Target: t}
	set, err := s.setting.apply(ctx, recorder, seed)
	if outcome.Err = err; err != nil {
		return outcome, vars
	}
	outcome.Step, outcome.Err = s.play(ctx, recorder, set, vars)
	outcome.Exchanges, outcome.Setting, outcome.Missed = recorder.Exchanges, recorder.Setting, recorder.Missed
	return outcome, vars
}

// play performs the steps. It returns the label of the one that failed.
func (s Scenario) play(
	ctx context.Context, recorder *target.Recorder, set invariants.Limits, vars variables,
) (label string, err error) {
	t := target.Target(recorder)
	if s.invariants != nil {
		t = watchOver(t, s.invariants, s.setting.Start, set)
	}
	if s.History != nil {
		at, err := replay(ctx, t, s.History)
		if at >= 0 {
			label = s.labels[at]
		}
		return label, err
	}
	maps.Copy(vars, s.accounts)
	for _, step := range s.steps {
		recorder.Begin(false)
		if err := step.run(ctx, t, &recorder.Missed, vars); err != nil {
			return step.label, err
		}
	}
	return "", nil
}

func (s step) run(ctx context.Context, t target.Target, missed *target.Missed, vars variables) error {
	if err := s.cast(vars); err != nil {
		return err
	}
	switch {
	case s.advance > 0:
		return t.Wait(ctx, s.advance)
	case s.activate != nil:
		return s.claim(ctx, t, vars)
	}
	in, err := s.input(vars.expand)
	if err != nil {
		return mismatch("%v", err)
	}
	for waited, wait := time.Duration(0), time.Duration(0); ; waited += wait {
		out, err := t.Do(ctx, s.as, in)
		if err != nil {
			return s.judgeRefusal(err, vars)
		}
		answer := values.Plain(out)
		problem := s.judge(answer, vars, t, missed)
		if problem == nil {
			return s.keep(answer, vars)
		}
		if waited >= s.until {
			return s.unmetFor(problem, waited)
		}
		wait = target.Pause(t, pause, waited, s.until-waited)
		if err := t.Wait(ctx, wait); err != nil {
			return s.givenUp(err, problem, waited)
		}
	}
}

// unmetFor adds to what an answer lacks how long the step has waited for it.
func (s step) unmetFor(problem *target.Mismatch, waited time.Duration) error {
	if s.until == 0 {
		return problem
	}
	problem.Message += "; it waited for " + kernel.FormatSpan(s.until)
	problem.Waited(problem.Late, waited, false)
	return problem
}

// givenUp is what becomes of an expectation that is not met as long as patience lasts.
func (s step) givenUp(err error, problem *target.Mismatch, waited time.Duration) error {
	var patience *target.OutOfPatience
	if !errors.As(err, &patience) {
		return err
	}
	problem.Waited(problem.Late, waited, true)
	problem.Message += fmt.Sprintf("; it waited as long as patience lasts (%s)", patience.Patience)
	return problem
}

// cast puts what was saved in place of its names in the caller. Where that is the
// ARN of a user or session, its account goes without saying.
func (s *step) cast(vars variables) (err error) {
	for _, text := range []*string{&s.as.Account, &s.as.Principal} {
		if *text, err = vars.expand(&yaml.Node{Value: *text}); err != nil {
			return err
		}
	}
	if who, err := kernel.ParseARN(s.as.Account); err == nil {
		s.as.Account, s.as.Principal = who.Account, s.as.Account
	}
	return nil
}

// claim activates a cluster where the target offers that. Elsewhere it is left
// to whoever does it, and later steps wait.
func (s step) claim(ctx context.Context, t target.Target, vars variables) error {
	if !t.Offers(target.Activation) {
		return nil
	}
	cluster, err := vars.expand(s.activate)
	if err != nil {
		return err
	}
	return s.judgeRefusal(t.Activate(ctx, s.as, cluster), vars)
}

func (s step) judgeRefusal(err error, vars variables) error {
	var refused *kernel.Error
	if !errors.As(err, &refused) {
		return err
	}
	if s.refused.codes == nil {
		return mismatch("refused: %v", refused)
	}
	return s.refused.unmet(refused, vars)
}

// judge returns how an answer differs from what is expected, nil where it does not. On a
// target whose clock runs by itself a state may have passed before anybody looked.
func (s step) judge(answer any, vars variables, t target.Target, missed *target.Missed) *target.Mismatch {
	if s.refused.codes != nil {
		return &target.Mismatch{Message: fmt.Sprintf("want a refusal with %v, got an answer", s.refused.codes)}
	}
	if s.expect == nil {
		return nil
	}
	tables := s.op.API.Lifecycles
	e := expecting{vars: vars}
	if !t.Offers(target.Clock) {
		e.over = func(path, want, got string) bool {
			passed := target.HasPassed(tables, want, got)
			if passed {
				missed.Note(path, want, got)
			}
			return passed
		}
	}
	problem := e.unmet(s.expect, "", answer, true)
	if problem == "" {
		return nil
	}
	return &target.Mismatch{Message: problem, Late: target.LateFor(tables, e.got, e.want)}
}

func (s step) keep(answer any, vars variables) error {
	for _, save := range s.save {
		value, ok := values.Member(answer, save.path)
		if !ok {
			return mismatch("%s: want a value to save, got nothing", save.path)
		}
		vars[save.name] = fmt.Sprint(value)
	}
	return nil
}

func mismatch(format string, args ...any) error {
	return &target.Mismatch{Message: fmt.Sprintf(format, args...)}
}
