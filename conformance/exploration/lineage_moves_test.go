package exploration_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
)

// move is a deed that leads from one place to another.
type move struct {
	says  string
	leads func(p place) (place, bool) // false where it must be refused, or nobody would think of it
	does  func(w *lineageWorld) error
}

func cloning(i int) move {
	return move{
		says: members[i].account + " makes " + members[i].name,
		leads: func(p place) (place, bool) {
			ok := p.mayClone(i, 1<<10) // limits are asked of the world itself
			p.there[i] = true
			return p, ok
		},
		does: func(w *lineageWorld) error {
			if err := w.clone(i); err != nil {
				return err
			}
			w.Advance(time.Hour)
			if !members[i].cloned {
				return nil
			}
			return w.all(members[i].account, instanceOf(members[i]))
		},
	}
}

func instanceOf(m member) *rds.CreateDBInstance {
	return &rds.CreateDBInstance{DBInstanceIdentifier: m.name + "-1", DBClusterIdentifier: m.name,
		Engine: "aurora-mysql", DBInstanceClass: "db.r6g.large"}
}

func deleting(i int) move {
	m, yes := members[i], true
	return move{
		says: m.account + " deletes " + m.name,
		leads: func(p place) (place, bool) {
			ok := p.there[i]
			p.there[i] = false
			for j, t := range ties {
				if t.of == i {
					p.ties[j] = unshared // RAM lets go of it by itself
				}
			}
			return p, ok
		},
		does: func(w *lineageWorld) error {
			calls := []any{&rds.DeleteDBCluster{DBClusterIdentifier: m.name, SkipFinalSnapshot: &yes}}
			if m.cloned {
				calls = append([]any{&rds.DeleteDBInstance{DBInstanceIdentifier: m.name + "-1"}}, calls...)
			}
			return w.all(m.account, calls...)
		},
	}
}

func sharing(i int) move {
	t := ties[i]
	return move{
		says: members[t.of].name + " is shared with " + t.account,
		leads: func(p place) (place, bool) {
			ok := p.there[t.of] && p.ties[i] == unshared
			p.ties[i] = invited
			return p, ok
		},
		does: func(w *lineageWorld) error {
			out, err := w.do(members[t.of].account, &ram.CreateResourceShare{Name: "s", Principals: []string{t.account},
				ResourceArns: []string{members[t.of].arn()}})
			if err == nil {
				w.shares[i] = out.(*ram.CreateResourceShareOutput).ResourceShare.ResourceShareArn
				w.Advance(10 * time.Minute)
			}
			return err
		},
	}
}

func accepting(i int) move {
	t := ties[i]
	return move{
		says: t.account + " accepts " + members[t.of].name,
		leads: func(p place) (place, bool) {
			ok := p.ties[i] == invited
			p.ties[i] = accepted
			return p, ok
		},
		does: func(w *lineageWorld) error {
			out, err := w.do(t.account, &ram.GetResourceShareInvitations{ResourceShareArns: []string{w.shares[i]}})
			if err != nil {
				return err
			}
			sent := out.(*ram.GetResourceShareInvitationsOutput).ResourceShareInvitations
			open := slices.IndexFunc(sent, func(i ram.ResourceShareInvitation) bool { return i.Status == ram.InvitationPending })
			if open < 0 {
				return fmt.Errorf("none of %d invitations is open", len(sent))
			}
			return w.all(t.account, &ram.AcceptResourceShareInvitation{
				ResourceShareInvitationArn: sent[open].ResourceShareInvitationArn})
		},
	}
}

func unsharing(i int) move {
	t := ties[i]
	return move{
		says: members[t.of].name + " is shared with " + t.account + " no more",
		leads: func(p place) (place, bool) {
			ok := p.ties[i] != unshared
			p.ties[i] = unshared
			return p, ok
		},
		does: func(w *lineageWorld) error {
			return w.all(members[t.of].account, &ram.DeleteResourceShare{ResourceShareArn: w.shares[i]})
		},
	}
}

var lineageMoves = func() (all []move) {
	for i := range ties {
		all = append(all, sharing(i), accepting(i), unsharing(i))
	}
	for i := range members {
		if members[i].of >= 0 {
			all = append(all, cloning(i))
		}
		all = append(all, deleting(i))
	}
	return all
}()
