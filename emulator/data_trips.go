package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/shareproof/shareproof/emulator/journal"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// trips are the stops of the last trip through the past of a kept world: who goes there again plays on
// from the one before. A stop is a fork of the world, which holds little but what changed since.
type trips struct {
	mu    sync.Mutex // one travels at a time
	from  uint64     // the snapshot with which the trip began
	stops []stop
}

// stop is the world after a record.
type stop struct {
	record  uint64
	time    kernel.Time
	world   *model.World
	options Options
}

// A stop is kept after so many records, or after twice as many where there were too many of them.
const (
	everyStop = 1000
	mostStops = 64
)

// forget forgets all stops: the numbers of records are given again, or the past is another.
func (t *trips) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stops = nil
}

// keep keeps a stop, and every second one of those before where there are many.
func (t *trips) keep(s stop) {
	if n := len(t.stops); n > 0 && t.stops[n-1].record >= s.record {
		return
	}
	if t.stops = append(t.stops, s); len(t.stops) < mostStops {
		return
	}
	kept := t.stops[:0]
	for i := 0; i < len(t.stops); i += 2 {
		kept = append(kept, t.stops[i])
	}
	clear(t.stops[len(kept):])
	t.stops = kept
}

// At returns the world that is kept in a folder as it was after a record, or at a moment,
// whatever comes first, and the number of the last record before. Zero stands for the end.
func At(dir string, to uint64, until time.Time) (w *model.World, last uint64, err error) {
	return (&keeper{Data: Data{Dir: dir}}).at(to, until)
}

func (d *keeper) at(to uint64, until time.Time) (w *model.World, last uint64, err error) {
	t := &d.trips
	t.mu.Lock()
	defer t.mu.Unlock()
	e := &Emulator{data: &keeper{Data: Data{Dir: d.Dir}}}
	e.start(Options{})
	if last, err = d.depart(e, to, until); err != nil {
		return nil, 0, err
	}
	err = journal.Read(d.Dir, last, func(n uint64, content []byte) error {
		x, err := readEntry(content)
		if err != nil {
			return err
		}
		if to > 0 && n > to || !until.IsZero() && x.Time > kernel.At(until) {
			return journal.ErrEnough
		}
		if err := errors.Join(e.replay(x), e.agrees(x)); err != nil {
			return err
		}
		if last = n; n%everyStop == 0 {
			t.keep(stop{n, x.Time, e.world.Fork(), e.options})
		}
		return nil
	})
	if err != nil {
		t.stops = nil
		return nil, 0, err
	}
	t.keep(stop{last, kernel.At(e.world.Now()), e.world.Fork(), e.options})
	if !until.IsZero() {
		e.world.AdvanceTo(until)
	}
	return e.world, last, nil
}

// depart makes the world what the last snapshot or stop has that is not after a record and a moment, and returns its
// number.
func (d *keeper) depart(e *Emulator, to uint64, until time.Time) (uint64, error) {
	numbers, err := journal.Snapshots(d.Dir)
	if err != nil {
		return 0, err
	}
	if to > 0 && to < numbers[0] {
		return 0, fmt.Errorf("record %d is not kept any more: the first one is %d", to, numbers[0]+1)
	}
	from := numbers[0]
	for _, n := range numbers[1:] {
		if to > 0 && n > to {
			break
		}
		if !until.IsZero() {
			if about, err := d.about(n); err != nil || about.Time == 0 || about.Time > kernel.At(until) {
				break
			}
		}
		from = n
	}
	t := &d.trips
	if from != t.from {
		t.from, t.stops = from, nil
	}
	for i := len(t.stops) - 1; i >= 0; i-- {
		if s := t.stops[i]; (to == 0 || s.record <= to) && (until.IsZero() || s.time <= kernel.At(until)) {
			e.adopt(s.world.Fork(), s.options)
			e.options = s.options
			return s.record, nil
		}
	}
	if err := e.readSnapshot(from); err != nil {
		return 0, err
	}
	if !until.IsZero() && until.Before(e.world.Now()) {
		return 0, fmt.Errorf("what was before %s is not kept any more, or the world had not begun",
			e.world.Now().Format(time.RFC3339))
	}
	return from, nil
}

// readSnapshot makes the world what a snapshot of this behaviour has.
func (e *Emulator) readSnapshot(number uint64) error {
	s, err := journal.ReadSnapshotAt(e.data.Dir, number)
	if err != nil {
		return err
	}
	var from about
	if err := json.Unmarshal(s.About, &from); err != nil {
		return err
	}
	if from.Behaviour != Behaviour() {
		return &errOtherwise{e.data.Dir, from.Program, "whose model behaves otherwise than this one's"}
	}
	return e.adoptSnapshot(&from, s.World)
}
