package laws

import (
	"encoding/json"
	"reflect"
	"slices"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// request names an accepted call that may be repeated.
type request struct {
	at     kernel.Home
	op     *kernel.Operation
	within string // what else the token belongs to
	token  string
}

// answer is what such a call was about and got.
type answer struct {
	at      kernel.Time
	in, out string
	shows   string // the volume that it made, "" for none
}

var (
	// TokensActOnce is the law of client tokens.
	TokensActOnce = add(Law{
		ID: "LAW-13", Services: []string{"ram", "ec2"},
		Says: "A call repeated with its client token, of volumes within a day, does nothing more and gets the answer that it got first, with the state and tags of a volume as they are by now; " +
			"with other parameters the token is refused; nobody is refused for a token that only others have used, or the same account in another Region.",
		refused: usedElsewhere,
	})
	// StillnessIsSeen is the law of reads between which nothing happens.
	StillnessIsSeen = add(Law{
		ID: "LAW-16", Services: []string{"all"},
		Says:     "The same question gets the same answer while no time passes and no call is accepted that changes something: reads and refused calls change nothing.",
		accepted: still, refused: still,
	})
)

// tokensLast is how long EC2 is sure to remember a token; afterwards the answer
// tells whether it still did. RAM documents nothing, and there it is for ever.
const tokensLast = kernel.Day

func (a answer) binds(r *reply) bool { return a.shows == "" || r.At < a.at.Add(tokensLast) }

// mismatches are the errors of a token that is used with other parameters.
var mismatches = []string{"IdempotentParameterMismatch", "IdempotentParameterMismatchException"}

func requestOf(r *reply) request {
	q := request{at: r.As.Home(), op: r.op, token: r.op.ClientToken(r.In)}
	if in, ok := r.In.(*ebs.CreateVolume); ok {
		q.within = in.AvailabilityZone + " " + in.AvailabilityZoneId
	}
	return q
}

// repeats tells whether the call bears the token of an accepted one.
func (b *books) repeats(r *reply) bool {
	q := requestOf(r)
	if q.token == "" {
		return false
	}
	first, ok := b.asked.find(q)
	switch {
	case !ok || first.binds(r):
		return ok
	case r.refusal != nil:
		return slices.Contains(mismatches, r.refusal.Code)
	}
	return first.out == steady(r.Out)
}

// learnToken enters an accepted call that repeats none.
func (b *books) learnToken(r *reply) {
	if q := requestOf(r); q.token != "" {
		first := answer{at: r.At, in: digest(r.In), out: steady(r.Out)}
		if out, ok := r.Out.(*ebs.CreateVolumeOutput); ok {
			first.shows = out.VolumeId
		}
		b.asked.put(q, first)
	}
}

// digest tells inputs apart: members that are absent are as good as empty ones.
func digest(in any) string {
	h := kernel.NewHasher()
	h.Add(in)
	return h.Sum()
}

// steady spells what of an answer a repeated call gets again.
func steady(out any) string {
	if v, ok := out.(*ebs.CreateVolumeOutput); ok {
		same := *v
		same.State, same.Tags, same.Attachments = "", nil, nil
		out = same
	}
	return text(out)
}

func text(v any) string {
	t, _ := json.Marshal(v) // inputs and outputs always marshal
	return string(t)
}

func repeated(b *books, r *reply) string {
	first := b.asked.of(requestOf(r))
	same := first.in == digest(r.In)
	switch {
	case !first.binds(r):
		return ""
	case same && r.refusal != nil && !b.excused(r, first):
		return "a call that was accepted is refused with " + r.refusal.Code + " when it is repeated with its client token"
	case same && r.refusal == nil && first.out != steady(r.Out):
		return "a call that is repeated with its client token gets another answer"
	case !same && r.refusal == nil:
		return "a client token is accepted with other parameters"
	}
	return ""
}

// excused tells whether a repeated call may be refused: by the policies of a
// principal, by trouble of the service, or because what the call made may be gone.
func (b *books) excused(r *reply, first answer) bool {
	if !slices.Contains(mismatches, r.refusal.Code) {
		return r.As.Principal != "" || codes["all"][r.refusal.Code]
	}
	v, known := b.volumes.find(first.shows)
	return known && (v.deleted != 0 || v.shown.State != ebs.VolumeAvailable)
}

// usedElsewhere finds refusals for a token that the caller's account has not used
// in the Region. Whether operations of a service share tokens is not documented.
func usedElsewhere(b *books, r *reply) string {
	q := requestOf(r)
	if q.token == "" || !slices.Contains(mismatches, r.refusal.Code) {
		return ""
	}
	for known := range b.asked.all {
		if known.at == q.at && known.op.API.Service == q.op.API.Service && known.token == q.token {
			return ""
		}
	}
	return "a client token is refused that its caller has used for nothing"
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
