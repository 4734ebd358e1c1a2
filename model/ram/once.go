package ram

import "github.com/shareproof/shareproof/model/kernel"

// TokensMakeCallsRepeatable is the rule of client tokens.
var TokensMakeCallsRepeatable = rules.Add(kernel.Rule{
	ID: "RAM-SHR-16", Kind: kernel.Refusal, Error: IdempotentParameterMismatch, Evidence: kernel.Documented,
	Source: reference("CreateResourceShare"),
	Says: "A call repeated with the same client token and arguments changes nothing and gives the same answer; with " +
		"other arguments it is refused.",
})

// tokens keep that rule. Nothing documents how long a token may be, nor how long
// it is remembered: here it is for ever.
var tokens = &kernel.Tokens[*Service]{
	Rule: TokensMakeCallsRepeatable, Mismatch: "The client token was used before with other parameters.",
	Requests: func(s *Service) *kernel.Store[kernel.Request] { return &s.Requests },
}

// op declares an operation, which acts once for each client token.
func op[In, Out any](do func(*Service, *kernel.Call, *In) (*Out, error)) *kernel.Operation {
	return kernel.Op(kernel.Once(tokens, do))
}
