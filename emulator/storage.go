package emulator

import (
	"net/url"
	"strconv"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// WritePages writes count pages of a DB cluster of the caller, from a place on, as a
// database does.
func (e *Emulator) WritePages(as kernel.Caller, cluster string, place, count uint64) error {
	if err := e.toChange(); err != nil {
		return err
	}
	return e.lastly(e.store(as, cluster, place, count))
}

func (e *Emulator) store(as kernel.Caller, cluster string, place, count uint64) error {
	e.settle()
	err := e.world.WritePages(as, cluster, place, count)
	if err == nil {
		e.note(&entry{Kind: stored, As: as, Cluster: cluster, Place: place, Size: count})
	}
	return err
}

// Storage tells what all DB clusters store and how many pages each account is
// billed for, lineage by lineage.
func (e *Emulator) Storage() []model.Lineage {
	w := e.today()
	defer e.mu.Unlock()
	return w.Storage()
}

func (e *Emulator) controlPages(q url.Values) (any, *complaint) {
	at, bad := place(q)
	if bad != nil {
		return nil, bad
	}
	var pages [2]uint64
	for i, name := range []string{"place", "count"} {
		var err error
		if pages[i], err = strconv.ParseUint(q.Get(name), 10, 64); err != nil {
			return nil, complain(name, "%q is not a number of pages: want a whole number from 0", q.Get(name))
		}
	}
	as := kernel.Caller{Account: at.Account, Region: at.Region}
	if err := e.store(as, q.Get("cluster"), pages[0], pages[1]); err != nil {
		return nil, complain("", "%v", err)
	}
	return map[string]any{"time": e.world.Now()}, nil
}

func (e *Emulator) controlStorage(url.Values) (any, *complaint) {
	return map[string]any{"lineages": e.world.Storage(), "time": e.world.Now()}, nil
}
