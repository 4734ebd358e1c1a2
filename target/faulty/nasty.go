package faulty

import (
	"errors"
	"time"

	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// Nasty lists targets that do everything right and are as hard to judge as AWS allows. None
// may be accused of anything.
var Nasty = []Nuisance{
	{Defect: Defect{Name: "lossy", Says: "Loses replies, after it has done what was asked.",
		Do: through(faults.Fault{Kind: faults.LostReply}, 6)}},
	{Defect: Defect{Name: "deaf", Says: "Loses requests, before it does anything.",
		Do: through(faults.Fault{Kind: faults.LostRequest}, 6)}},
	{Defect: Defect{Name: "throttling", Says: "Turns calls away as too many.",
		Do: through(faults.Fault{Kind: faults.Throttling}, 10)}},
	{Defect: Defect{Name: "out of order", Says: "Answers 5xx, and has done nothing.",
		Do: through(faults.Fault{Kind: faults.Unavailable}, 4)}},
	{Defect: Defect{Name: "twice", Says: "Delivers a request twice, and loses the answers.", Do: delivers(17)}},
	{Defect: Defect{Name: "stale", Says: "Shows RAM as it was two minutes and a half ago.",
		Do: through(faults.Fault{Kind: faults.StaleRead, By: 150 * time.Second}, 20)}},
	{Defect: Defect{Name: "out of sight", Says: "Lets ten minutes pass between calls, and states with them.",
		Do: hurries(10 * time.Minute)}, Clockless: true},
}

// Nuisance is a target that does nothing wrong.
type Nuisance struct {
	Defect
	// Clockless is true where no clock can be moved: time passes by itself.
	Clockless bool
}

// Target puts the nuisance between the suites and the model.
func (n Nuisance) Target() target.Target { return &impostor{defect: n.Defect, clockless: n.Clockless} }

// through lets calls pass through a fault that strikes a share of them.
func through(f faults.Fault, percent float64) func(*World, kernel.Caller, any) (any, error) {
	plan := faults.Plan{Seed: 5, Rates: []faults.Rate{{Fault: f, Percent: percent}}}
	return func(w *World, as kernel.Caller, in any) (any, error) {
		if w.Stale == nil {
			w.Stale = faults.New(plan, w.World, w.Advance)
		}
		return w.Stale.Do(as, in)
	}
}

// delivers performs each nth call twice, as a network does that has lost an answer, and
// gives the second answer.
func delivers(nth int) func(*World, kernel.Caller, any) (any, error) {
	return func(w *World, as kernel.Caller, in any) (any, error) {
		if w.Calls++; w.Calls%nth != 0 {
			return w.Do(as, in)
		}
		_, _ = w.Do(as, in)
		return nil, faults.ErrLost
	}
}

// hurries lets time pass between calls.
func hurries(by time.Duration) func(*World, kernel.Caller, any) (any, error) {
	return func(w *World, as kernel.Caller, in any) (any, error) {
		out, err := w.Do(as, in)
		w.Advance(by)
		return out, err
	}
}

// onItsWay tells a call that the fault has struck from a refusal: what remains of it is
// what a client of HTTP sees.
func onItsWay(call string, reads bool, throttled *kernel.ErrorShape, err error) error {
	var bare faults.Bare
	var refused *kernel.Error
	switch {
	case errors.Is(err, faults.ErrLost):
		return &target.Unanswered{Call: call, Err: err}
	case errors.As(err, &bare) || errors.As(err, &refused) && refused.Status >= 500 && refused.Code != throttled.Code:
		trouble := &target.Trouble{What: target.Broken, Message: call + ": " + err.Error()}
		if reads {
			return trouble
		}
		return &target.Unanswered{Call: call, Err: trouble, Answered: true}
	}
	return err
}
