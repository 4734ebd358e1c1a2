package emulator

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// turn is for how long of the wall's time the world may be busy with what is due
// before others have their turn.
const turn = 5 * time.Millisecond

var errStartedOver = errors.New("the world was started over meanwhile")

// turns takes turns with the callers while the world runs what is due.
type turns struct {
	*Emulator
	of    *model.World
	begun time.Time
}

// next gives the lock away for a moment when its turn is over. It returns why to
// stop: nobody waits any more, or the world is another.
func (t *turns) next(ctx context.Context) error {
	if t.begun.IsZero() {
		t.begun = time.Now()
	}
	var ended error
	if time.Since(t.begun) >= turn {
		t.mu.Unlock()
		time.Sleep(time.Microsecond) // a processor without work looks for what has come meanwhile
		t.mu.Lock()
		t.begun, ended = time.Now(), ctx.Err()
	}
	if t.world != t.of {
		return errStartedOver
	}
	return ended
}

// catchUp brings the world to what a running clock shows.
func (e *Emulator) catchUp(ctx context.Context) error {
	if e.clock == nil {
		return nil
	}
	to, t := e.clock.now(), turns{Emulator: e, of: e.world}
	for e.world.Now().Before(to) {
		e.world.AdvanceTo(e.before(to))
		e.deliver()
		if err := t.next(ctx); err != nil {
			return err
		}
	}
	return nil
}

// before returns when the next thing is due, if that is before an instant, else
// the instant.
func (e *Emulator) before(to time.Time) time.Time {
	if due, ok := e.world.NextDue(); ok && due.Before(to) {
		return due
	}
	return to
}

// pass lets so much of the world's time pass, no further than until, from one
// thing that is due to the next, and takes turns with the callers meanwhile. A
// clock that runs is put forward. An error says why less has passed.
func (e *Emulator) pass(ctx context.Context, left time.Duration, until time.Time) error {
	for t := (turns{Emulator: e, of: e.world}); ; {
		now := e.world.Now()
		step := max(0, e.before(now.Add(min(left, until.Sub(now)))).Sub(now))
		e.step(step)
		e.deliver()
		if left -= step; left <= 0 || !e.world.Now().Before(until) {
			return nil
		}
		if err := t.next(ctx); err != nil {
			return err
		}
	}
}

func (e *Emulator) step(d time.Duration) {
	if e.clock == nil {
		e.world.Advance(d)
		return
	}
	e.clock.putForward(d)
	e.world.AdvanceTo(e.clock.now())
}

// spend lets the time of a fault or a happening pass.
func (e *Emulator) spend(ctx context.Context, d time.Duration) {
	if e.options.Sleep == nil {
		_ = e.pass(context.WithoutCancel(ctx), d, kernel.End.Std()) // a world that was started over has its own time
		return
	}
	e.mu.Unlock()
	e.options.Sleep(ctx, d)
	e.mu.Lock()
	_ = e.catchUp(context.WithoutCancel(ctx))
}

// Pass lets d pass as the time of a fault does: somebody sleeps where the clock goes on
// meanwhile, else the clock is put forward. An error says that a world which is kept could not be written.
func (e *Emulator) Pass(ctx context.Context, d time.Duration) error {
	if err := e.toChange(); err != nil {
		return err
	}
	e.spend(ctx, d)
	return e.safely()
}

// Advance lets d pass and runs everything that is due meanwhile; others may call
// in between. A clock that runs is put forward by d. Time ends at kernel.End. An error says that a world
// which is kept could not be written: then it is as it was before.
func (e *Emulator) Advance(d time.Duration) error {
	if err := e.toChange(); err != nil {
		return err
	}
	_ = e.pass(context.Background(), d, kernel.End.Std()) // only a reset ends it early
	return e.safely()
}

// furthest is how far one request may advance the clock.
const furthest = 3660 * kernel.Day

func (e *Emulator) controlAdvance(ctx context.Context, q url.Values) (any, *complaint) {
	if q.Has("by") == q.Has("to") {
		return nil, complain("by", "want either by, such as 7d, or to, such as 2026-01-08T00:00:00Z")
	}
	name, until, now := "by", kernel.End.Std(), e.world.Now()
	by, err := time.Duration(0), error(nil)
	if q.Has("by") {
		by, err = kernel.ParseSpan(q.Get("by"))
	} else {
		name = "to"
		until, err = kernel.ParseMoment(q.Get("to"))
		by = until.Sub(now)
	}
	switch {
	case err != nil:
		return nil, complain(name, "%v", err)
	case by < 0:
		return nil, complain(name, "time does not run backwards: it is %s", now.Format(time.RFC3339))
	case by > furthest:
		return nil, complain(name, "want at most %d days at a time", furthest/kernel.Day)
	case now.Add(by).After(kernel.End.Std()):
		return nil, complain(name, "time ends with the year 9999: it is %s", now.Format(time.RFC3339))
	}
	if err := e.pass(ctx, by, until); err != nil {
		return nil, complain(name, "advanced no further than to %s: %v", e.world.Now().Format(time.RFC3339),
			err).as(http.StatusRequestTimeout)
	}
	passed := map[string]any{"time": e.world.Now()}
	if due, ok := e.world.NextDue(); ok && e.clock == nil && e.options.Faults.Empty() {
		passed["next"] = due
	}
	return passed, nil
}
