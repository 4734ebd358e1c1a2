package laws

import (
	"reflect"
	"slices"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// books are the facts that a history states. Facts are values; their slices and
// maps are replaced, never written into.
type books struct {
	now    kernel.Time
	writes uint64 // how many were accepted
	forked bool   // others may hold the same slices

	own ledger[kernel.Home, estate]

	clusters ledger[string, cluster]
	hsms     ledger[string, hsm]
	backups  ledger[string, backup]

	shares      ledger[string, share]      // by ARN
	ties        ledger[place, tie]         // of resources and principals to shares
	named       ledger[string, []string]   // the shares, not deleted, that ever held a resource or named a principal
	invitations ledger[string, invitation] // by ARN
	permissions ledger[string, permission] // customer managed ones, by ARN

	organizations ledger[string, organization]
	members       ledger[string, member] // by account
	leavers       ledger[string, bool]   // that once left an organization
	units         ledger[string, unit]
	handshakes    ledger[string, handshake]
	creations     ledger[string, *organizations.CreateAccountStatus]

	keys    ledger[string, key]    // by ARN
	aliases ledger[string, alias]  // by ARN
	opened  ledger[place, leave]   // of accounts, or *, to keys by their policies
	grants  ledger[string, grant]  // by ID
	tokens  ledger[string, string] // the IDs of their grants
	ciphers ledger[string, cipher]

	volumes   ledger[string, volume]
	snapshots ledger[string, snapshot]
	lent      ledger[place, leave]  // of accounts, or all, to snapshots
	labels    ledger[place, labels] // of accounts on volumes and snapshots
	settings  ledger[kernel.Home, setting]
	shared    ledger[place, []telling] // the shares of snapshots of a description with an account
	published []string                 // snapshots that were ever public

	policies ledger[string, policy]
	sharing  ledger[place, bool] // accounts with which policies of a home share, or shared

	individuals ledger[string, individual]
	sessions    ledger[string, session] // by ARN

	asked   ledger[request, answer]
	walks   ledger[token, walk]
	still   []*Call // the reads since anything last changed
	unknown ledger[question, told]
	foreign ledger[question, told]
}

// estate is what somebody owns, as far as it may still be listed.
type estate struct {
	clusters, backups, shares []string
	keys, volumes, snapshots  []string
	lent, policies            []string   // snapshots that were ever shared with it; lifecycle policies
	copies                    []transfer // copies under way to here that no answer has shown yet
	invited                   []kernel.Time
}

// fork returns books that share all ledgers with b, which is not to be written
// any more.
func (b *books) fork() *books {
	c := *b
	c.forked = true
	c.own.shared, c.clusters.shared, c.hsms.shared, c.backups.shared = true, true, true, true
	c.shares.shared, c.ties.shared, c.named.shared, c.invitations.shared, c.permissions.shared = true, true, true, true, true
	c.organizations.shared, c.members.shared, c.leavers.shared, c.units.shared = true, true, true, true
	c.handshakes.shared, c.creations.shared = true, true
	c.keys.shared, c.aliases.shared, c.opened.shared, c.grants.shared, c.tokens.shared, c.ciphers.shared = true, true, true, true, true, true
	c.volumes.shared, c.snapshots.shared, c.lent.shared, c.labels.shared, c.settings.shared, c.shared.shared = true, true, true, true, true, true
	c.policies.shared, c.sharing.shared, c.individuals.shared, c.sessions.shared = true, true, true, true
	c.asked.shared, c.walks.shared, c.unknown.shared, c.foreign.shared = true, true, true, true
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
	case kms.API.Service:
		b.learnKMS(r)
	case ebs.API.Service:
		b.learnEBS(r)
	case dlm.API.Service:
		b.learnDLM(r)
	case iam.API.Service, iam.STS.Service:
		b.learnIAM(r)
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

// with returns the list with e in it.
func (b *books) with(list []string, e string) []string {
	if slices.Contains(list, e) {
		return list
	}
	if b.forked {
		list = slices.Clip(list)
	}
	return append(list, e)
}

func without[T comparable](list []T, e T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(o T) bool { return o == e })
}
