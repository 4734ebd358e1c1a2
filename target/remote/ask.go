package remote

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// Ask asks the target, before a run, for what would make its verdicts worthless: whether
// its clock is near, whether its reset empties, and what it offers. Only where the target
// file names a reset does it change anything.
func (t *Target) Ask(ctx context.Context) []target.Finding {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	t.asked = []target.Finding{t.askClock()}
	if t.config.Reset != "" {
		t.asked = append(t.asked, t.askReset(ctx))
	}
	t.asked = append(t.asked, t.askServices(ctx))
	return t.asked
}

// patience is how long the questions of Ask may take together.
const patience = 10 * time.Second

// farthest is how far the clocks may be apart. Signature Version 4 has five minutes, of
// which a call needs some itself.
const farthest = 4 * time.Minute

// hear notes what the Date of an answer says of the target's clock.
func (t *Target) hear(answer http.Header, now time.Time) {
	if at, err := http.ParseTime(answer.Get("Date")); err == nil {
		ahead := at.Sub(now)
		t.ahead = &ahead
	}
}

// askClock tells how far the clocks are apart by the Date of the last answer. A clock that
// runs by hand is not compared: its world has a time of its own.
func (t *Target) askClock() target.Finding {
	f := target.Finding{About: "clock"}
	switch {
	case t.Offers(target.Clock):
		f.State, f.Says = target.Fine, "moved by the control API"
	case t.ahead == nil:
		f.State, f.Says = target.NotAsked, "its answers have no Date"
	case t.isFar():
		f.State, f.Mend = target.InTheWay, "set the clock here by a time server; five minutes apart no signature is valid"
		f.Says = fmt.Sprintf("the target's is %s that of this machine", t.apart())
	default:
		f.State, f.Says = target.Fine, "within four minutes of that of this machine"
	}
	return f
}

func (t *Target) isFar() bool { return t.ahead != nil && t.ahead.Abs() > farthest }

// apart tells how far the target's clock is from this machine's.
func (t *Target) apart() string {
	by := kernel.FormatSpan(t.ahead.Abs().Truncate(time.Minute))
	if *t.ahead < 0 {
		return by + " behind"
	}
	return by + " ahead of"
}

// offBy tells that clocks are apart, where that may be why nothing is taken.
func (t *Target) offBy() string {
	if !t.isFar() {
		return ""
	}
	return fmt.Sprintf(" (the target's clock is %s that of this machine)", t.apart())
}

// asker is who asks: the first account of the target file.
func (t *Target) asker() kernel.Caller {
	account := asked[0]
	if !t.config.AccountKeys {
		account = slices.Sorted(maps.Keys(t.acting))[0]
	}
	return kernel.Caller{Account: account, Region: t.config.Region}
}

// looks returns the inputs of the calls by which services are asked whether they are there,
// of those that the target file does not leave out.
func (t *Target) looks() (all []any) {
	for _, api := range services.All {
		if op := api.Operation(api.Look); op != nil {
			in := reflect.New(op.In).Interface()
			if _, err := t.Call(in); err == nil {
				all = append(all, in)
			}
		}
	}
	return all
}

// askServices asks each service for something that changes nothing.
func (t *Target) askServices(ctx context.Context) target.Finding {
	var offered, lacking, unknown []string
	for _, in := range t.looks() {
		api := services.OperationOf(in).API
		switch _, err := t.Do(ctx, t.asker(), in); {
		case isAnswer(err):
			offered = append(offered, api.Service)
		case errors.Is(err, target.ErrUnsupported):
			lacking = append(lacking, api.Service)
		default:
			unknown = append(unknown, api.Service)
		}
	}
	f := target.Finding{About: "services", State: target.Fine}
	var says []string
	for _, part := range []struct {
		what  string
		names []string
	}{{"answers", offered}, {"does not offer", lacking}, {"did not say whether it offers", unknown}} {
		if len(part.names) > 0 {
			says = append(says, part.what+" "+strings.Join(part.names, ", "))
		}
	}
	f.Says = cmp.Or(strings.Join(says, "; "), "offers no service whose calls are known")
	switch {
	case len(offered) == 0:
		f.State, f.Mend = target.InTheWay, "see that the endpoint is one of AWS's protocols"
	case len(lacking) > 0:
		f.State, f.Mend = target.Lacks, "name those that it has in the target file, as offers: {services: ["+
			strings.Join(offered, ", ")+"]}"
	}
	return f
}

// isAnswer reports whether somebody who has the operation answered a call.
func isAnswer(err error) bool {
	var refused *kernel.Error
	return err == nil || errors.As(err, &refused)
}

// askReset makes something, resets, and looks whether it is still there.
func (t *Target) askReset(ctx context.Context) target.Finding {
	f := target.Finding{About: "reset", State: target.NotAsked, Says: "nothing that is small enough can be made there"}
	for _, api := range services.All {
		if api.Trial == nil {
			continue
		}
		stays, err := t.staysAfterReset(ctx, api)
		switch {
		case errors.Is(err, target.ErrUnsupported):
			continue
		case err != nil:
			f.Says = fmt.Sprintf("whether it empties the target was not seen: %v", err)
		case stays:
			f.State, f.Says = target.InTheWay, "it does not empty the target: what was made before is still there"
			f.Mend = "name the reset that does, or take reset out of the target file, so that scenarios are swept instead"
			t.fills = true
		default:
			f.State, f.Says = target.Fine, "it empties the target"
		}
		return f
	}
	return f
}

// errNotShown is why a trial shows nothing: what it made is in no list.
var errNotShown = errors.New("what was made is not listed")

// staysAfterReset makes what the service has for trials, and reports whether a reset leaves
// it there.
func (t *Target) staysAfterReset(ctx context.Context, api *kernel.API) (bool, error) {
	makes, lists := api.Trial()
	list := func() (entries []any, err error) {
		out, err := t.Do(ctx, t.asker(), lists)
		if err == nil {
			entries = listed(reflect.ValueOf(out).Elem())
		}
		return entries, err
	}
	if err := t.resetByURL(ctx); err != nil {
		return false, err
	}
	t.emptied = true
	before, err := list()
	if err != nil {
		return false, err
	}
	out, err := t.Do(ctx, t.asker(), makes)
	if err != nil {
		return false, err
	}
	stays, err := t.outlives(ctx, before, list)
	if stays || err != nil {
		t.takeAway(ctx, makes, out)
	}
	return stays, err
}

// takeAway takes away what a trial has made, as far as its answer shows that.
func (t *Target) takeAway(ctx context.Context, made, out any) {
	defer func() { _ = recover() }() // the answer may lack anything
	for _, r := range slices.Backward(services.OperationOf(made).Undo(made, out)) {
		_, _ = t.Do(ctx, t.asker(), r.In)
	}
}

// outlives reports whether what is listed now and was not before outlives a reset.
func (t *Target) outlives(ctx context.Context, before []any, list func() ([]any, error)) (bool, error) {
	after, err := list()
	if err != nil {
		return false, err
	}
	made := without(after, before)
	if len(made) == 0 {
		return false, errNotShown
	}
	if err := t.resetByURL(ctx); err != nil {
		return false, err
	}
	now, err := list()
	return len(without(made, now)) < len(made), err
}

// listed returns the entries of the lists in an answer.
func listed(out reflect.Value) (entries []any) {
	for i := range out.NumField() {
		if list := out.Field(i); list.Kind() == reflect.Slice {
			for j := range list.Len() {
				entries = append(entries, list.Index(j).Interface())
			}
		}
	}
	return entries
}

// without returns the entries that are not among others.
func without(entries, others []any) []any {
	return slices.DeleteFunc(slices.Clone(entries), func(e any) bool {
		return slices.ContainsFunc(others, func(o any) bool { return reflect.DeepEqual(e, o) })
	})
}
