package simulation_test

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// noting remembers something about the calls of one operation as it is before
// they are made, under what their answers name, and shows things of one kind
// accordingly.
func noting[I, O, T any](
	note func(*liar, kernel.Caller, *I) any, name func(*O) string, change func(*liar, kernel.Caller, *T),
) lie {
	show := showing(change)
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		asked, ok := in.(*I)
		if !ok {
			return show(l, as, in)
		}
		noted := note(l, as, asked)
		out, err := l.honest.Do(as, in)
		if err == nil && noted != nil {
			l.kept[name(out.(*O))] = noted
		}
		return out, err
	}
}

// source is what a copy was asked for.
type source struct {
	as kernel.Caller // in its Region
	id string
}

// looked returns a snapshot as somebody sees it now, nil where it does not.
func (l *liar) looked(s source) *ebs.Snapshot {
	out, err := l.honest.Do(s.as, &ebs.DescribeSnapshots{SnapshotIds: []string{s.id}})
	if err != nil {
		return nil
	}
	return &out.(*ebs.DescribeSnapshotsOutput).Snapshots[0]
}

// copying completes failed copies of what was in some way when they were asked
// for, where it was in another when they failed.
func copying(was func(*ebs.Snapshot) bool, is func(l *liar, from source, failed kernel.Time) bool) lie {
	return noting(func(l *liar, as kernel.Caller, in *ebs.CopySnapshot) any {
		from := source{kernel.Caller{Account: as.Account, Region: in.SourceRegion}, in.SourceSnapshotId}
		if !was(l.looked(from)) {
			return nil
		}
		return from
	}, func(out *ebs.CopySnapshotOutput) string { return out.SnapshotId },
		func(l *liar, _ kernel.Caller, shown *ebs.Snapshot) {
			from, early := l.kept[shown.SnapshotId].(source)
			if early && shown.State == ebs.SnapshotError && is(l, from, shown.CompletionTime) {
				shown.State, shown.StateMessage, shown.Progress = ebs.SnapshotCompleted, "", "100%"
			}
		})
}

// sharing notes when snapshots are first shared with each account, besides what
// another lie does.
func sharing(other lie) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := other(l, as, in)
		if asked, ok := in.(*ebs.ModifySnapshotAttribute); ok && err == nil && !removes(asked) {
			accounts := asked.UserIds
			if p := asked.CreateVolumePermission; p != nil {
				for _, to := range p.Add {
					accounts = append(accounts, to.UserId)
				}
			}
			for _, account := range accounts {
				l.since("share of " + asked.SnapshotId + " with " + account)
			}
		}
		return out, err
	}
}

func isShared(l *liar, from source, failed kernel.Time) bool {
	at, shared := l.kept["share of "+from.id+" with "+from.as.Account].(kernel.Time)
	return shared && at <= failed
}

func isDone(l *liar, from source, failed kernel.Time) bool {
	s := l.looked(from)
	return s != nil && s.State == ebs.SnapshotCompleted && s.CompletionTime <= failed
}

func always(*liar, source, kernel.Time) bool { return true }

func isIn(state ebs.SnapshotState) func(*ebs.Snapshot) bool {
	return func(s *ebs.Snapshot) bool { return s != nil && s.State == state }
}

// catchUp copies for an event policy what is shared with its account by now,
// whenever that was shared.
func (l *liar) catchUp(as kernel.Caller, policy string) {
	as.Principal = ""
	got, err := l.honest.Do(as, &dlm.GetLifecyclePolicy{PolicyId: policy})
	if err != nil {
		return
	}
	p := got.(*dlm.GetLifecyclePolicyOutput).Policy
	if d := p.PolicyDetails; p.State != dlm.Enabled || d.EventSource == nil || d.EventSource.Parameters == nil {
		return
	}
	shared, err := l.honest.Do(as, &ebs.DescribeSnapshots{OwnerIds: p.PolicyDetails.EventSource.Parameters.SnapshotOwner})
	if err != nil {
		return
	}
	for _, s := range shared.(*ebs.DescribeSnapshotsOutput).Snapshots {
		for _, a := range p.PolicyDetails.Actions {
			for _, c := range a.CrossRegionCopy {
				to := kernel.Caller{Account: as.Account, Region: c.Target}
				if s.OwnerId != as.Account {
					_, _ = l.honest.Do(to, &ebs.CopySnapshot{SourceRegion: as.Region, SourceSnapshotId: s.SnapshotId,
						Description: s.Description})
				}
			}
		}
	}
}

// catchingUp lets policies catch up after some accepted calls.
func catchingUp(after func(in, out any) (policy string, does bool)) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
		if policy, does := after(in, out); does && err == nil {
			l.catchUp(as, policy)
		}
		return out, err
	}
}

// within are the associations of principals that an account has in a Region.
func (l *liar) within(as kernel.Caller) []ram.ResourceShareAssociation {
	out, err := l.honest.Do(as, &ram.GetResourceShareAssociations{AssociationType: ram.PrincipalAssociation})
	if err != nil {
		return nil
	}
	return out.(*ram.GetResourceShareAssociationsOutput).ResourceShareAssociations
}

// overtaking finishes associations that a call ends while they are under way.
func overtaking(ends func(in any, as kernel.Caller, a *ram.ResourceShareAssociation) bool) lie {
	show := showing(func(l *liar, _ kernel.Caller, a *ram.ResourceShareAssociation) {
		if l.kept[a.ResourceShareArn+a.AssociatedEntity] != nil {
			a.Status = ram.Associated
		}
	})
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		if _, reads := in.(*ram.GetResourceShareAssociations); reads {
			return show(l, as, in)
		}
		var under []string
		for _, who := range everybody {
			if !ends(in, as, nil) {
				break
			}
			for _, a := range l.within(who) {
				if a.Status == ram.Associating && ends(in, as, &a) {
					under = append(under, a.ResourceShareArn+a.AssociatedEntity)
				}
			}
		}
		out, err := l.honest.Do(as, in)
		for _, key := range under {
			if err == nil {
				l.kept[key] = true
			}
		}
		return out, err
	}
}

// joining accepts handshakes that are refused for some state of theirs, or of
// whoever accepts.
func joining(though func(l *liar, as kernel.Caller, h *organizations.Handshake) bool) lie {
	return accepting(func(l *liar, as kernel.Caller, in *organizations.AcceptHandshake, _ *kernel.Error) any {
		out, err := l.honest.Do(as, &organizations.DescribeHandshake{HandshakeId: in.HandshakeId})
		if err != nil {
			return nil
		}
		h := *out.(*organizations.DescribeHandshakeOutput).Handshake
		if !slices.ContainsFunc(h.Parties, func(p organizations.HandshakeParty) bool { return p.Id == as.Account }) ||
			!though(l, as, &h) {
			return nil
		}
		h.State = organizations.Accepted
		return &organizations.AcceptHandshakeOutput{Handshake: &h}
	})
}

// regions are those that copies go to.
var regions = []string{"us-east-1", "eu-west-1", "us-west-2"}

// underWay are the copies of a backup that are still being made.
func (l *liar) underWay(as kernel.Caller, backup string) (ids []string) {
	for _, region := range regions {
		out, err := l.honest.Do(kernel.Caller{Account: as.Account, Region: region},
			&cloudhsm.DescribeBackups{Filters: map[string][]string{"sourceBackupIds": {backup}}})
		if err != nil {
			continue
		}
		for _, b := range out.(*cloudhsm.DescribeBackupsOutput).Backups {
			if b.BackupState == cloudhsm.BackupCreateInProgress {
				ids = append(ids, b.BackupId)
			}
		}
	}
	return ids
}

// promotes reports whether a share that holds a resource is being promoted.
func (l *liar) promotes(as kernel.Caller, resource string) bool {
	out, err := l.honest.Do(as, &ram.GetResourceShares{ResourceOwner: ram.Self})
	held, failed := l.honest.Do(as,
		&ram.GetResourceShareAssociations{AssociationType: ram.ResourceAssociation, ResourceArn: resource})
	if err != nil || failed != nil {
		return false
	}
	return slices.ContainsFunc(held.(*ram.GetResourceShareAssociationsOutput).ResourceShareAssociations,
		func(a ram.ResourceShareAssociation) bool {
			return slices.ContainsFunc(out.(*ram.GetResourceSharesOutput).ResourceShares, func(s ram.ResourceShare) bool {
				return s.ResourceShareArn == a.ResourceShareArn && s.FeatureSet == ram.PromotingToStandard
			})
		})
}

// roleOf is the name of the role that a session is of.
func roleOf(session kernel.ARN) string {
	parts := strings.Split(session.Resource, "/")
	return parts[min(1, len(parts)-1)]
}

// What is wrong only where work is overtaken by changes, by whose work it is.
var meanwhileInSnapshots = []bug{
	{"Who asks for a copy before the snapshot is shared gets it in plaintext once it is.",
		sharing(copying(func(s *ebs.Snapshot) bool { return s == nil }, isShared))},
	{"A copy of a pending snapshot is completed once that is.", copying(isIn(ebs.SnapshotPending), isDone)},
	{"A copy of a failed snapshot is completed.", copying(isIn(ebs.SnapshotError), always)},
}

var meanwhileInPolicies = []bug{
	{"A new event policy copies what was shared before.", catchingUp(func(in, out any) (string, bool) {
		made, ok := out.(*dlm.CreateLifecyclePolicyOutput)
		if !ok || made == nil {
			return "", false
		}
		return made.PolicyId, true
	})},
	{"A policy that is enabled again copies what was shared while it rested.",
		func(l *liar, as kernel.Caller, in any) (any, error) {
			out, err := l.honest.Do(as, in)
			asked, ok := in.(*dlm.UpdateLifecyclePolicy)
			switch {
			case !ok || err != nil:
			case asked.State == dlm.Disabled:
				l.kept["rests "+asked.PolicyId] = true
			case asked.State == dlm.Enabled && l.kept["rests "+asked.PolicyId] != nil:
				delete(l.kept, "rests "+asked.PolicyId)
				l.catchUp(as, asked.PolicyId)
			}
			return out, err
		}},
	{"An event policy copies what an account shared before it was listed.", catchingUp(func(in, _ any) (string, bool) {
		asked, ok := in.(*dlm.UpdateLifecyclePolicy)
		if !ok || asked.PolicyDetails == nil || asked.PolicyDetails.EventSource == nil {
			return "", false
		}
		return asked.PolicyId, true
	})},
}

var meanwhileInShares = []bug{
	{"A principal that is taken out before it is ASSOCIATED becomes so nevertheless.",
		overtaking(func(in any, _ kernel.Caller, a *ram.ResourceShareAssociation) bool {
			asked, ok := in.(*ram.DisassociateResourceShare)
			return ok && (a == nil || asked.ResourceShareArn == a.ResourceShareArn &&
				slices.Contains(asked.Principals, a.AssociatedEntity))
		})},
	{"An account that leaves its organization before it is ASSOCIATED becomes so nevertheless.",
		overtaking(func(in any, as kernel.Caller, a *ram.ResourceShareAssociation) bool {
			leaver := ""
			switch in := in.(type) {
			case *organizations.LeaveOrganization:
				leaver = as.Account
			case *organizations.RemoveAccountFromOrganization:
				leaver = in.AccountId
			}
			return leaver != "" && (a == nil || a.AssociatedEntity == leaver)
		})},
	{"An invitation to a share that was deleted meanwhile is accepted.",
		accepting(func(l *liar, as kernel.Caller, in *ram.AcceptResourceShareInvitation, _ *kernel.Error) any {
			out, err := l.honest.Do(as,
				&ram.GetResourceShareInvitations{ResourceShareInvitationArns: []string{in.ResourceShareInvitationArn}})
			if err != nil || len(out.(*ram.GetResourceShareInvitationsOutput).ResourceShareInvitations) != 1 {
				return nil
			}
			i := out.(*ram.GetResourceShareInvitationsOutput).ResourceShareInvitations[0]
			sender := kernel.Caller{Account: i.SenderAccountId, Region: as.Region}
			shares, err := l.honest.Do(sender,
				&ram.GetResourceShares{ResourceOwner: ram.Self, ResourceShareArns: []string{i.ResourceShareArn}})
			if err == nil && slices.ContainsFunc(shares.(*ram.GetResourceSharesOutput).ResourceShares,
				func(s ram.ResourceShare) bool {
					return s.Status == ram.Active
				}) {
				return nil
			}
			i.Status = ram.InvitationAccepted
			return &ram.AcceptResourceShareInvitationOutput{ResourceShareInvitation: &i}
		})},
	{"A policy that is deleted while its share is promoted goes on sharing.",
		func(l *liar, as kernel.Caller, in any) (any, error) {
			if asked, ok := in.(*cloudhsm.DeleteResourcePolicy); ok && l.promotes(as, asked.ResourceArn) {
				return l.honest.Fork().Do(as, in)
			}
			return l.honest.Do(as, in)
		}},
}

var meanwhileInOrganizations = []bug{
	{"A handshake is accepted though it was canceled meanwhile.",
		joining(func(_ *liar, _ kernel.Caller, h *organizations.Handshake) bool {
			return h.State == organizations.Canceled
		})},
	{"An account that has founded an organization since it was invited joins another.",
		joining(func(_ *liar, _ kernel.Caller, h *organizations.Handshake) bool {
			return h.State == organizations.Requested
		})},
}

var meanwhileInBackups = []bug{
	{"A copy is lost when its source is deleted before it is READY.",
		func(l *liar, as kernel.Caller, in any) (any, error) {
			var lost []string
			if asked, ok := in.(*cloudhsm.DeleteBackup); ok {
				lost = l.underWay(as, asked.BackupId)
			}
			out, err := l.honest.Do(as, in)
			for _, id := range lost {
				if err == nil {
					l.kept[id] = true
				}
			}
			if listed, ok := out.(*cloudhsm.DescribeBackupsOutput); ok && err == nil {
				listed = copied(listed)
				listed.Backups = slices.DeleteFunc(listed.Backups, func(b cloudhsm.Backup) bool {
					return l.kept[b.BackupId] != nil
				})
				return listed, nil
			}
			return out, err
		}},
	{"A copy takes the tags that its source gets before it is READY.",
		func(l *liar, as kernel.Caller, in any) (any, error) {
			asked, ok := in.(*cloudhsm.TagResource)
			out, err := l.honest.Do(as, in)
			if !ok || err != nil {
				return out, err
			}
			for _, id := range l.underWay(as, asked.ResourceId) {
				for _, region := range regions {
					_, _ = l.honest.Do(kernel.Caller{Account: as.Account, Region: region},
						&cloudhsm.TagResource{ResourceId: id, TagList: asked.TagList})
				}
			}
			return out, err
		}},
}

var meanwhileInKeys = []bug{
	{"A deletion that was cancelled takes place nevertheless.", func(l *liar, as kernel.Caller, in any) (any, error) {
		asked, describes := in.(*kms.DescribeKey)
		out, err := l.honest.Do(as, in)
		if err != nil {
			return out, err
		}
		switch out := out.(type) {
		case *kms.ScheduleKeyDeletionOutput:
			l.kept[out.KeyId] = out.DeletionDate
		case *kms.CancelKeyDeletionOutput:
			l.kept["cancelled "+out.KeyId] = true
		case *kms.DescribeKeyOutput:
			m := out.KeyMetadata
			at, scheduled := l.kept[m.Arn].(kernel.Time)
			if describes && scheduled && l.kept["cancelled "+m.Arn] != nil && l.now() > at {
				return nil, kernel.NewError(&kernel.ErrorShape{Code: "NotFoundException", Status: 400},
					"Key '"+asked.KeyId+"' does not exist")
			}
		}
		return out, err
	}},
}

var meanwhileInPrincipals = []bug{
	{"The sessions of a role go on when another of its name is made.",
		func(l *liar, as kernel.Caller, in any) (any, error) {
			out, err := l.honest.Do(as, in)
			if err == nil || as.Principal == "" || !against(err.(*kernel.Error), "STS-SES-01") {
				return out, err
			}
			arn, _ := kernel.ParseARN(as.Principal)
			root := kernel.Caller{Account: as.Account, Region: as.Region}
			if _, gone := l.honest.Do(root, &iam.GetRole{RoleName: roleOf(arn)}); arn.Service != "sts" || gone != nil {
				return out, err
			}
			return l.honest.Do(root, in)
		}},
}
