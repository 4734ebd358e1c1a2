package emulator

import (
	"fmt"
	"reflect"
	"time"

	"github.com/shareproof/shareproof/emulator/journal"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// Did is what was done in a world that is kept: time that passed, then a call, or the activation of
// a cluster.
type Did struct {
	Number   uint64 // of the record
	Passed   time.Duration
	Exchange kernel.Exchange // without an input where nothing was called
	Activate string
	// Other is what else was done, which no call of the API does.
	Other string
}

// History tells what was done in the world that is kept in a folder, from its beginning to a
// record or a moment, whatever comes first, and how the world was set up. Zero stands for
// the end. It only reads, also while an emulator uses the folder.
func History(dir string, to uint64, until time.Time) (o model.Options, all []Did, err error) {
	e := &Emulator{data: &keeper{Data: Data{Dir: dir}}}
	e.start(Options{})
	numbers, err := journal.Snapshots(dir)
	if err != nil {
		return o, nil, err
	}
	if err := e.readSnapshot(numbers[0]); err != nil {
		return o, nil, err
	}
	o = e.options.World
	o.Start = e.world.Now()
	if model.New(o).Digest() != e.world.Digest() {
		return o, nil, fmt.Errorf("what is kept of the world in %s does not begin with an empty one, but with record %d at %s: its "+
			"history would lack what was there", dir, numbers[0]+1, e.world.Now().Format(time.RFC3339))
	}
	err = journal.Read(dir, numbers[0], func(n uint64, content []byte) error {
		x, err := readEntry(content)
		if err != nil {
			return err
		}
		if to > 0 && n > to || !until.IsZero() && x.Time > kernel.At(until) {
			return journal.ErrEnough
		}
		did := Did{Number: n, Passed: x.Time.Std().Sub(e.world.Now())}
		e.data.seen = func(x *kernel.Exchange) { did.Exchange = *x }
		if err := e.replay(x); err != nil {
			return err
		}
		switch x.Kind {
		case activated:
			did.Exchange.As, did.Activate = x.As, x.Cluster
		case stored, visited:
			did.Other = x.Kind
		}
		all = append(all, did)
		return e.agrees(x)
	})
	return o, all, err
}

func readEntry(content []byte) (*entry, error) {
	x := &entry{}
	_, err := entries.Read(content, reflect.ValueOf(x).Elem())
	return x, err
}

// agrees returns an error where the replay of an entry has come to something else than it did.
func (e *Emulator) agrees(x *entry) error {
	if e.world.Trace() != x.Trace || kernel.At(e.world.Now()) != x.Time {
		return &errOtherwise{e.data.Dir, e.data.written, "in which this record came to something else"}
	}
	return nil
}
