package engine

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/shareproof/shareproof/model"

	"github.com/shareproof/shareproof/internal/known"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// answer is what became of a call.
type answer struct {
	out      any
	refusal  *kernel.Error
	examined bool
}

// Call performs a call whose outcome later steps examine.
func (s *Session) Call(ctx context.Context, as kernel.Caller, in any) error {
	if err := s.unexamined(); err != nil {
		return err
	}
	out, err := s.record.Do(ctx, as, in)
	return s.answered(out, err)
}

// Outside performs what no call does, such as a deed at a device. Later steps
// examine whether it was refused.
func (s *Session) Outside(deed func(target.Target) error) error {
	return s.answered(nil, deed(s.record))
}

func (s *Session) answered(out any, err error) error {
	s.last = answer{out: out}
	var refusal *kernel.Error
	if errors.As(err, &refusal) {
		s.last.refusal = refusal
		return nil
	}
	return err
}

// unexamined complains of a refusal that no step has looked at.
func (s *Session) unexamined() error {
	if s.last.refusal != nil && !s.last.examined {
		return Mismatch("refused, and no step examined it: %v", s.last.refusal)
	}
	return nil
}

// Examine returns the refusal of the last call, nil where it succeeded, for a step
// that expects either.
func (s *Session) Examine() *kernel.Error {
	s.last.examined = true
	return s.last.refusal
}

// Answer returns the output of the last call, nil where it was refused.
func (s *Session) Answer() any { return s.last.out }

// Refused reports whether the last call was refused, and leaves it to a later step
// to examine that.
func (s *Session) Refused() bool { return s.last.refusal != nil }

// MustHaveSucceeded complains of a last call that was refused.
func (s *Session) MustHaveSucceeded() error {
	if s.last.refusal != nil {
		s.last.examined = true
		return Mismatch("refused: %v", s.last.refusal)
	}
	return nil
}

// MustBeRefusedBy complains of a last call that was not refused by a rule.
func (s *Session) MustBeRefusedBy(id string) error {
	s.last.examined = true
	rule, err := known.Refusal(id)
	switch {
	case err != nil:
		return err
	case s.last.refusal == nil:
		return Mismatch("it succeeded; wanted a refusal by %s: %s", id, rule.Says)
	case !rule.Allows(s.last.refusal.Code):
		return Mismatch("refused with %v; %s wants one of %s", s.last.refusal, id, codes(rule))
	case s.last.refusal.Rule != nil && s.last.refusal.Rule != rule:
		return Mismatch("refused by %s (%v); wanted %s", s.last.refusal.Rule.ID, s.last.refusal, id)
	}
	return nil
}

// Ask performs a call that has to succeed, and leaves the last answer alone.
func Ask[Out any](ctx context.Context, s *Session, as kernel.Caller, in any) (*Out, error) {
	out, err := s.record.Do(ctx, as, in)
	var refusal *kernel.Error
	if errors.As(err, &refusal) {
		return nil, Mismatch("%s is refused: %v", nameOf(in), refusal)
	}
	if err != nil {
		return nil, err
	}
	return complete[Out](in, out)
}

// Look asks for a thing where a refusal with one code says that there is none. It
// leaves the last answer alone.
func Look[Out any](
	ctx context.Context, s *Session, as kernel.Caller, in any, none string,
) (seen *Out, there bool, err error) {
	out, there, err := look(ctx, s, as, in, none)
	if !there {
		return nil, false, err
	}
	seen, err = complete[Out](in, out)
	return seen, err == nil, err
}

// LookAt is Look for an output whose members are those of the thing itself, so that
// any of them may be absent.
func LookAt[Out any](
	ctx context.Context, s *Session, as kernel.Caller, in any, none string,
) (seen *Out, there bool, err error) {
	out, there, err := look(ctx, s, as, in, none)
	if !there {
		return nil, false, err
	}
	return out.(*Out), true, nil
}

// nameOf is what an operation is called, as kms.PutKeyPolicy, by its input.
func nameOf(in any) string { return services.OperationOf(in).FullName() }

func look(ctx context.Context, s *Session, as kernel.Caller, in any, none string) (out any, there bool, err error) {
	out, err = s.record.Do(ctx, as, in)
	var refusal *kernel.Error
	switch {
	case errors.As(err, &refusal) && refusal.Code == none:
		return nil, false, nil
	case refusal != nil:
		return nil, false, Mismatch("%s is refused: %v", nameOf(in), refusal)
	}
	return out, err == nil, err
}

// Act performs a call and gives its output, nil where it was refused.
func Act[Out any](ctx context.Context, s *Session, as kernel.Caller, in any) (*Out, error) {
	if err := s.Call(ctx, as, in); err != nil || s.last.refusal != nil {
		return nil, err
	}
	return complete[Out](in, s.last.out)
}

// complete gives an output that has what the call asked for or made: a target
// that answers success has to show it.
func complete[Out any](in, out any) (*Out, error) {
	members := reflect.ValueOf(out).Elem()
	for i := range members.NumField() {
		member := members.Field(i)
		if member.Kind() == reflect.Pointer && member.Type().Elem().Kind() == reflect.Struct && member.IsNil() {
			return nil, Mismatch("the answer to %s has no %s", nameOf(in), members.Type().Field(i).Name)
		}
	}
	return out.(*Out), nil
}

// First gives the first of what has to be listed.
func First[E any](what string, listed []E) (e E, err error) {
	if len(listed) == 0 {
		return e, Mismatch("no %s is listed", what)
	}
	return listed[0], nil
}

// Events returns what the account was told of in a Region.
func (s *Session) Events(ctx context.Context, at kernel.Scope) ([]eventbridge.Event, error) {
	return s.target.Events(ctx, at)
}

// Storage returns what all DB clusters store, and what each is billed for.
func (s *Session) Storage(ctx context.Context) ([]model.Lineage, error) { return s.target.Storage(ctx) }

// Patience is how long a step waits for asynchronous work that has no promised
// moment, and Glance how often it looks.
const (
	Patience = 4 * time.Hour
	Glance   = 30 * time.Second
)

// Wait lets time pass.
func (s *Session) Wait(ctx context.Context, d time.Duration) error { return s.record.Wait(ctx, d) }

// Await waits until a question is answered with yes. A question also says what it
// saw.
func (s *Session) Await(ctx context.Context, what string, question func() (bool, string, error)) error {
	return s.AwaitFor(ctx, Patience, Glance, what, question)
}

// AwaitFor waits for most, and asks after each step in which something may have happened.
func (s *Session) AwaitFor(
	ctx context.Context, most, step time.Duration, what string, question func() (bool, string, error),
) error {
	for waited, pause := time.Duration(0), time.Duration(0); ; waited += pause {
		yes, state, err := question()
		if yes || err != nil {
			return err
		}
		if waited >= most {
			m := &target.Mismatch{Message: fmt.Sprintf("%s did not happen within %s: last seen %s", what, most, state)}
			m.Waited(target.LateIn(model.Lifecycles(), state), waited, false)
			return m
		}
		pause = target.Pause(s.record, step, waited, most-waited)
		if err := s.record.Wait(ctx, pause); err != nil {
			return givenUp(err, what, state, waited)
		}
	}
}

// givenUp is what becomes of something that was waited for as long as patience lasts.
func givenUp(err error, what, state string, waited time.Duration) error {
	var patience *target.OutOfPatience
	if !errors.As(err, &patience) {
		return err
	}
	m := &target.Mismatch{Message: fmt.Sprintf("%s did not happen within the patience of %s: last seen %s", what,
		patience.Patience, state)}
	m.Waited(target.LateIn(model.Lifecycles(), state), waited, true)
	return m
}

// Mismatch is the error of a target that does what no expectation allows.
func Mismatch(format string, args ...any) error {
	return &target.Mismatch{Message: fmt.Sprintf(format, args...)}
}

// Offers reports whether the target has a capability.
func (s *Session) Offers(c target.Capability) bool { return s.target.Offers(c) }
