package laws

import (
	"strings"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/services"
)

// question is a call in which only one name is left open.
type question struct {
	op         *kernel.Operation
	kind, rest string
	length     int // of the ID
}

// told is a refusal in which that name is left open.
type told struct{ code, message string }

var (
	// ForeignIsMissing is the law of things that are not shared.
	ForeignIsMissing = add(Law{
		ID: "LAW-03", Services: []string{"cloudhsmv2", "ram", "organizations", "ec2", "dlm"},
		Says:    "What belongs to another account and is not shared is refused exactly as what does not exist.",
		refused: foreignIsMissing,
	})
	// CodesAreTheServices is the law of error codes.
	CodesAreTheServices = add(Law{
		ID: "LAW-22", Services: []string{"all"},
		Says:    "A refusal carries an error code that the service has.",
		refused: knownCode,
	})
)

func foreignIsMissing(b *books, r *reply) string {
	q, answer, foreign, ok := b.about(r)
	if !ok {
		return ""
	}
	others := &b.foreign
	if foreign {
		others = &b.unknown
	}
	if other, known := others.find(q); known && other != answer {
		return "what is another account's gets " + r.refusal.Code + " and what does not exist " + other.code + ", or with other words"
	}
	return ""
}

func (b *books) learnRefusal(r *reply) {
	if r.As.Principal != "" {
		return
	}
	if q, answer, foreign, ok := b.about(r); ok && foreign {
		b.foreign.put(q, answer)
	} else if ok {
		b.unknown.put(q, answer)
	}
}

// about returns the question that a refused call put about a name which is
// either another account's, not shared, or nobody's.
func (b *books) about(r *reply) (q question, answer told, foreign, ok bool) {
	name, rest := subject(r.In)
	if name == "" {
		return
	}
	id, kind := name, name
	arn, err := kernel.ParseARN(name)
	if err == nil {
		id = arn.Resource[strings.LastIndexByte(arn.Resource, '/')+1:]
		kind = arn.Partition + arn.Service + arn.Region + arn.Resource[:len(arn.Resource)-len(id)]
	}
	if i := strings.IndexByte(id, '-'); err != nil && i > 0 {
		kind = id[:i]
	}
	known, theirs := b.owner(r, id, name)
	if known && !theirs || len(id) < 11 || strings.ToLower(id) != id {
		return
	}
	if err == nil && arn.Region != r.As.Region || !known && b.mayBeOwn(r, name, id) {
		return
	}
	q = question{r.op, kind, rest, len(id)}
	answer = told{r.refusal.Code, strings.ReplaceAll(strings.ReplaceAll(r.refusal.Message, name, "?"), id, "?")}
	return q, answer, theirs, true
}

// mayBeOwn tells whether a name that no answer has shown may still be the
// caller's: backups, shares of policies and invitations are made without telling their names.
func (b *books) mayBeOwn(r *reply, name, id string) bool {
	if home, ok := homeOf(name); ok && home.Account != r.As.Account {
		return strings.Contains(name, ":resource-share-invitation/") // which bears its sender's account
	}
	e := b.own.of(r.As.Home())
	_, invited := b.named.find(r.As.Account)
	managed := false
	if strings.HasPrefix(id, "snap-") {
		b.eachPolicy(r.As.Account, func(*policy) { managed = true })
	}
	return managed || backupID(id) && len(e.clusters)+len(e.backups)+len(e.copies) > 0 ||
		strings.Contains(name, ":resource-share/") && len(e.backups) > 0 ||
		strings.Contains(name, ":resource-share-invitation/") && invited
}

// owner tells whether a name is known, and whether it is another account's that
// has nothing to do with the caller.
func (b *books) owner(r *reply, id, name string) (known, theirs bool) {
	me := r.As.Account
	if c, ok := b.clusters.find(id); ok {
		return true, c.home.Account != me
	}
	if k, ok := b.backups.find(id); ok {
		return true, k.shown != nil && k.home.Account != me && !b.mayRestore(k.shown.BackupArn, me)
	}
	if s, ok := b.shares.find(name); ok {
		return true, s.home.Account != me && !b.mayPartake(name, me)
	}
	if i, ok := b.invitations.find(name); ok {
		return true, i.shown != nil && i.shown.ReceiverAccountId != me
	}
	if s, ok := b.snapshots.find(id); ok {
		return true, !b.mayRead(id, &s, me, now)
	}
	if v, ok := b.volumes.find(id); ok {
		return true, v.home.Account != me
	}
	if p, ok := b.policies.find(id); ok {
		return true, p.home.Account != me
	}
	if h, ok := b.handshakes.find(id); ok {
		return true, h.receiver != "" && h.receiver != me && h.sender != me
	}
	return false, false
}

// subject returns the one name by which a call stands or falls, and all else
// that it says.
func subject(in any) (name, rest string) {
	switch in := in.(type) {
	case *cloudhsm.DeleteCluster:
		return in.ClusterId, ""
	case *cloudhsm.DeleteBackup:
		return in.BackupId, ""
	case *cloudhsm.RestoreBackup:
		return in.BackupId, ""
	case *cloudhsm.ModifyBackupAttributes:
		if in.NeverExpires != nil {
			return in.BackupId, ""
		}
	case *cloudhsm.CopyBackupToRegion:
		return in.BackupId, in.DestinationRegion + text(in.TagList)
	case *cloudhsm.GetResourcePolicy:
		return in.ResourceArn, ""
	case *cloudhsm.DeleteResourcePolicy:
		return in.ResourceArn, ""
	case *cloudhsm.ListTags:
		if in.NextToken == "" && in.MaxResults == nil {
			return in.ResourceId, ""
		}
	case *cloudhsm.CreateCluster:
		if in.SourceBackupId != "" {
			other := *in
			other.SourceBackupId = ""
			return in.SourceBackupId, text(other)
		}
	case *ram.DeleteResourceShare:
		return in.ResourceShareArn, in.ClientToken
	case *ram.PromoteResourceShareCreatedFromPolicy:
		return in.ResourceShareArn, ""
	case *ram.AcceptResourceShareInvitation:
		return in.ResourceShareInvitationArn, in.ClientToken
	case *ram.RejectResourceShareInvitation:
		return in.ResourceShareInvitationArn, in.ClientToken
	case *ram.ListPendingInvitationResources:
		if in.NextToken == "" && in.MaxResults == nil {
			return in.ResourceShareInvitationArn, string(in.ResourceRegionScope)
		}
	case *ebs.DeleteSnapshot:
		return in.SnapshotId, text(in.DryRun)
	case *ebs.DeleteVolume:
		return in.VolumeId, text(in.DryRun)
	case *ebs.DescribeSnapshotAttribute:
		return in.SnapshotId, string(in.Attribute) + text(in.DryRun)
	case *ebs.ModifySnapshotAttribute:
		other := *in
		other.SnapshotId = ""
		return in.SnapshotId, text(other)
	case *ebs.CreateSnapshot:
		other := *in
		other.VolumeId = ""
		return in.VolumeId, text(other)
	case *dlm.GetLifecyclePolicy:
		return in.PolicyId, ""
	case *dlm.DeleteLifecyclePolicy:
		return in.PolicyId, ""
	case *organizations.AcceptHandshake:
		return in.HandshakeId, ""
	case *organizations.DeclineHandshake:
		return in.HandshakeId, ""
	case *organizations.CancelHandshake:
		return in.HandshakeId, ""
	case *organizations.DescribeHandshake:
		return in.HandshakeId, ""
	}
	return "", ""
}

func knownCode(_ *books, r *reply) string {
	if codes[r.op.API.Service][r.refusal.Code] || codes["all"][r.refusal.Code] || r.As.Principal != "" && codes["principals"][r.refusal.Code] {
		return ""
	}
	return "there is no error " + r.refusal.Code
}

// codes are the errors of each service, and those that all services share.
var codes = func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	learn := func(whose string, names []string) {
		all[whose] = map[string]bool{}
		for _, name := range names {
			all[whose][name] = true
		}
	}
	learn("all", strings.Fields(`
		InternalFailure InternalError ServiceUnavailable ServiceUnavailableException Throttling ThrottlingException
		TooManyRequestsException RequestLimitExceeded UnknownOperationException SerializationException
		UnrecognizedClientException RequestTimeout RequestTimeoutException`))
	learn("principals", strings.Fields(`AccessDeniedException ExpiredTokenException`))
	for _, api := range services.All {
		learn(api.Service, api.Errors)
	}
	return all
}()
