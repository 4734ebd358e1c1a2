package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"github.com/shareproof/shareproof/emulator/journal"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// Data says where and how an emulator keeps its world, so that it outlasts the process.
type Data struct {
	// Dir is a folder of its own.
	Dir string
	// Journal says how safe an answered call is.
	Journal journal.Options
	// Program names the version that writes.
	Program string
	// Asked tells which options of the launch count, and are not to be as they were when the
	// world was begun.
	Asked Asked
	// History is how long what was done can be looked at, by the wall clock and at least; 0 for ever.
	History time.Duration
	// Every is how much is done between two snapshots, in calls and what these put on the
	// agenda, by default 50,000.
	Every uint64
}

// Asked tells which options somebody asked for.
type Asked struct{ Seed, Clock, Start, Activate bool }

// begun is how a world was begun.
type begun struct {
	Seed     uint64
	Clock    string
	Start    time.Time
	StartNow bool
	Activate bool // by hand
}

// about is what a snapshot tells beside the world.
type about struct {
	Program, Behaviour string
	Launch, Begun      begun
	Generation         uint64
	Openings           uint64
	Calls, Visits      uint64
	Wall               time.Time
	Time               kernel.Time // of the world; 0 where an earlier version wrote it
}

// entry is a record of the journal: something that was done at a moment.
type entry struct {
	Kind        string
	Wall        int64 // milliseconds since 1970
	Time        kernel.Time
	Trace       uint64 // of the world afterwards
	As          kernel.Caller
	Service     string
	Operation   string
	In          []byte // of the operation's Coder
	Cluster     string
	Place, Size uint64 // of pages
}

// The kinds of entries.
const (
	performed = "call"
	passed    = "time"
	activated = "activate"
	stored    = "pages"
	visited   = "visit"
	opened    = "open"
)

var entries = kernel.NewCoder(reflect.TypeFor[entry]())

// inputs are the coders of the operations' inputs.
var inputs = sync.OnceValue(func() map[*kernel.Operation]*kernel.Coder {
	all := map[*kernel.Operation]*kernel.Coder{}
	for _, api := range services.All {
		for _, op := range api.Operations {
			all[op] = kernel.NewCoder(op.In)
		}
	}
	return all
})

// keeper keeps the world of an emulator. Who uses it has locked the world.
type keeper struct {
	Data
	journal  *journal.Journal
	time     kernel.Time // of the last entry
	trace    uint64
	since    uint64 // what was done until the last snapshot
	done     uint64 // entries
	openings uint64
	written  string // the program that wrote the snapshot
	keeping  atomic.Bool
	tried    time.Time // when it was last loaded again
	writers  sync.WaitGroup
	seen     func(*kernel.Exchange) // is told of calls that are played again; nil for nobody
	lenient  bool                   // a snapshot of another behaviour is read, as long as no record comes after it
	trips    trips
}

// errOtherwise is why a journal is not played by this version.
type errOtherwise struct{ dir, program, what string }

func (e *errOtherwise) Error() string {
	return fmt.Sprintf("%s was written by shareproof %s, %s: export its state with that version (shareproof export %s FILE) "+
		"and import it with this one (shareproof import FILE DIR)", e.dir, e.program, e.what, e.dir)
}

// everySnapshot is how much is done between two snapshots by default.
const everySnapshot = 50_000

// Open returns an emulator whose world is kept in a folder: the one that is there, or a
// fresh one. It is to be closed.
func Open(o Options, d Data) (*Emulator, error) {
	if !o.Faults.Empty() {
		return nil, errors.New("a world that is kept has no plan of faults: what they draw is not in its journal")
	}
	if d.Every == 0 {
		d.Every = everySnapshot
	}
	e := &Emulator{launch: o}
	if err := e.open(d, nil); err != nil {
		return nil, err
	}
	return e, nil
}

// open makes the world of an emulator, which has none yet, the one that is kept in a folder. Where none is,
// it is a fresh one, or what a function makes of that.
func (e *Emulator) open(d Data, begin func()) error {
	j, err := journal.Open(d.Dir, d.Journal)
	if err != nil {
		return err
	}
	e.start(e.launch)
	fresh := e.generation
	e.data = &keeper{Data: d, journal: j}
	found, err := e.load(true)
	if err == nil && !found {
		e.generation = fresh
		if begin != nil {
			begin()
		}
		err = e.beginJournal()
	}
	if err == nil {
		err = e.opening()
	}
	if err != nil {
		return errors.Join(err, j.Close())
	}
	return nil
}

// opening notes that the emulator has been opened once more.
func (e *Emulator) opening() error {
	e.data.openings++
	e.ids.Load().last.Store(e.data.openings << 40) // no ID of an answer is given twice
	e.settle()
	e.note(&entry{Kind: opened})
	return e.data.journal.Wait(e.data.journal.Last())
}

// Close keeps what is left and gives the folder of the world free. An emulator that keeps
// none has nothing to close.
func (e *Emulator) Close() error {
	if e.data == nil {
		return nil
	}
	e.mu.Lock()
	e.noteTime()
	e.mu.Unlock()
	e.data.writers.Wait()
	e.mu.Lock()
	defer e.mu.Unlock()
	var err error
	if e.data.journal.Err() == nil && e.data.done > e.data.since {
		err = e.snapshot()()
	}
	return errors.Join(err, e.data.journal.Close())
}

func begunBy(o *Options) begun {
	return begun{o.World.Seed, o.Clock.String(), o.World.Start, o.StartNow, o.World.ManualActivation}
}

// as returns the options with how the world was begun.
func (b *begun) as(o Options) (Options, error) {
	clock, err := ParseClock(b.Clock)
	o.Clock, o.StartNow = clock, b.StartNow
	o.World.Seed, o.World.Start, o.World.ManualActivation = b.Seed, b.Start, b.Activate
	return o, err
}

// contradicts tells which option that was asked for is not the one by which the world was begun.
func (d *Data) contradicts(was, is begun) error {
	for _, c := range []struct {
		asked    bool
		flag     string
		was, now any
	}{
		{d.Asked.Seed, "seed", was.Seed, is.Seed}, {d.Asked.Clock, "clock", was.Clock, is.Clock},
		{d.Asked.Start, "start", startText(was), startText(is)}, {d.Asked.Activate, "activate", activateText(was),
			activateText(is)},
	} {
		if c.asked && c.was != c.now {
			return fmt.Errorf("--%s %v contradicts the world in %s, which was begun with %v: leave it out, or choose another folder",
				c.flag, c.now, d.Dir, c.was)
		}
	}
	return nil
}

func startText(b begun) string {
	if b.StartNow || b.Start.IsZero() && b.Clock != Manual.String() {
		return "now"
	}
	if b.Start.IsZero() {
		return model.New(model.Options{}).Now().Format(time.RFC3339)
	}
	return b.Start.UTC().Format(time.RFC3339)
}

func activateText(b begun) string {
	if b.Activate {
		return "manual"
	}
	return "auto"
}

// load makes the world what the journal says, false where it says nothing yet.
func (e *Emulator) load(launched bool) (bool, error) {
	var from about
	var last *entry
	d := e.data
	d.trips.forget()
	other := &errOtherwise{dir: d.Dir, what: "whose model behaves otherwise than this one's"}
	otherwise := false
	found, err := d.journal.Load(func(s journal.Snapshot) error {
		if err := json.Unmarshal(s.About, &from); err != nil {
			return err
		}
		other.program = from.Program
		if otherwise = from.Behaviour != Behaviour(); otherwise && !d.lenient {
			return other
		}
		if launched {
			if err := d.contradicts(from.Launch, begunBy(&e.launch)); err != nil {
				return err
			}
		}
		d.done, d.since = 0, 0
		return e.adoptSnapshot(&from, s.World)
	}, func(_ uint64, content []byte) error {
		if otherwise {
			return other
		}
		x, err := readEntry(content)
		if err != nil {
			return err
		}
		last = x
		d.done++
		return errors.Join(e.replay(x), e.agrees(x))
	})
	if err != nil || !found {
		return found, err
	}
	wall := from.Wall.UnixMilli()
	if last != nil {
		wall = last.Wall
	}
	e.events = nil // they were delivered
	e.windUp(wall)
	d.time, d.trace = kernel.At(e.world.Now()), e.world.Trace()
	return true, nil
}

// adoptSnapshot makes the world what a snapshot has.
func (e *Emulator) adoptSnapshot(from *about, bytes []byte) error {
	launch, err := from.Launch.as(e.launch)
	if err != nil {
		return err
	}
	options, err := from.Begun.as(launch)
	if err != nil {
		return err
	}
	w, err := model.Import(bytes, model.Options{Watch: true})
	if err != nil {
		return fmt.Errorf("its snapshot: %w", err)
	}
	e.launch, e.options, e.data.written = launch, options, from.Program
	e.adopt(w, options)
	e.generation, e.calls, e.visits, e.data.openings = from.Generation, from.Calls, from.Visits, from.Openings
	return nil
}

// windUp sets the clock of a world that was kept. A real clock shows what the wall's does, also what passed
// while nobody looked; any other goes on from where it stood.
func (e *Emulator) windUp(wall int64) {
	if e.clock = nil; e.options.Clock == Manual {
		return
	}
	o := e.options
	o.World.Start = e.world.Now()
	if o.Clock == Real {
		o.World.Start = o.World.Start.Add(max(0, o.wall()().Sub(time.UnixMilli(wall))))
	}
	e.clock = newTimepiece(o)
}

// replay does again what an entry says.
func (e *Emulator) replay(x *entry) (err error) {
	defer func() {
		if p := recover(); p != nil { // as it did the first time, or the trace tells
			err = nil
		}
	}()
	e.world.AdvanceTo(x.Time.Std())
	switch x.Kind {
	case performed:
		op := services.FindOperation(x.Service, x.Operation)
		if op == nil {
			return fmt.Errorf("%s.%s is no operation here", x.Service, x.Operation)
		}
		in := reflect.New(op.In)
		if _, err := inputs()[op].Read(x.In, in.Elem()); err != nil {
			return err
		}
		e.calls++
		out, refused := e.world.Do(x.As, in.Interface())
		if e.data.seen != nil {
			e.data.seen(&kernel.Exchange{At: kernel.At(e.world.Now()), As: x.As, In: in.Interface(), Out: out, Err: refused})
		}
	case activated:
		return e.world.Activate(x.As, x.Cluster)
	case stored:
		return e.world.WritePages(x.As, x.Cluster, x.Place, x.Size)
	case visited:
		e.visit(x.As)
	case opened:
		e.data.openings++
	}
	return nil
}
