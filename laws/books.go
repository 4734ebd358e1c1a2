package laws

import (
	"maps"
	"reflect"
	"slices"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// books are the facts that a history states. Facts are values; their slices and
// maps are replaced, never written into.
type books struct {
	now    kernel.Time
	writes uint64 // how many were accepted

	own map[kernel.Home]estate

	clusters map[string]cluster
	hsms     map[string]hsm
	backups  map[string]backup

	shares      map[string]share      // by ARN
	ties        map[place]tie         // of resources and principals to shares
	named       map[string][]string   // the shares, not deleted, that ever held a resource or named a principal
	invitations map[string]invitation // by ARN
	permissions map[string]permission // customer managed ones, by ARN

	organizations map[string]organization
	members       map[string]member // by account
	leavers       map[string]bool   // that once left an organization
	units         map[string]unit
	handshakes    map[string]handshake
	creations     map[string]*organizations.CreateAccountStatus

	asked   map[request]answer
	walks   map[token]walk
	still   []*Call // the reads since anything last changed
	unknown map[question]told
	foreign map[question]told
}

// estate is what somebody owns, as far as it may still be listed.
type estate struct {
	clusters, backups, shares []string
	copies                    []transfer // copies under way to here that no answer has shown yet
	invited                   []kernel.Time
}

func newBooks() *books {
	return &books{
		own: map[kernel.Home]estate{}, clusters: map[string]cluster{}, hsms: map[string]hsm{}, backups: map[string]backup{},
		shares: map[string]share{}, ties: map[place]tie{}, named: map[string][]string{}, invitations: map[string]invitation{},
		permissions: map[string]permission{}, organizations: map[string]organization{}, members: map[string]member{}, leavers: map[string]bool{},
		units: map[string]unit{}, handshakes: map[string]handshake{}, creations: map[string]*organizations.CreateAccountStatus{},
		asked: map[request]answer{}, walks: map[token]walk{}, unknown: map[question]told{}, foreign: map[question]told{},
	}
}

func (b *books) clone() *books {
	c := *b
	c.own, c.clusters, c.hsms, c.backups = maps.Clone(b.own), maps.Clone(b.clusters), maps.Clone(b.hsms), maps.Clone(b.backups)
	c.shares, c.ties, c.named, c.invitations = maps.Clone(b.shares), maps.Clone(b.ties), maps.Clone(b.named), maps.Clone(b.invitations)
	c.permissions, c.organizations, c.members = maps.Clone(b.permissions), maps.Clone(b.organizations), maps.Clone(b.members)
	c.leavers = maps.Clone(b.leavers)
	c.units, c.handshakes, c.creations = maps.Clone(b.units), maps.Clone(b.handshakes), maps.Clone(b.creations)
	c.asked, c.walks, c.unknown, c.foreign = maps.Clone(b.asked), maps.Clone(b.walks), maps.Clone(b.unknown), maps.Clone(b.foreign)
	c.still = slices.Clip(b.still)
	return &c
}

// learn enters a call. What the call did comes before what its answer shows.
func (b *books) learn(r *reply) {
	if r.At != b.now {
		b.now, b.still = r.At, nil
	}
	if r.refusal != nil {
		b.learnRefusal(r)
		b.learnRead(r)
		return
	}
	repeats := b.repeats(r)
	b.learnToken(r)
	if !r.op.Reads {
		b.writes, b.still = b.writes+1, nil
	}
	if repeats {
		return
	}
	b.learnPage(r)
	b.learnRead(r)
	switch r.op.Service {
	case cloudhsm.API.Service:
		b.learnCloudHSM(r)
	case ram.API.Service:
		b.learnRAM(r)
	case organizations.API.Service:
		b.learnOrganizations(r)
	}
}

// learnRead keeps a read for as long as nothing changes.
func (b *books) learnRead(r *reply) {
	if r.op.Reads && len(b.still) < 16 {
		b.still = append(slices.Clip(b.still), r.Call)
	}
}

// beforeNow returns a read that must get the same answer now, or nil.
func (b *books) beforeNow(r *reply) *Call {
	if !r.op.Reads || r.At != b.now {
		return nil
	}
	for _, c := range slices.Backward(b.still) {
		if c.As == r.As && reflect.TypeOf(c.In) == reflect.TypeOf(r.In) && reflect.DeepEqual(c.In, r.In) {
			return c
		}
	}
	return nil
}

func with[T comparable](list []T, e T) []T {
	if slices.Contains(list, e) {
		return list
	}
	return append(slices.Clip(list), e)
}

func without[T comparable](list []T, e T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(o T) bool { return o == e })
}

func isTrue(b *bool) bool { return b != nil && *b }
