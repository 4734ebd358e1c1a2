package laws

import (
	"encoding/json"
	"reflect"
	"slices"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
)

// request names an accepted call that may be repeated.
type request struct {
	as    kernel.Caller
	op    *kernel.Operation
	token string
}

// answer is what such a call was about and got.
type answer struct{ in, out string }

var (
	// TokensActOnce is the law of client tokens.
	TokensActOnce = add(Law{
		ID: "LAW-13", Services: []string{"ram"},
		Says: "A call repeated with its client token gets the answer that it got first and does nothing more; with other parameters the token is refused.",
	})
	// StillnessIsSeen is the law of reads between which nothing happens.
	StillnessIsSeen = add(Law{
		ID: "LAW-16", Services: []string{"all"},
		Says:     "The same question gets the same answer while no time passes and no call is accepted that changes something: reads and refused calls change nothing.",
		accepted: still, refused: still,
	})
)

// repeats tells whether the call bears the token of an accepted one.
func (b *books) repeats(r *reply) bool {
	token := clientToken(r.In)
	if token == "" {
		return false
	}
	_, ok := b.asked.find(request{r.As, r.op, token})
	return ok
}

func (b *books) learnToken(r *reply) {
	if token := clientToken(r.In); token != "" {
		if key := (request{r.As, r.op, token}); b.asked.of(key) == (answer{}) {
			b.asked.put(key, answer{text(r.In), text(r.Out)})
		}
	}
}

func text(v any) string {
	t, _ := json.Marshal(v) // inputs and outputs always marshal
	return string(t)
}

func repeated(b *books, r *reply) string {
	first, same := b.asked.of(request{r.As, r.op, clientToken(r.In)}), false
	same = first.in == text(r.In)
	switch {
	case same && r.refusal != nil:
		return "a call that was accepted is refused with " + r.refusal.Code + " when it is repeated with its client token"
	case same && first.out != text(r.Out):
		return "a call that is repeated with its client token gets another answer"
	case !same && r.refusal == nil:
		return "a client token is accepted with other parameters"
	}
	return ""
}

func still(b *books, r *reply) string {
	before := b.beforeNow(r)
	if before == nil || b.activating(r) {
		return ""
	}
	earlier, _ := before.Err.(*kernel.Error)
	switch {
	case (earlier == nil) != (r.refusal == nil), earlier != nil && earlier.Code != r.refusal.Code:
		return "a question that got an answer gets a refusal now, or another one, or the other way round, though nothing happened"
	case earlier == nil && !reflect.DeepEqual(before.Out, r.Out):
		return "a question gets another answer than before, though nothing happened"
	}
	return ""
}

// activating tells whether somebody may just have activated a cluster of the
// caller, which happens outside the API.
func (b *books) activating(r *reply) bool {
	return r.op.API.Service == cloudhsm.API.Service && slices.ContainsFunc(b.own.of(r.As.Home()).clusters, func(id string) bool {
		c := b.clusters.of(id)
		return c.signed != 0 && c.shown != nil && c.shown.State != cloudhsm.ClusterActive
	})
}

func clientToken(in any) string {
	switch in := in.(type) {
	case *ram.CreateResourceShare:
		return in.ClientToken
	case *ram.UpdateResourceShare:
		return in.ClientToken
	case *ram.DeleteResourceShare:
		return in.ClientToken
	case *ram.AssociateResourceShare:
		return in.ClientToken
	case *ram.DisassociateResourceShare:
		return in.ClientToken
	case *ram.AcceptResourceShareInvitation:
		return in.ClientToken
	case *ram.RejectResourceShareInvitation:
		return in.ClientToken
	case *ram.CreatePermission:
		return in.ClientToken
	case *ram.DeletePermission:
		return in.ClientToken
	case *ram.PromotePermissionCreatedFromPolicy:
		return in.ClientToken
	case *ram.AssociateResourceSharePermission:
		return in.ClientToken
	case *ram.DisassociateResourceSharePermission:
		return in.ClientToken
	}
	return ""
}
