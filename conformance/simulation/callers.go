package simulation

import (
	"reflect"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/pki"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// callers decide who calls what next. They look into the world, as a user who
// knows what he has, so that most calls are ones that can succeed.
type callers struct {
	swarm
	kernel.Chance
	world *model.World
	doom  kernel.Chance // whose work fails, drawn apart from all else

	first  []call // what is done before anything else
	pages  []call // listings that go on
	recent []call
	shown  map[string][]string // values of some members of answers, by the members' names
	people []person
	work   work
	draw   kernel.Draw // the latest; its memory is used again
}

// person is somebody besides the administrators who can call: a user, or a
// session of a role.
type person struct{ account, arn string }

type call struct {
	as kernel.Caller
	op *kernel.Operation
	in any
}

// fails draws whether the work that a call begins will fail.
func (c *callers) fails(made call) bool {
	return c.failing > 0 && made.op.CanFail && c.doom.IntN(100) < c.failing
}

// destinations are the Regions that copies go to: those from which calls come,
// and one more.
var destinations = []string{"us-east-1", "eu-west-1", "us-west-2"}

// tries is how often an operation is looked for that its caller can name
// something for.
const tries = 12

// next returns the next call.
func (c *callers) next() call {
	switch {
	case len(c.first) > 0:
		next := c.first[0]
		c.first = c.first[1:]
		return c.completed(next)
	case c.work.changes > 0:
		return c.change()
	case c.work.looks > 0:
		return c.look()
	case len(c.pages) > 0 && c.IntN(3) == 0:
		i := c.IntN(len(c.pages))
		next := c.pages[i]
		c.pages = append(c.pages[:i:i], c.pages[i+1:]...)
		return next
	case len(c.recent) > 0 && c.IntN(100) < c.repeated:
		return c.recent[c.IntN(len(c.recent))]
	}
	next := c.generate(nil, false)
	if len(c.recent) < 8 {
		c.recent = append(c.recent, next)
	} else {
		c.recent[c.IntN(8)] = next
	}
	return next
}

// completed fills in the input of a preparation that says nothing, where what it is
// to name is known to the world alone, such as a handshake.
func (c *callers) completed(made call) call {
	if !reflect.ValueOf(made.in).Elem().IsZero() {
		return made
	}
	in, ok := c.world.Generate(&kernel.Draw{
		Chance: c, Caller: made.as, Operation: made.op, Legal: true, Accounts: c.accounts, Regions: destinations,
		Shown: c.shown,
	})
	if ok {
		made.in = in
	}
	return made
}

// generate thinks of a call; where there is work, of one that changes or looks at
// what that is about.
func (c *callers) generate(about *work, looks bool) call {
	d := &c.draw
	*d = kernel.Draw{
		Chance: c, Legal: c.IntN(100) >= c.illegal,
		Accounts: c.accounts, Regions: destinations, Certify: certify, Root: pki.TrustAnchor(), Shown: c.shown,
		Hasty: c.overtaken > 0,
	}
	for try := 0; ; try++ {
		d.Caller = c.somebody()
		d.Operation = c.often.pick(c)
		if about != nil {
			c.concern(d, about, looks)
		}
		in, ok := c.world.Generate(d)
		if !ok && try < tries {
			continue
		}
		if !ok {
			in = reflect.New(d.Operation.In).Interface()
		}
		if !d.Legal && c.IntN(2) == 0 {
			kernel.Corrupt(in, d)
		}
		return call{d.Caller, d.Operation, in}
	}
}

// preparations are the calls by which each account gets what the callers of the
// services need.
func (s *swarm) preparations() (calls []call) {
	for _, account := range s.accounts {
		as := kernel.Caller{Account: account, Region: s.regions[0]}
		for _, api := range s.prepared {
			for _, in := range api.Prepare(as.Scope()) {
				calls = append(calls, call{as, services.OperationOf(in), in})
			}
		}
	}
	return calls
}

// somebody returns who calls next: mostly the administrator of an account.
func (c *callers) somebody() kernel.Caller {
	as := kernel.Caller{Account: c.accounts[c.IntN(len(c.accounts))], Region: c.regions[c.IntN(len(c.regions))]}
	if len(c.people) > 0 && c.IntN(100) < c.personal {
		p := c.people[c.IntN(len(c.people))]
		as.Account, as.Principal = p.account, p.arn
	}
	return as
}

// The members of answers that callers keep, since nobody could look them up.
var kept = map[string]bool{"CiphertextBlob": true, "GrantId": true, "GrantToken": true}

// telling are the types of answers that have one of these, or tell of somebody
// who can call.
var telling = func() map[reflect.Type][]reflect.StructField {
	all := map[reflect.Type][]reflect.StructField{}
	for _, api := range services.All {
		for _, op := range api.Operations {
			for i := range op.Out.NumField() {
				if f := op.Out.Field(i); kept[f.Name] || strings.HasSuffix(f.Name, "User") && f.Type.Kind() == reflect.Pointer {
					all[reflect.PointerTo(op.Out)] = append(all[reflect.PointerTo(op.Out)], f)
				}
			}
		}
	}
	return all
}()

// few is how many values of a kind callers keep.
const few = 8

// learn keeps what an answer shows.
func (c *callers) learn(out any) {
	for _, f := range telling[reflect.TypeOf(out)] {
		v := reflect.ValueOf(out).Elem().FieldByIndex(f.Index)
		switch {
		case v.IsZero():
		case f.Type.Kind() == reflect.String:
			c.keep(f.Name, v.String())
		case f.Type.Kind() == reflect.Slice:
			c.keep(f.Name, string(v.Bytes()))
		default:
			if arn, err := kernel.ParseARN(v.Elem().FieldByName("Arn").String()); err == nil &&
				slices.Contains(c.accounts, arn.Account) {
				c.people = latest(c.people, person{arn.Account, arn.String()})
			}
		}
	}
}

func (c *callers) keep(member, value string) { c.shown[member] = latest(c.shown[member], value) }

// latest adds to a list that holds the few that came last.
func latest[T comparable](list []T, e T) []T {
	if slices.Contains(list, e) {
		return list
	}
	if len(list) == few {
		list = list[1:]
	}
	return append(slices.Clip(list), e)
}

// answered remembers what an answer shows, and a listing that goes on.
func (c *callers) answered(made call, out any) {
	if out == nil {
		return
	}
	c.learn(out)
	if next, ok := made.op.Continued(made.in, out); ok && len(c.pages) < 8 {
		c.pages = append(c.pages, call{made.as, made.op, next})
	}
}
