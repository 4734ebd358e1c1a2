package laws

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// eachToList calls must with everything that an unfiltered listing surely has
// to show: what was there since before it began, or by now where it is one page.
func (b *books) eachToList(r *reply, paged bool, began kernel.Time, must func(entry)) {
	early := func(since kernel.Time) bool { return since < began || !paged }
	me := r.As.Account
	switch in := r.In.(type) {
	case *cloudhsm.DescribeClusters:
		for _, id := range b.own.of(r.As.Home()).clusters {
			if c := b.clusters.of(id); wanted(in.Filters["clusterIds"], id) && c.stays() && early(c.since) {
				must(entry{id: id})
			}
		}
	case *cloudhsm.DescribeBackups:
		if kernel.Value(in.Shared) {
			return // the law of what is shared
		}
		for _, id := range b.own.of(r.As.Home()).backups {
			if k := b.backups.of(id); wanted(in.Filters["backupIds"], id) && b.exists(&k, r.At) && early(k.since) {
				must(entry{id: id})
			}
		}
	case *ram.GetResourceShares:
		if in.ResourceOwner == ram.Self {
			for _, arn := range b.own.of(r.As.Home()).shares {
				if s := b.shares.of(arn); s.standard && (s.deleted == 0 || r.At < s.deleted.Add(2*time.Hour)) && early(s.shown.CreationTime) {
					must(entry{id: arn})
				}
			}
			return
		}
		b.eachPartaken(r.As.Home(), began, func(arn string) { must(entry{id: arn}) })
	case *ram.GetResourceShareAssociations:
		for _, arn := range b.own.of(r.As.Home()).shares {
			s := b.shares.of(arn)
			if !s.standard || s.deleted != 0 {
				continue
			}
			var entities []string
			switch in.AssociationType {
			case ram.ResourceAssociation:
				entities = s.resources
			case ram.PrincipalAssociation:
				entities = s.principals
			}
			for _, entity := range entities {
				if t := b.ties.of(place{arn, entity}); t.ended == 0 && !t.unsure && early(t.since) && b.holdsOn(t, entity, r.At) {
					must(entry{entity, arn, 0})
				}
			}
		}
	case *ram.GetResourceShareInvitations:
		for _, arn := range b.named.of(me) {
			t, s := b.ties.of(place{arn, me}), b.shares.of(arn)
			if t.asked && !t.unsure && t.ended == 0 && s.deleted == 0 && s.home.Region == r.As.Region &&
				began > t.since.Add(delivery) && r.At < t.since.Add(7*kernel.Day) {
				must(entry{of: arn})
			}
		}
	case *ram.ListResources:
		b.eachResource(r, in, began, must)
	case *organizations.ListAccounts:
		for account, m := range b.members.all {
			if m.org == b.members.of(me).org && early(m.joined) {
				must(entry{id: account})
			}
		}
	case *organizations.ListOrganizationalUnitsForParent:
		for id, u := range b.units.all {
			if u.parent == in.ParentId && !u.gone && !paged {
				must(entry{id: id})
			}
		}
	case *organizations.ListHandshakesForAccount:
		for id, h := range b.handshakes.all {
			if h.receiver == me && early(h.shown.RequestedTimestamp) && r.At < h.shown.RequestedTimestamp.Add(30*kernel.Day) {
				must(entry{id: id})
			}
		}
	default:
		b.eachKeyToList(r, early, must)
		b.eachSnapshotToList(r, early, must)
	}
}

// stays tells whether nothing has begun to delete a cluster.
func (c *cluster) stays() bool {
	return c.deleted == 0 && !c.gone && c.shown.State != cloudhsm.ClusterDeleteInProgress && c.shown.State != cloudhsm.ClusterDeleted
}

func wanted(ids []string, id string) bool { return len(ids) == 0 || slices.Contains(ids, id) }

// eachPartaken calls do with the shares in which somebody must take part.
func (b *books) eachPartaken(as kernel.Home, at kernel.Time, do func(arn string)) {
	look := func(principal string) bool {
		for _, arn := range b.named.of(principal) {
			if home := b.shares.of(arn).home; home.Region == as.Region && home.Account != as.Account && b.surelyPartakes(arn, as.Account, at) {
				do(arn)
			}
		}
		return false
	}
	look(as.Account)
	b.around(as.Account, look)
}

// holdsOn tells whether a tie surely still stands: its backup is not deleted,
// its principal need not answer any more.
func (b *books) holdsOn(t tie, entity string, at kernel.Time) bool {
	if id := backupOf(entity); id != "" {
		k := b.backups.of(id)
		return b.exists(&k, at)
	}
	return !t.asked || t.accepted != 0 || at < t.since.Add(12*time.Hour)
}

func (b *books) eachResource(r *reply, in *ram.ListResources, began kernel.Time, must func(entry)) {
	of := func(arn string) {
		for _, resource := range b.shares.of(arn).resources {
			if t := b.ties.of(place{arn, resource}); t.sure(began) && b.holdsOn(t, resource, r.At) {
				must(entry{resource, arn, 0})
			}
		}
	}
	if in.ResourceOwner != ram.Self {
		b.eachPartaken(r.As.Home(), began, of)
		return
	}
	for _, arn := range b.own.of(r.As.Home()).shares {
		if s := b.shares.of(arn); s.standard && s.deleted == 0 {
			of(arn)
		}
	}
}
