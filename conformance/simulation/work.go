package simulation

import (
	"reflect"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
)

// work is what a call has begun and time will end. While it is under way callers
// change what it is about, then let time pass until something is due, and look:
// what comes of work that was overtaken shows only where call, change and
// outcome follow each other.
type work struct {
	ids      []string // that the call and its answer name, without accounts
	accounts []string // its caller and those that it names
	regions  []string // its caller's and those that it names
	changes  int      // that are still to be made
	awaited  bool     // nothing else is to come before its end
	looks    int      // at its outcome, that are still to be made
}

// mostChanges is how many changes are made while work is under way.
const mostChanges = 3

// changeTries is how many calls are thought of for one that is about the work.
const changeTries = 24

// begins looks at a call that has put something on the agenda.
func (c *callers) begins(made call, out any) {
	if c.work.changes+c.work.looks > 0 || c.IntN(100) >= c.overtaken {
		return
	}
	c.work = work{changes: 1 + c.IntN(mostChanges), looks: 2}
	c.work.learn(reflect.ValueOf(made.in))
	c.work.learn(reflect.ValueOf(out))
	c.work.regions = append(c.work.regions, made.as.Region)
	c.work.accounts = slices.DeleteFunc(append(c.work.accounts, made.as.Account), func(a string) bool {
		return !slices.Contains(c.accounts, a)
	})
}

// learn notes the names in a value of the API.
func (w *work) learn(v reflect.Value) {
	values.EachString(v, "", func(_, text string) {
		if slices.Contains(destinations, text) {
			w.regions = append(w.regions, text)
		}
		name := lastName(text)
		switch {
		case kernel.IsAccount(name):
			w.accounts = append(w.accounts, name)
		case isName(name):
			w.ids = append(w.ids, name)
		}
	})
}

// isName reports whether a text looks like what tells one thing from all others.
func isName(text string) bool {
	return len(text) >= 10 && strings.ContainsAny(text, "0123456789") && strings.Contains(text, "-") &&
		!strings.ContainsAny(text, " \"*")
}

// change returns a call that changes what the work is about, if callers think of
// one: it names the same, or is about the membership or the policies of an
// account that does.
func (c *callers) change() call {
	if c.work.changes--; c.work.changes == 0 {
		c.work.awaited = true
	}
	var next call
	for range changeTries {
		if next = c.generate(&c.work, false); !next.op.Reads() && c.work.concerns(next) {
			break
		}
	}
	return next
}

// concern lets a draw be about some work: by one of its accounts, and with an
// operation that looks, or one that does not.
func (c *callers) concern(d *kernel.Draw, w *work, looks bool) {
	d.About = w.ids
	if account := w.accounts[c.IntN(len(w.accounts))]; account != d.Caller.Account {
		d.Caller.Account, d.Caller.Principal = account, ""
	}
	if looks {
		d.Caller.Region = w.regions[c.IntN(len(w.regions))]
	}
	for again := 0; again < tries && d.Operation.Reads() != looks; again++ {
		d.Operation = c.often.pick(c)
	}
}

// look returns a call that looks at the outcome: at what the work is about, or at
// all that one of its accounts has.
func (c *callers) look() call {
	c.work.looks--
	return c.generate(&c.work, true)
}

func (w *work) concerns(made call) bool {
	id, account := false, slices.Contains(w.accounts, made.as.Account)
	values.EachString(reflect.ValueOf(made.in), "", func(_, text string) {
		name := lastName(text)
		id = id || slices.Contains(w.ids, name)
		account = account || slices.Contains(w.accounts, name)
	})
	return id || account && made.op.API.Generator.Sweeps(made.op)
}

// lastName is what a path or an ARN ends with, or the text itself.
func lastName(text string) string { return text[strings.LastIndexAny(text, "/:")+1:] }
