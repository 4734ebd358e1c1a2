package emulator

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// Then is what GET /_shareproof/state tells of a kept world at a moment of its past.
type Then struct {
	// Record is the number of the last record before.
	Record   uint64        `json:"record"`
	Time     time.Time     `json:"time"`
	Digest   string        `json:"digest"`
	Accounts []AccountThen `json:"accounts"`
}

// AccountThen tells what an account had, a resource each, and how that differs from what it had
// at an earlier point, if one was asked for.
type AccountThen struct {
	Number   string   `json:"number"`
	Has      []string `json:"has"`
	Appeared []string `json:"appeared,omitempty"`
	Gone     []string `json:"gone,omitempty"`
	Changed  []string `json:"changed,omitempty"`
}

// ParsePoint reads a point of a kept world: the number of a record, or a moment.
func ParsePoint(text string) (record uint64, moment time.Time, err error) {
	if record, err = strconv.ParseUint(text, 10, 64); err == nil && record > 0 {
		return record, moment, nil
	}
	moment, err = kernel.ParseMoment(text)
	return 0, moment, err
}

func (e *Emulator) controlState(q url.Values) (any, *complaint) {
	d, bad := e.kept()
	if bad != nil {
		return nil, bad
	}
	e.mu.Unlock() // it takes as long as what was done until then
	defer e.mu.Lock()
	w, then, bad := d.then("at", q)
	if bad != nil {
		return nil, bad
	}
	before := []model.Resource(nil)
	if q.Has("since") {
		earlier, _, bad := d.then("since", q)
		if bad != nil {
			return nil, bad
		}
		before = earlier.Inventory()
	}
	now := w.Inventory()
	_, numbers := (&Emulator{}).numbers(before, now)
	for _, number := range numbers {
		a := AccountThen{Number: number, Has: []string{}}
		for _, r := range of(number, now, nil) {
			a.Has = append(a.Has, strings.TrimSpace(line(r)+" "+r.State))
		}
		if q.Has("since") {
			differs := compare(of(number, before, nil), of(number, now, nil))
			a.Appeared, a.Gone, a.Changed = differs.Appeared, differs.Gone, differs.Changed
		}
		then.Accounts = append(then.Accounts, a)
	}
	return then, nil
}

// then returns the world as it was at the point that a parameter names, by default at the end.
func (d *keeper) then(parameter string, q url.Values) (*model.World, *Then, *complaint) {
	var record uint64
	var moment time.Time
	if q.Has(parameter) {
		var err error
		if record, moment, err = ParsePoint(q.Get(parameter)); err != nil {
			return nil, nil, complain(parameter, "%v, or the number of a record", err)
		}
	}
	w, last, err := d.at(record, moment)
	if err != nil {
		return nil, nil, complain(parameter, "%v", err)
	}
	return w, &Then{Record: last, Time: w.Now(), Digest: w.Digest(), Accounts: []AccountThen{}}, nil
}
