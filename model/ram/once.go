package ram

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// The rules of client tokens.
var (
	TokensMakeCallsRepeatable = rules.Add(kernel.Rule{
		ID: "RAM-SHR-16", Kind: kernel.Refusal, Error: IdempotentParameterMismatch, Evidence: kernel.Documented,
		Source: reference("CreateResourceShare"),
		Says: "A call repeated with the same client token and arguments changes nothing and gives the same answer; with " +
			"other arguments it is refused.",
	})
	TokensLastADay = rules.Add(kernel.Rule{
		ID: "RAM-TOK-01", Kind: kernel.Effect, Evidence: kernel.Inferred,
		Source: "no text of RAM says how long; EC2 documents a day at least, and other services 8 to 36 hours",
		Says:   "A client token is remembered for a day. A call that bears it later is a new one.",
	})
)

// tokensLast is how long a token is remembered.
const tokensLast = 24 * time.Hour

// tokens keep these rules. Nothing documents how long a token may be.
var tokens = &kernel.Tokens[*Service]{
	Rule: TokensMakeCallsRepeatable, Mismatch: "The client token was used before with other parameters.",
	Lasts: func(any) time.Duration { return tokensLast }, Ends: TokensLastADay,
	Requests: func(s *Service) *kernel.Store[kernel.Request] { return &s.Requests },
}

// op declares an operation, which acts once for each client token.
func op[In, Out any](do func(*Service, *kernel.Call, *In) (*Out, error)) *kernel.Operation {
	return kernel.Op(kernel.Once(tokens, do))
}
