package shareproof

import (
	"context"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/door"
	"github.com/shareproof/shareproof/model/kernel"
)

// Thing is what a phrase has named: its ID and ARN, the account that it belongs to and
// its Region; empty where the thing has none.
type Thing = door.Thing

// Given says phrases of features in the cloud, each on a line of its own, and returns
// what the last one names first:
//
//	b1 := cloud.Given(`a ready backup "b1" of cluster "vault"`)
//
// It takes all that `shareproof phrases` lists, expectations too, where package
// github.com/shareproof/shareproof/phrases is imported; most tests need not compile it.
// The accounts owner, consumer, stranger, management and member have the numbers
// 111111111111 to 555555555555. A mistake in a phrase, a refused call and an
// expectation that does not hold fail the test.
func (c *Cloud) Given(phrases string) Thing {
	c.t.Helper()
	if s := c.speak(); s != nil {
		t, err := s.Say(context.Background(), phrases)
		if err != nil {
			c.t.Fatalf("shareproof: %v", err)
		}
		return t
	}
	return Thing{}
}

// Named returns what a phrase has named so. It fails the test where none has.
func (c *Cloud) Named(name string) Thing {
	c.t.Helper()
	if s := c.speak(); s != nil {
		t, ok := s.Thing(name)
		if !ok {
			c.t.Fatalf("shareproof: no phrase has named %q", name)
		}
		return t
	}
	return Thing{}
}

func (c *Cloud) speak() door.Speaker {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.speaker != nil {
		return c.speaker
	}
	if door.Speak == nil {
		c.t.Fatalf(`shareproof: Given needs the phrases: import _ "github.com/shareproof/shareproof/phrases"`)
		return nil
	}
	c.speaker = door.Speak(c.emulator)
	return c.speaker
}

// WithInvariants has every call judged by the invariants that `shareproof invariants`
// lists, as simulations are: who sees what is neither his own nor shared with him, or
// decrypts what was never opened to him, fails the test. It needs an import of package
// github.com/shareproof/shareproof/invariants/catalogue.
func WithInvariants() Option {
	return func(o *emulator.Options) { o.Observe = unjudged }
}

// unjudged stands for the judge until New knows the test.
func unjudged(*kernel.Exchange) {}

// judge has the calls of a world judged.
func judge(t TB, o *emulator.Options) {
	t.Helper()
	if o.Observe == nil {
		return
	}
	if door.Judging == nil {
		t.Fatalf(`shareproof: WithInvariants needs them: import _ "github.com/shareproof/shareproof/invariants/catalogue"`)
		return
	}
	say := t.Fatalf
	if errs, ok := t.(interface{ Errorf(string, ...any) }); ok {
		say = errs.Errorf
	}
	judge := door.Judging()
	o.Observe = func(x *kernel.Exchange) {
		if err := judge(x); err != nil {
			say("shareproof: an invariant is broken: %v", err)
		}
	}
}
