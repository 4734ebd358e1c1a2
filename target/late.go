package target

import (
	"fmt"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// Late is why an expectation is not met yet: something is under way, and time alone leads
// on. Whether that accuses is decided by what AWS promises of the way.
type Late struct {
	// Rules are those by which AWS promises that the state that was seen ends Within a time.
	Rules  []string
	Within time.Duration
	// Open says that AWS promises no end of it; "" where it promises one, or where it is
	// no work that is under way.
	Open string
	// Waited is how long the scenario waited for it in the target's time, 0 where it only
	// looked, after what time it lets pass by itself.
	Waited time.Duration
	// GaveUp is true where the harness had no patience left.
	GaveUp bool
}

// Patience says why only the harness's patience has ended, and no promise of AWS; "" where
// that is not so.
func (l *Late) Patience() string {
	switch {
	case l.Open != "":
		return l.Open
	case l.Waited > 0 && l.Waited < l.Within:
		return "AWS promises it only within " + kernel.FormatSpan(l.Within)
	case l.GaveUp && l.Rules == nil:
		return "the harness's patience ended before"
	}
	return ""
}

// Waited notes how a thing may be late that was waited for.
func (m *Mismatch) Waited(l *Late, d time.Duration, gaveUp bool) {
	if l == nil {
		l = &Late{}
	}
	l.Waited, l.GaveUp = d, gaveUp
	m.Late = l
}

// LateFor tells how time alone leads from the state that is seen to the one that is
// wanted, in the first lifecycle of some that has such a way; nil where none has.
func LateFor(tables []kernel.TableView, seen, wanted string) *Late {
	for _, table := range tables {
		if rows, ok := table.Plan(seen, wanted, byTime); ok && rows != nil {
			return lateBy(table, rows[0])
		}
	}
	return nil
}

// LateIn tells how time alone leads out of a state, in the first lifecycle of some in
// which it does; nil where it does in none.
func LateIn(tables []kernel.TableView, seen string) *Late {
	for _, table := range tables {
		for _, row := range table.Rows {
			if byTime(row) && row.From == seen {
				return lateBy(table, row)
			}
		}
	}
	return nil
}

func byTime(row kernel.RowView) bool { return row.On == kernel.Elapsed }

// lateBy tells it by the row that leads out of the state: it is that one that is late.
func lateBy(table kernel.TableView, row kernel.RowView) *Late {
	promise, rule := row.Promised()
	switch {
	case rule != nil:
		return &Late{Within: promise, Rules: []string{rule.ID}}
	case table.IsPassing(row.From):
		return &Late{Open: fmt.Sprintf("AWS promises no time within which %s becomes %s", row.From, row.To)}
	}
	return &Late{}
}

// HasPassed reports whether a state may have passed before anybody looked and saw another:
// work leads from there to that one, of which nobody says how long it lasts.
func HasPassed(tables []kernel.TableView, state, seen string) bool {
	for _, table := range tables {
		if rows, ok := table.Plan(state, seen, func(row kernel.RowView) bool {
			return byTime(row) && table.IsPassing(row.From) && (row.After == nil || row.After.Promise == 0)
		}); ok && rows != nil {
			return true
		}
	}
	return false
}

// OutOfPatience is the error of a wait for which the harness has no patience: the target
// has no clock that can be moved. It wraps ErrUnsupported.
type OutOfPatience struct{ Waited, Patience time.Duration }

func (o *OutOfPatience) Error() string {
	return fmt.Sprintf("waiting %s without a clock that can be moved (patience is %s): %v", o.Waited, o.Patience,
		ErrUnsupported)
}

// Unwrap returns ErrUnsupported.
func (o *OutOfPatience) Unwrap() error { return ErrUnsupported }

// Missed are states that had passed before anybody looked, on a target whose clock runs by
// itself: whoever looks now and then sees some of the states, in their order.
type Missed []string

// Note adds a state of something that is in a later one by now.
func (m *Missed) Note(what, wanted, now string) {
	*m = append(*m, fmt.Sprintf("%s was %s already when it was looked at, so that nobody saw it %s", what, now, wanted))
}

func (m Missed) String() string { return strings.Join(m, "; ") }

// Now is the time of a target, as far as it tells, or that of the wall.
func Now(t Target) time.Time {
	if told, ok := t.(interface{ Now() time.Time }); ok {
		return told.Now()
	}
	return time.Now()
}
