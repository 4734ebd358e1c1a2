package kernel_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/kernel"
)

type ticketOffice struct {
	Requests kernel.Store[kernel.Request]
	sold     int
}

type SellTicket struct{ ClientToken, To string }
type SellTicketOutput struct{ Number int }

func office() (*kernel.Tokens[*ticketOffice], *kernel.Rule) {
	rule := kernel.NewRulebook("tickets").Add(kernel.Rule{
		ID: "TIC-TOK-01", Says: "A token sells one ticket.", Kind: kernel.Refusal, Evidence: kernel.Inferred,
		Source: "this test",
		Error:  &kernel.ErrorShape{Code: "IdempotentParameterMismatch", Status: 400},
	})
	return &kernel.Tokens[*ticketOffice]{Rule: rule,
		Requests: func(o *ticketOffice) *kernel.Store[kernel.Request] { return &o.Requests }}, rule
}

func TestRequestsThatAreOverDoNotPileUpAndLongTokensTakeNoRoom(t *testing.T) {
	tokens, rule := office()
	sell := kernel.Once(tokens, func(o *ticketOffice, _ *kernel.Call, _ *SellTicket) (*SellTicketOutput, error) {
		o.sold++
		return &SellTicketOutput{o.sold}, nil
	})
	require.Equal(t, []string{"SellTicket"}, rule.Operations)

	o, env := &ticketOffice{}, kernel.NewEnv(1, 0, kernel.Typical)
	tokens.Made = func(o *ticketOffice, c *kernel.Call, _ any, request string) {
		tokens.Forget(o, c.Env, c.Scope(), request, time.Hour)
	}
	c := &kernel.Call{Env: env, Caller: kernel.Caller{Account: "111111111111", Region: "us-east-1"},
		Operation: kernel.Op(sell)}
	for n := range 2000 {
		env.AdvanceTo(env.Now().Add(time.Minute))
		in := &SellTicket{ClientToken: fmt.Sprint(n, strings.Repeat("x", 10_000)), To: "Uppsala"}
		first, err := sell(o, c, in)
		require.NoError(t, err)
		again, err := sell(o, c, in)
		require.NoError(t, err)
		require.Equal(t, first, again)
	}
	require.Equal(t, 2000, o.sold)
	kept := o.Requests.View(c.Scope())
	require.Less(t, kept.Len(), 256, "of which 60 are not over")
	for r := range kept.All {
		require.Less(t, len(r.ID)+len(r.Arguments)+len(r.Answer), 256)
	}
}

func TestWhatHasNoClientTokenIsLeftAlone(t *testing.T) {
	tokens, rule := office()
	type Refund struct{ To string }
	refund := kernel.Once(tokens, func(*ticketOffice, *kernel.Call, *Refund) (*SellTicketOutput, error) {
		return &SellTicketOutput{}, nil
	})
	require.Empty(t, rule.Operations)
	require.False(t, kernel.Op(refund).Repeatable())
}
