package emulator

import (
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"time"

	"github.com/shareproof/shareproof/emulator/journal"
	"github.com/shareproof/shareproof/internal/display"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// mostPast is how many records of the past are told at most, the last ones.
const mostPast = 1000

// Deed is something that was done in a kept world, as the console shows it.
type Deed struct {
	Record  uint64    `json:"record"`
	Time    time.Time `json:"time"`
	Account string    `json:"account,omitempty"`
	// What is the call as the AWS CLI takes it, or in a word what else was done.
	What string `json:"what"`
}

// kept returns what keeps the world, once all is written that was done up to now.
func (e *Emulator) kept() (*keeper, *complaint) {
	if e.data == nil {
		return nil, complain("", "this world has no journal: see serve --data").as(http.StatusNotFound)
	}
	if err := e.data.journal.Wait(e.data.journal.Last()); err != nil {
		return nil, complainUnkept(err)
	}
	return e.data, nil
}

// past returns the world at the point that the parameter at names. Others may call meanwhile.
func (e *Emulator) past(q url.Values) (*model.World, *Then, *complaint) {
	d, bad := e.kept()
	if bad != nil {
		return nil, nil, bad
	}
	e.mu.Unlock() // it takes as long as what was done until then
	defer e.mu.Lock()
	return d.then("at", q)
}

func (e *Emulator) controlPast(q url.Values) (any, *complaint) {
	last := mostPast
	if q.Has("last") {
		n, err := strconv.Atoi(q.Get("last"))
		if err != nil || n < 1 || n > mostPast {
			return nil, complain("last", "%q is not a number from 1 to %d", q.Get("last"), mostPast)
		}
		last = n
	}
	d, bad := e.kept()
	if bad != nil {
		return nil, bad
	}
	e.mu.Unlock()
	defer e.mu.Lock()
	first, contents, omitted, err := journal.Tail(d.Dir, last+1) // one more, to tell how much time passed
	if err != nil {
		return nil, complain("", "%v", err)
	}
	deeds, before := []Deed{}, kernel.Time(0)
	for i, content := range contents {
		x, err := readEntry(content)
		if err != nil {
			return nil, complain("", "record %d: %v", first+uint64(i), err)
		}
		if i == 0 && len(contents) > last {
			omitted++
		} else {
			deeds = append(deeds, Deed{first + uint64(i), x.Time.Std(), x.As.Account, x.told(before)})
		}
		before = x.Time
	}
	return map[string]any{"records": deeds, "omitted": omitted}, nil
}

// told says what was done, after an entry of another moment.
func (x *entry) told(before kernel.Time) string {
	switch x.Kind {
	case performed:
		op := services.FindOperation(x.Service, x.Operation)
		if op == nil {
			break
		}
		in := reflect.New(op.In)
		if _, err := inputs()[op].Read(x.In, in.Elem()); err != nil {
			break
		}
		return display.Text(display.Command(in.Interface(), x.As.Region))
	case activated:
		return "activate " + x.Cluster
	case stored, visited:
		return x.Kind
	case opened:
		return "opened"
	}
	if x.Kind == performed {
		return x.Service + "." + x.Operation // of another version
	}
	if before == 0 {
		return "time passed"
	}
	return "time passed: " + kernel.FormatSpan(x.Time.Std().Sub(before.Std()))
}

// controlFork begins another world from this one as it is, or as it was.
func (e *Emulator) controlFork(q url.Values) (any, *complaint) {
	if e.worlds == nil {
		return nil, complain("", "there is no room for other worlds here").as(http.StatusNotFound)
	}
	name, w := q.Get("world"), (*model.World)(nil)
	if !q.Has("at") {
		w = e.world.Fork()
	} else {
		var bad *complaint
		if w, _, bad = e.past(q); bad != nil {
			return nil, bad
		}
	}
	if bad := e.worlds.fork(name, w, e.options.World.Seed); bad != nil {
		return nil, bad
	}
	return map[string]any{"world": name, "path": worldPath + name + "/", "time": w.Now()}, nil
}

// fork begins the world of a name from another one. Its clock is manual: the past has no
// time of its own.
func (w *Worlds) fork(name string, from *model.World, seed uint64) *complaint {
	world, bad := w.make(name, seed)
	if bad != nil {
		return bad
	}
	defer w.leave(world)
	if err := w.open(world, func() {
		world.options, world.clock = world.launch, nil
		world.adopt(from, world.options)
	}); err != nil {
		return complainUnkept(err)
	}
	return nil
}

// make makes room for a world that is not there yet, and has a manual clock.
func (w *Worlds) make(name string, seed uint64) (*named, *complaint) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case !worldName.MatchString(name):
		return nil, complain("world", "%q is no name of a world", name)
	case w.named[name] != nil:
		return nil, complain("world", "there is a world %s already: DELETE %s%s/ drops it", name, worldPath, name)
	case len(w.named) >= w.room.Most:
		return nil, complain("world", "%s", w.fullText())
	}
	world := w.begin(name)
	world.busy++
	world.seed, world.launch.Clock, world.launch.World.Seed = seed, Manual, seed
	return world, nil
}
