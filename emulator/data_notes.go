package emulator

import (
	"encoding/json"
	"log/slog"
	"reflect"
	"slices"
	"time"

	"github.com/shareproof/shareproof/emulator/journal"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// settle lets happen what is due at this moment, so that an entry says all that is done after it.
func (e *Emulator) settle() {
	if e.data != nil {
		e.world.Advance(0)
	}
}

// note puts an entry into the journal.
func (e *Emulator) note(x *entry) {
	d := e.data
	if d == nil {
		return
	}
	x.Wall, x.Time, x.Trace = e.options.wall()().UnixMilli(), kernel.At(e.world.Now()), e.world.Trace()
	d.time, d.trace = x.Time, x.Trace
	d.journal.Append(entries.Append(nil, reflect.ValueOf(x).Elem()))
	if d.done++; d.done-d.since >= d.Every && !d.keeping.Load() && d.journal.Err() == nil {
		e.snapshotLater()
	}
}

// noteCall puts a call into the journal, if it may have changed something, or the time if that
// has passed.
func (e *Emulator) noteCall(as kernel.Caller, in any, err error) {
	if e.data == nil {
		return
	}
	op := services.OperationOf(in)
	if op == nil || (err != nil || op.Reads()) && e.world.Trace() == e.data.trace {
		e.noteTime()
		return
	}
	e.note(&entry{Kind: performed, As: as, Service: op.API.Service, Operation: op.Name,
		In: inputs()[op].Append(nil, reflect.ValueOf(in).Elem())})
}

// noteTime puts into the journal that time has passed, if it has.
func (e *Emulator) noteTime() {
	if d := e.data; d != nil && (kernel.At(e.world.Now()) != d.time || e.world.Trace() != d.trace) {
		e.note(&entry{Kind: passed})
	}
}

// safely unlocks the world and returns once all that was done in it until now is safe.
func (e *Emulator) safely() error {
	if e.data == nil {
		e.mu.Unlock()
		return nil
	}
	e.noteTime()
	j := e.data.journal
	last := j.Last()
	e.mu.Unlock()
	return j.Wait(last)
}

// again is how long a journal that cannot be written is left alone.
const again = time.Second

// ready returns an error while the journal cannot be written. Then the world is what the journal
// has, which it becomes again before anybody may call.
func (e *Emulator) ready() error {
	d := e.data
	if d == nil {
		return nil
	}
	err := d.journal.Err()
	if err == nil {
		return nil
	}
	if time.Since(d.tried) < again {
		return err
	}
	d.tried = time.Now()
	slog.Error("the journal cannot be written", "dir", d.Dir, "error", err)
	d.writers.Wait()
	if _, err = e.load(false); err == nil {
		err = e.opening()
	}
	return err
}

// snapshot begins a new file of the journal, and returns what writes the world as it is now.
func (e *Emulator) snapshot() (write func() error) {
	d := e.data
	n, err := d.journal.Rotate()
	if err != nil {
		return func() error { return err }
	}
	d.since = d.done
	text, err := json.Marshal(e.aboutNow())
	w := e.world.Fork()
	return func() error {
		if err != nil {
			return err
		}
		err := d.journal.Keep(journal.Snapshot{Number: n, About: text, World: w.Export()})
		if err == nil && d.History > 0 {
			err = d.retire(e.options.wall()().Add(-d.History))
		}
		return err
	}
}

// retire forgets what was done before the last snapshot that is as old as that.
func (d *keeper) retire(old time.Time) error {
	numbers, err := journal.Snapshots(d.Dir)
	if err != nil {
		return err
	}
	for _, n := range slices.Backward(numbers) {
		from, err := d.about(n)
		if err != nil {
			return err
		}
		if !from.Wall.After(old) {
			return d.journal.Retire(n)
		}
	}
	return nil
}

// about reads what a snapshot tells of itself.
func (d *keeper) about(number uint64) (from about, err error) {
	text, err := journal.ReadAbout(d.Dir, number)
	if err == nil {
		err = json.Unmarshal(text, &from)
	}
	return from, err
}

func (e *Emulator) aboutNow() about {
	return about{
		Program: e.data.Program, Behaviour: Behaviour(), Launch: begunBy(&e.launch), Begun: begunBy(&e.options),
		Generation: e.generation, Openings: e.data.openings, Calls: e.calls, Visits: e.visits, Wall: e.options.wall()(),
		Time: kernel.At(e.world.Now()),
	}
}

// snapshotLater writes the world as it is now while others call.
func (e *Emulator) snapshotLater() {
	d := e.data
	write := e.snapshot()
	d.keeping.Store(true)
	d.writers.Go(func() {
		defer d.keeping.Store(false)
		if err := write(); err != nil {
			slog.Error("no snapshot was kept: the journal has all", "dir", d.Dir, "error", err)
		}
	})
}

// beginJournal begins the journal of a fresh world.
func (e *Emulator) beginJournal() error {
	d := e.data
	if d == nil {
		return nil
	}
	text, err := json.Marshal(e.aboutNow())
	if err != nil {
		return err
	}
	d.done, d.since = 0, 0
	d.time, d.trace = kernel.At(e.world.Now()), e.world.Trace()
	d.trips.forget()
	return d.journal.Begin(text, e.world.Export())
}
