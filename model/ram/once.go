package ram

import (
	"encoding/json"
	"reflect"

	"github.com/shareproof/shareproof/model/kernel"
)

// request is a call that its client token makes repeatable.
type request struct {
	Arguments string // a digest
	Answer    []byte // JSON
}

// TokensMakeCallsRepeatable is the rule of client tokens. Nothing documents how
// long a token is remembered; here it is for ever.
var TokensMakeCallsRepeatable = rules.Add(kernel.Rule{
	ID: "RAM-SHR-16", Kind: kernel.Refusal, Fault: IdempotentParameterMismatch, Evidence: kernel.Documented, Source: reference("CreateResourceShare"),
	Says:       "A call repeated with the same client token and arguments changes nothing and gives the same answer; with other arguments it is refused.",
	Operations: []string{"CreateResourceShare", "UpdateResourceShare", "DeleteResourceShare", "AssociateResourceShare", "DisassociateResourceShare", "AcceptResourceShareInvitation", "RejectResourceShareInvitation", "CreatePermission", "DeletePermission"},
})

// once makes a handler keep the rule of client tokens. The answer shows the
// token, a fresh one where the client gave none.
func once[In, Out any](do func(*Service, *kernel.Call, *In) (*Out, error)) func(*Service, *kernel.Call, *In) (*Out, error) {
	name := reflect.TypeFor[In]().Name()
	given, _ := reflect.TypeFor[In]().FieldByName("ClientToken")
	shown, _ := reflect.TypeFor[Out]().FieldByName("ClientToken")
	return func(s *Service, c *kernel.Call, in *In) (*Out, error) {
		token := reflect.ValueOf(in).Elem().FieldByIndex(given.Index).String()
		if token == "" {
			out, err := do(s, c, in)
			if err == nil {
				reflect.ValueOf(out).Elem().FieldByIndex(shown.Index).SetString(c.Mint().UUID())
			}
			return out, err
		}
		h := kernel.NewHasher()
		h.Add(*in)
		id, arguments := name+" "+token, h.Sum()
		earlier := s.Requests.See(c.Home(), id)
		if err := c.Require(earlier == nil || earlier.Arguments == arguments, TokensMakeCallsRepeatable, "Client token %s was used with other parameters.", token); err != nil {
			return nil, err
		}
		if earlier != nil {
			if c.Applies(true, TokensMakeCallsRepeatable) {
				out := new(Out)
				return out, json.Unmarshal(earlier.Answer, out)
			}
			s.Requests.In(c.Home()).Delete(id)
		}
		out, err := do(s, c, in)
		if err != nil {
			return nil, err
		}
		reflect.ValueOf(out).Elem().FieldByIndex(shown.Index).SetString(token)
		answer, _ := json.Marshal(out) // plain structs always marshal
		s.Requests.In(c.Home()).Put(id, &request{arguments, answer})
		return out, nil
	}
}
