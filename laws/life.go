package laws

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// course says which states may follow which, directly or by way of others.
type course[S ~string] map[S][]S

// reaches tells whether a thing seen in one state may be seen in another later.
func (c course[S]) reaches(from, to S) bool {
	if from == to {
		return true
	}
	seen := []S{from}
	for i := 0; i < len(seen); i++ {
		for _, next := range c[seen[i]] {
			if next == to {
				return true
			}
			if !slices.Contains(seen, next) {
				seen = append(seen, next)
			}
		}
	}
	return false
}

// The courses of life as the documentation tells them.
var (
	clusterCourse = course[cloudhsm.ClusterState]{
		"CREATE_IN_PROGRESS": {"UNINITIALIZED", "ACTIVE"}, "UNINITIALIZED": {"INITIALIZE_IN_PROGRESS", "DELETE_IN_PROGRESS"},
		"INITIALIZE_IN_PROGRESS": {"INITIALIZED"}, "INITIALIZED": {"ACTIVE", "DELETE_IN_PROGRESS"},
		"ACTIVE":             {"MODIFY_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DEGRADED", "DELETE_IN_PROGRESS"},
		"MODIFY_IN_PROGRESS": {"ACTIVE"}, "ROLLBACK_IN_PROGRESS": {"ACTIVE"}, "UPDATE_IN_PROGRESS": {"ACTIVE"}, "DEGRADED": {"ACTIVE"},
		"DELETE_IN_PROGRESS": {"DELETED"},
	}
	hsmCourse = course[cloudhsm.HsmState]{
		"CREATE_IN_PROGRESS": {"ACTIVE", "DELETE_IN_PROGRESS"}, "ACTIVE": {"DEGRADED", "DELETE_IN_PROGRESS"}, "DEGRADED": {"ACTIVE"},
		"DELETE_IN_PROGRESS": {"DELETED"},
	}
	backupCourse = course[cloudhsm.BackupState]{
		"CREATE_IN_PROGRESS": {"READY"}, "READY": {"PENDING_DELETION"}, "PENDING_DELETION": {"READY", "DELETED"},
	}
	shareCourse = course[ram.ResourceShareStatus]{
		"PENDING": {"ACTIVE", "FAILED"}, "ACTIVE": {"DELETING"}, "FAILED": {"DELETING"}, "DELETING": {"DELETED"},
	}
	featureCourse = course[ram.ResourceShareFeatureSet]{
		"CREATED_FROM_POLICY": {"PROMOTING_TO_STANDARD"}, "PROMOTING_TO_STANDARD": {"STANDARD"},
	}
	invitationCourse = course[ram.ResourceShareInvitationStatus]{"PENDING": {"ACCEPTED", "REJECTED", "EXPIRED"}}
	handshakeCourse  = course[organizations.HandshakeState]{
		"REQUESTED": {"OPEN", "ACCEPTED", "DECLINED", "CANCELED", "EXPIRED"}, "OPEN": {"ACCEPTED", "DECLINED", "CANCELED", "EXPIRED"},
	}
	creationCourse = course[organizations.CreateAccountState]{"IN_PROGRESS": {"SUCCEEDED", "FAILED"}}
)

var (
	// EndsAreFinal is the law of terminal states.
	EndsAreFinal = add(Law{
		ID: "LAW-05", Services: []string{"cloudhsmv2", "ram", "organizations"},
		Says:     "What has come to its end stays there: nothing leaves a terminal state, and nothing that is gone comes back.",
		accepted: func(b *books, r *reply) string { return lives(b, r, true) },
	})
	// LifeGoesForward is the law of states.
	LifeGoesForward = add(Law{
		ID: "LAW-06", Services: []string{"cloudhsmv2", "ram", "organizations"},
		Says:     "The states in which a thing is seen follow one another as its documented life does, and it enters none that only a call leads to without that call.",
		accepted: func(b *books, r *reply) string { return lives(b, r, false) },
	})
	// WorkEnds is the law of asynchronous work.
	WorkEnds = add(Law{
		ID: "LAW-09", Services: []string{"cloudhsmv2", "ram", "organizations"},
		Says:     "Whatever is in progress ends within the longest time that it may take, and what is over stays visible no longer than documented.",
		accepted: ends,
	})
)

// lives checks each step of each life, either the steps out of final states or
// all others.
func lives(b *books, r *reply, final bool) string {
	if wrong := eachCluster(r.Out, func(c *cloudhsm.Cluster) string {
		known, ok := b.clusters.find(c.ClusterId)
		if !ok || known.shown == nil {
			return ""
		}
		if wrong := step(clusterCourse, c.ClusterId, known.shown.State, c.State, known.gone, final); wrong != "" {
			return wrong
		}
		return each(c.Hsms, func(h *cloudhsm.Hsm) string {
			known := b.hsms.of(h.HsmId)
			if known.shown == nil {
				return ""
			}
			return step(hsmCourse, h.HsmId, known.shown.State, h.State, known.gone, final)
		})
	}); wrong != "" {
		return wrong
	}
	if wrong := eachBackup(r.Out, func(k *cloudhsm.Backup) string {
		known := b.backups.of(k.BackupId)
		if known.shown == nil {
			return ""
		}
		was := known.shown.BackupState
		if _, restores := r.In.(*cloudhsm.RestoreBackup); !final && was == cloudhsm.BackupPendingDeletion && k.BackupState == cloudhsm.BackupReady && !restores {
			return k.BackupId + " is READY again though nobody restored it"
		}
		return step(backupCourse, k.BackupId, was, k.BackupState, known.gone, final)
	}); wrong != "" {
		return wrong
	}
	if wrong := eachShare(r.Out, func(s *ram.ResourceShare) string {
		was := b.shares.of(s.ResourceShareArn).shown
		if was == nil {
			return ""
		}
		if wrong := step(shareCourse, s.ResourceShareArn, was.Status, s.Status, false, final); wrong != "" || was.FeatureSet == "" || s.FeatureSet == "" {
			return wrong
		}
		return step(featureCourse, s.ResourceShareArn, was.FeatureSet, s.FeatureSet, false, final)
	}); wrong != "" {
		return wrong
	}
	if wrong := eachInvitation(r.Out, func(i *ram.ResourceShareInvitation) string {
		known := b.invitations.of(i.ResourceShareInvitationArn)
		if known.ended != "" && i.Status != known.ended && final {
			return i.ResourceShareInvitationArn + " is " + string(i.Status) + " after it was " + string(known.ended)
		}
		if known.shown == nil {
			return ""
		}
		return step(invitationCourse, i.ResourceShareInvitationArn, known.shown.Status, i.Status, false, final)
	}); wrong != "" {
		return wrong
	}
	if wrong := eachHandshake(r.Out, func(h *organizations.Handshake) string {
		known := b.handshakes.of(h.Id)
		if known.shown == nil {
			return ""
		}
		return step(handshakeCourse, h.Id, known.shown.State, h.State, false, final)
	}); wrong != "" {
		return wrong
	}
	if s := creationOf(r.Out); s != nil && b.creations.of(s.Id) != nil {
		if wrong := step(creationCourse, s.Id, b.creations.of(s.Id).State, s.State, false, final); wrong != "" {
			return wrong
		}
	}
	if out, ok := r.Out.(*ram.ListPermissionsOutput); ok && final {
		return each(out.Permissions, func(p *ram.ResourceSharePermissionSummary) string {
			if b.permissions.of(p.Arn).gone {
				return p.Arn + " is listed though it was deleted"
			}
			return ""
		})
	}
	if out, ok := r.Out.(*organizations.ListOrganizationalUnitsForParentOutput); ok && final {
		return each(out.OrganizationalUnits, func(u *organizations.OrganizationalUnit) string {
			if b.units.of(u.Id).gone {
				return u.Id + " is listed though it was deleted"
			}
			return ""
		})
	}
	if final {
		return ""
	}
	return caused(b, r)
}

func step[S ~string](c course[S], id string, from, to S, gone, final bool) string {
	if final {
		if gone {
			return id + " is back though it was gone"
		}
		if len(c[from]) == 0 && from != to {
			return id + " is " + string(to) + " after it was " + string(from)
		}
		return ""
	}
	if len(c[from]) > 0 && !c.reaches(from, to) {
		return id + " is " + string(to) + " after it was " + string(from)
	}
	return ""
}

// caused checks the states to which only a call leads, and those in which an
// accepted call leaves nothing.
func caused(b *books, r *reply) string {
	if wrong := eachCluster(r.Out, func(c *cloudhsm.Cluster) string {
		known, ok := b.clusters.find(c.ClusterId)
		if !ok {
			return ""
		}
		_, deletes := r.In.(*cloudhsm.DeleteCluster)
		deleting := c.State == cloudhsm.ClusterDeleteInProgress || c.State == cloudhsm.ClusterDeleted
		switch {
		case deleting && known.deleted == 0 && !deletes && c.SourceBackupId == "":
			return c.ClusterId + " is " + string(c.State) + " though nobody deleted it"
		case !deleting && (known.deleted != 0 || deletes):
			return c.ClusterId + " is " + string(c.State) + " though it was deleted"
		case known.signed != 0 && c.State == cloudhsm.ClusterUninitialized:
			return c.ClusterId + " is UNINITIALIZED though it was initialized"
		case known.signed == 0 && known.made > 0 && (c.State == cloudhsm.ClusterInitializeInProgress || c.State == cloudhsm.ClusterInitialized || c.State == cloudhsm.ClusterActive && c.SourceBackupId == ""):
			return c.ClusterId + " is " + string(c.State) + " though nobody initialized it"
		case known.made > 0 && c.SourceBackupId != "" && c.State == cloudhsm.ClusterUninitialized:
			return c.ClusterId + " is UNINITIALIZED though it was made from a backup"
		case known.altered == 0 && known.made > 0 && !isChange(r.In) && (c.State == cloudhsm.ClusterModifyInProgress || c.State == cloudhsm.ClusterRollbackInProgress):
			return c.ClusterId + " is " + string(c.State) + " though nobody modified it"
		}
		return each(c.Hsms, func(h *cloudhsm.Hsm) string {
			known := b.hsms.of(h.HsmId)
			going := h.State == cloudhsm.HsmDeleteInProgress || h.State == cloudhsm.HsmDeleted
			if known.shown != nil && going != (known.deleted != 0) {
				return h.HsmId + " is " + string(h.State) + " against what was asked for"
			}
			return ""
		})
	}); wrong != "" {
		return wrong
	}
	if wrong := eachShare(r.Out, func(s *ram.ResourceShare) string {
		known, ok := b.shares.find(s.ResourceShareArn)
		if !ok {
			return ""
		}
		over := s.Status == ram.Deleting || s.Status == ram.Deleted
		switch {
		case over && known.standard && known.deleted == 0:
			return s.ResourceShareArn + " is " + string(s.Status) + " though nobody deleted it"
		case !over && known.deleted != 0:
			return s.ResourceShareArn + " is " + string(s.Status) + " though it was deleted"
		case s.FeatureSet == "" || known.standard && s.FeatureSet == ram.Standard:
		case known.standard:
			return s.ResourceShareArn + " is " + string(s.FeatureSet) + " though it was made in RAM"
		case (s.FeatureSet == ram.CreatedFromPolicy) != (known.promoted == 0):
			return s.ResourceShareArn + " is " + string(s.FeatureSet) + " against what was asked for"
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	return eachAssociation(r.Out, func(a *ram.ResourceShareAssociation) string {
		if _, reads := r.In.(*ram.GetResourceShareAssociations); !reads {
			return ""
		}
		t, ok := b.ties.find(place{a.ResourceShareArn, a.AssociatedEntity})
		live := a.Status == ram.Associating || a.Status == ram.Associated
		switch {
		case !ok || t.unsure || !b.shares.of(a.ResourceShareArn).standard:
			return ""
		case live && t.ended != 0:
			return a.AssociatedEntity + " is " + string(a.Status) + " though it was taken out of its share"
		case live && t.since != a.CreationTime:
			return a.AssociatedEntity + " was put into its share at another time"
		case a.Status == ram.Associated && t.asked && t.accepted == 0:
			return a.AssociatedEntity + " is ASSOCIATED though it has accepted no invitation"
		case !live && t.ended == 0 && b.shares.of(a.ResourceShareArn).deleted == 0 && b.holdsOn(t, a.AssociatedEntity, r.At):
			return a.AssociatedEntity + " is " + string(a.Status) + " though nobody took it out of its share"
		case a.Status == ram.Associating && t.asked && t.accepted != 0:
			return a.AssociatedEntity + " is ASSOCIATING though it has accepted its invitation"
		}
		return ""
	})
}

func isChange(in any) bool {
	m, ok := in.(*cloudhsm.ModifyCluster)
	return ok && m.HsmType != ""
}

func ends(b *books, r *reply) string {
	now := r.At
	if wrong := eachCluster(r.Out, func(c *cloudhsm.Cluster) string {
		known := b.clusters.of(c.ClusterId)
		late := false
		switch c.State {
		case cloudhsm.ClusterCreateInProgress:
			late = now > c.CreateTimestamp.Add(patience)
		case cloudhsm.ClusterInitializeInProgress:
			late = known.signed != 0 && now > known.signed.Add(patience)
		case cloudhsm.ClusterModifyInProgress, cloudhsm.ClusterRollbackInProgress:
			late = known.altered != 0 && !isChange(r.In) && now > known.altered.Add(12*patience)
		case cloudhsm.ClusterDeleteInProgress:
			late = known.deleted != 0 && now > known.deleted.Add(patience)
		case cloudhsm.ClusterDeleted:
			late = known.deleted != 0 && now > known.deleted.Add(patience+kernel.Day)
		}
		if late {
			return c.ClusterId + " is still " + string(c.State)
		}
		return each(c.Hsms, func(h *cloudhsm.Hsm) string {
			known := b.hsms.of(h.HsmId)
			if h.State == cloudhsm.HsmCreateInProgress && known.created != 0 && now > known.created.Add(patience) ||
				h.State == cloudhsm.HsmDeleteInProgress && known.deleted != 0 && now > known.deleted.Add(time.Hour) {
				return h.HsmId + " is still " + string(h.State)
			}
			return ""
		})
	}); wrong != "" {
		return wrong
	}
	if wrong := eachBackup(r.Out, func(k *cloudhsm.Backup) string {
		known := b.backups.of(k.BackupId)
		if k.BackupState == cloudhsm.BackupCreateInProgress && now > made(k).Add(patience) ||
			k.BackupState == cloudhsm.BackupDeleted && known.deleted != 0 && now > known.deleted.Add(8*kernel.Day) {
			return k.BackupId + " is still " + string(k.BackupState)
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	if wrong := eachShare(r.Out, func(s *ram.ResourceShare) string {
		known := b.shares.of(s.ResourceShareArn)
		if s.Status == ram.Deleting && known.deleted != 0 && now > known.deleted.Add(association) ||
			s.Status == ram.Deleted && known.deleted != 0 && now > known.deleted.Add(association+2*time.Hour) ||
			s.FeatureSet == ram.PromotingToStandard && known.promoted != 0 && now > known.promoted.Add(promotion) {
			return s.ResourceShareArn + " is still " + string(s.Status) + " " + string(s.FeatureSet)
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	if wrong := eachAssociation(r.Out, func(a *ram.ResourceShareAssociation) string {
		t, ok := b.ties.find(place{a.ResourceShareArn, a.AssociatedEntity})
		longest := 7*kernel.Day + delivery
		if a.AssociationType == ram.ResourceAssociation || ok && !t.asked && !t.unsure {
			longest = association
		}
		if a.Status == ram.Associating && now > a.CreationTime.Add(longest) || a.Status == ram.Disassociating && now > a.LastUpdatedTime.Add(association) ||
			a.Status == ram.Disassociated && now > a.LastUpdatedTime.Add(kernel.Day) {
			return a.AssociatedEntity + " is still " + string(a.Status)
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	if s := creationOf(r.Out); s != nil && s.State == organizations.CreateInProgress && now > s.RequestedTimestamp.Add(10*time.Minute) {
		return s.Id + " is still " + string(s.State)
	}
	return ""
}
