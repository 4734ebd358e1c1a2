// Package faulty provides targets with one known defect each: the model, changed in one
// place and shown as a foreign endpoint. A suite that does not catch them proves nothing.
// Others do everything right, and are hard to judge: none of them may be accused.
package faulty

import (
	"context"
	"errors"
	"reflect"
	"time"

	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// Defect is one thing that is wrong on purpose.
type Defect struct {
	Name string
	Says string
	// Rules are the IDs of the rules that it breaks: a scenario that names one
	// of them has to catch it.
	Rules []string
	// Do answers a call in the world's place.
	Do func(w *World, as kernel.Caller, in any) (any, error)
}

// World is what a defect has to work with: the honest model, and what it
// remembers of the scenario.
type World struct {
	*model.World
	Callers []kernel.Caller // all that called so far
	Tokens  []string        // client tokens that were used
	Past    *model.World    // as it was before the deed that this defect hides
	Deleted []deletion      // backups whose deletion was asked for
	Seen    []string        // backups that were shown as READY
	Last    any             // the last entry of the last page
	Stale   *faults.Injector
	Calls   int // how many there were
}

// Target puts the defect between the suites and the model.
func (s Defect) Target() target.Target { return &impostor{defect: s} }

// Slow is the model as somebody else's endpoint, honest at another pace.
func Slow(pace kernel.Pace) target.Target {
	return &impostor{
		Model: target.Model{Options: model.Options{Pace: pace}},
		defect: Defect{
			Name: "slow", Says: "Does everything right, and takes its time.",
			Do: func(w *World, as kernel.Caller, in any) (any, error) { return w.Do(as, in) },
		},
	}
}

// Lagging is the model as somebody else's endpoint, whose list of invitations
// lags behind, as it may for up to a minute (RAM-INV-11).
func Lagging(by time.Duration) target.Target {
	plan := faults.Plan{Rates: []faults.Rate{{Fault: faults.Fault{Kind: faults.StaleRead, By: by}, Percent: 100,
		Calls: []string{"ram.GetResourceShareInvitations"}}}}
	return &impostor{defect: Defect{
		Name: "lagging", Says: "Does everything right, and shows it later.",
		Do: func(w *World, as kernel.Caller, in any) (any, error) {
			if w.Stale == nil {
				w.Stale = faults.New(plan, w.World, w.Advance)
			}
			return w.Stale.Do(as, in)
		},
	}}
}

type impostor struct {
	target.Model
	defect    Defect
	world     World
	clockless bool // whether no clock can be moved: time passes by itself
}

// Identity says that this is not the model.
func (i *impostor) Identity() target.Identity {
	return target.Identity{Name: i.defect.Name, Kind: "endpoint"}
}

func (i *impostor) Reset(ctx context.Context, seed uint64) error {
	err := i.Model.Reset(ctx, seed)
	i.world = World{World: i.World}
	return err
}

// Offers is true but for a clock that nobody can move.
func (i *impostor) Offers(c target.Capability) bool { return c != target.Clock || !i.clockless }

// Now is the world's time.
func (i *impostor) Now() time.Time { return i.World.Now() }

// attempts is how often an endpoint is asked that has too much to do.
const attempts = 3

// Do answers as an endpoint would, which never tells the rule that refused.
func (i *impostor) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	i.world.remember(as)
	op := services.OperationOf(in)
	for attempt := 1; ; attempt++ {
		out, err := i.defect.Do(&i.world, as, in)
		err = onItsWay(op.FullName(), op.Reads(), op.API.Throttled, err)
		var refused *kernel.Error
		var trouble *target.Trouble
		broken := errors.As(err, &trouble) && (op.Reads() || !target.IsFollowedUp(ctx))
		if broken && attempt < attempts {
			continue
		}
		if !errors.As(err, &refused) {
			return out, err
		}
		if refused.Code != op.API.Throttled.Code {
			return nil, kernel.NewError(refused.ErrorShape, refused.Message)
		}
		if attempt == attempts {
			return nil, &target.Trouble{What: target.Busy, Message: op.FullName() + ": " + refused.Message}
		}
	}
}

func (w *World) remember(as kernel.Caller) {
	for _, known := range w.Callers {
		if known == as {
			return
		}
	}
	w.Callers = append(w.Callers, as)
}

// Nothing answers success to everything and does nothing.
var Nothing = Defect{
	Name: "nothing", Says: "Answers success with an empty output to every call, and does nothing.",
	Do: func(_ *World, _ kernel.Caller, in any) (any, error) {
		return reflect.New(services.OperationOf(in).Out).Interface(), nil
	},
}

// Idle accepts the calls of one operation, answers them as it should, and does
// not do them.
func Idle(op *kernel.Operation) Defect {
	return Defect{
		Name: "idle " + op.Name, Says: "Accepts " + op.Name + ", answers as it should, and does not do it.",
		Do: func(w *World, as kernel.Caller, in any) (any, error) {
			if reflect.TypeOf(in).Elem() == op.In {
				return w.Fork().Do(as, in)
			}
			return w.Do(as, in)
		},
	}
}

// Sly refuses the calls of one operation as it should, and does them
// nevertheless in the name of whoever may.
func Sly(op *kernel.Operation) Defect {
	return Defect{
		Name: "sly " + op.Name, Says: "Refuses " + op.Name + " to whom it should, and does it nevertheless.",
		Do: func(w *World, as kernel.Caller, in any) (any, error) {
			out, err := w.Do(as, in)
			if err != nil && reflect.TypeOf(in).Elem() == op.In {
				for _, other := range w.Callers {
					if _, stillRefused := w.Do(other, in); stillRefused == nil {
						break
					}
				}
			}
			return out, err
		},
	}
}
