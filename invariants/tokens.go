package invariants

import (
	"reflect"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// TokensActOnce is checked on calls that bear the client token of an accepted
// one. Such a call is checked for nothing else.
var TokensActOnce = &Invariant{
	ID:    "INV-TOKEN-01",
	Says:  "A call repeated with its client token gets the answer that it got first and does nothing more; with other parameters the token is refused.",
	Needs: func(s *Service) bool { return s.Tokens },
}

// request names an accepted call that may be repeated.
type request struct {
	as    kernel.Caller
	op    *kernel.Operation
	token string
}

// answer is what such a call was about and got.
type answer struct{ in, out string }

// bearers holds, of the operations whose inputs have a client token, the place
// of that member.
var bearers = func() map[*kernel.Operation]int {
	all := map[*kernel.Operation]int{}
	for _, api := range services.All {
		for _, op := range api.Operations {
			if f, ok := op.In.FieldByName("ClientToken"); ok {
				all[op] = f.Index[0]
			}
		}
	}
	return all
}()

// token returns the client token of the call, "" where it bears none that its
// service heeds.
func (c *Call) token() string {
	if !c.Service.Tokens {
		return ""
	}
	if i, ok := bearers[c.Op]; ok {
		return reflect.ValueOf(c.In).Elem().Field(i).String()
	}
	return ""
}

// repeats reports whether the call bears the token of an accepted one.
func (h *History) repeats(c *Call) bool {
	text := c.token()
	if text == "" {
		return false
	}
	_, ok := h.asked.Find(request{c.As, c.Op, text})
	return ok
}

func (h *History) learnToken(c *Call) {
	if text := c.token(); text != "" && !c.repeats {
		h.asked.Put(request{c.As, c.Op, text}, answer{Text(c.In), Text(c.Out)})
	}
}

func repeated(c *Call) string {
	first := c.history.asked.Of(request{c.As, c.Op, c.token()})
	same := first.in == Text(c.In)
	switch {
	case same && c.Refusal != nil:
		return "a call that was accepted is refused with " + c.Refusal.Code + " when it is repeated with its client token"
	case same && first.out != Text(c.Out):
		return "a call that is repeated with its client token gets another answer"
	case !same && c.Refusal == nil:
		return "a client token is accepted with other parameters"
	}
	return ""
}
