package simulation

import (
	"reflect"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target/pki"
)

// callers decide who calls what next. They look into the world, as a user who
// knows what he has, so that most calls are ones that can succeed.
type callers struct {
	swarm
	kernel.Chance
	world *model.World

	pages  []call // listings that go on
	recent []call
}

type call struct {
	as kernel.Caller
	op *kernel.Operation
	in any
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
	case len(c.pages) > 0 && c.Below(3) == 0:
		i := c.Below(len(c.pages))
		next := c.pages[i]
		c.pages = append(c.pages[:i:i], c.pages[i+1:]...)
		return next
	case len(c.recent) > 0 && c.Below(100) < c.repeated:
		return c.recent[c.Below(len(c.recent))]
	}
	next := c.invent()
	if len(c.recent) < 8 {
		c.recent = append(c.recent, next)
	} else {
		c.recent[c.Below(8)] = next
	}
	return next
}

func (c *callers) invent() call {
	d := &kernel.Drawing{
		Chance: c, Legal: c.Below(100) >= c.illegal,
		Accounts: c.accounts, Regions: destinations, Certify: certify, Root: pki.TrustAnchor(),
	}
	for try := 0; ; try++ {
		d.Caller = kernel.Caller{Account: c.accounts[c.Below(len(c.accounts))], Region: c.regions[c.Below(len(c.regions))]}
		d.Operation = c.often.pick(c)
		in, ok := c.world.Invent(d)
		if !ok && try < tries {
			continue
		}
		if !ok {
			in = reflect.New(d.Operation.In).Interface()
		}
		if !d.Legal && c.Below(2) == 0 {
			kernel.Spoil(in, d)
		}
		return call{d.Caller, d.Operation, in}
	}
}

// answered remembers a listing that goes on.
func (c *callers) answered(made call, out any) {
	if next, ok := continued(made.in, out); ok && len(c.pages) < 8 {
		c.pages = append(c.pages, call{made.as, made.op, next})
	}
}

// continued returns the input that continues a listing, false if there is none.
func continued(in, out any) (next any, ok bool) {
	if out == nil {
		return nil, false
	}
	token := reflect.ValueOf(out).Elem().FieldByName("NextToken")
	if !token.IsValid() || token.Len() == 0 {
		return nil, false
	}
	v := reflect.New(reflect.TypeOf(in).Elem())
	v.Elem().Set(reflect.ValueOf(in).Elem())
	v.Elem().FieldByName("NextToken").Set(token)
	return v.Interface(), true
}
