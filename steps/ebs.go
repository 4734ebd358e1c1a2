package steps

import (
	"context"
	"strings"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

func (s *session) ebsPhrases() []Phrase {
	return []Phrase{
		say(`^a volume {new volume} of {account}{encryption}$`, `Given a volume "v" of "owner" encrypted under "k"`,
			"CreateVolume of 8 GiB, waiting until it is available. Keys are those that the scenario named, or as in: the key alias/aws/ebs.", s.givenVolume),
		say(`^a (pending|completed) snapshot {new snapshot} of {account}{encryption}$`, `Given a completed snapshot "s1" of "owner" encrypted under "k"`,
			"CreateSnapshot of a new volume, waiting for its completion if asked for.", s.givenSnapshot, makes("volume the volume of $2")),
		say(`^{account} snapshots volume {volume} as {new snapshot}$`, `When "owner" snapshots volume "v" as "s1"`, "CreateSnapshot.", s.snapshots, answers[ebs.CreateSnapshotOutput]()),
		say(`^{account} (shares|unshares) snapshot {snapshot} (?:with|from) {everybody or accounts}$`, `When "owner" shares snapshot "s1" with "consumer"`,
			"ModifySnapshotAttribute: createVolumePermission.", s.sharesSnapshot, answers[ebs.ModifySnapshotAttributeOutput]()),
		say(`^{account} copies snapshot {snapshot} to {Region} as {new snapshot}{encryption}$`, `When "consumer" copies snapshot "s1" to eu-west-2 as "c1" encrypted under "k2"`,
			"CopySnapshot, called in the Region of the copy.", s.copiesSnapshot, answers[ebs.CopySnapshotOutput]()),
		say(`^{account} creates volume {new volume} from snapshot {snapshot}{encryption}$`, `When "consumer" creates volume "v" from snapshot "s1"`, "CreateVolume, in the snapshot's Region.", s.createsVolume, answers[ebs.CreateVolumeOutput]()),
		say(`^{account} deletes (volume|snapshot) {one}$`, `When "owner" deletes snapshot "s1"`, "DeleteVolume or DeleteSnapshot.", s.deletesOfEBS),
		say(`^(volume|snapshot) {one} (is|becomes) (creating|available|failed|pending|completed|in error|gone)$`, `Then snapshot "c1" becomes completed`,
			"The state, now or after waiting, as the owner sees it. A failed volume may be gone already.", s.isOfEBS),
		say(`^snapshot {snapshot} ends in error because {text}$`, `Then snapshot "c1" ends in error because "Given key ID is not accessible"`,
			"Waits for the state error; its StateMessage begins so.", s.endsInError),
		say(`^{account} can only delete volume {volume}$`, `Then "owner" can only delete volume "v"`,
			"CreateSnapshot is refused and DeleteVolume let pass, unless the volume is gone already; soon it is.", s.canOnlyDelete, calls()),
		say(`^snapshot {snapshot} is completed after snapshot {snapshot}$`, `Then snapshot "c2" is completed after snapshot "c1"`,
			"Waits for both, and compares their CompletionTimes.", s.isCompletedAfter),
		say(`^{account} has at most {count} pending snapshots? of volume {anything named}$`, `Then "owner" has at most 5 pending snapshots of volume "v"`,
			"CreateSnapshot once more than that, every 15 seconds: it is refused by EBS-SNP-05 where so many are pending, and not before. What is quick may never have so many.", s.hasAtMostPending, calls()),
		say(`^{account} (?:has|sees) no (snapshots|volumes)(?: in {Region})?$`, `Then "stranger" sees no snapshots in eu-west-2`, "Nothing is listed.",
			func(ctx context.Context, account, kind, region string) error {
				if kind == "volumes" {
					return s.seesOfEBS(ctx, account, kind, region, none("Volume", "State"))
				}
				return s.seesOfEBS(ctx, account, kind, region, none("Snapshot", "Owner", "State"))
			}),
		say(`^{account} (?:has|sees) these (snapshots|volumes)(?: in {Region})?$`, "Then \"consumer\" sees these snapshots in eu-west-2\n  | Snapshot | Owner  | State     | Key |\n  | s1       | owner  | completed | k   |",
			"Everything that is listed. ? is a thing without a name. A key of AWS shows as aws/ebs.", s.seesOfEBS, columnsOf(" snapshots", ofSnapshots...), columnsOf(" volumes", ofVolumes...)),
		say(`^{account} is told of nothing(?: in {Region})?$`, `Then "stranger" is told of nothing`, "EventBridge delivered nothing to the account in the Region.",
			func(ctx context.Context, account, region string) error {
				return s.isTold(ctx, account, region, none("event", "result", "source"))
			}),
		say(`^{account} is told of these events(?: in {Region})?$`, "Then \"consumer\" is told of these events\n  | event         | result    | snapshot | source |\n  | shareSnapshot | succeeded | s1       | owner  |",
			"Everything that EventBridge delivered to the account in the Region. Columns are members of detail, and snapshot or volume: * where it is the other or has no name.", s.isTold, columns(ofEvents...)),
	}
}

// keyNamed reads the words about encryption: whether to encrypt, and the key's name.
func (s *session) keyNamed(words string) (encrypted *bool, key string, err error) {
	words = strings.TrimPrefix(words, " ")
	if !strings.HasPrefix(words, "encrypted") {
		return nil, "", nil
	}
	key = strings.TrimPrefix(words, "encrypted")
	key = strings.TrimPrefix(key, " under ")
	if literal, ok := strings.CutPrefix(key, "the key "); ok {
		return new(true), literal, nil
	}
	if key == "" {
		return new(true), "", nil
	}
	alias := strings.Trim(key, `"`)
	for _, kind := range []string{"key", "value"} {
		if t, ok := s.things[kind+" "+alias]; ok && t.ARN != "" {
			return new(true), t.ARN, nil
		} else if ok {
			return new(true), t.ID, nil
		}
	}
	_, err = s.recall("key", alias)
	return nil, "", err
}

// inRegion is somebody in the Region of a thing.
func (s *session) inRegion(account, region string) kernel.Caller {
	as := s.caller(account)
	if region != "" {
		as.Region = region
	}
	return as
}

func (s *session) givenVolume(ctx context.Context, alias, owner, encryption string) error {
	if err := s.newVolume(ctx, s.caller(owner), alias, "", encryption); err != nil {
		return err
	}
	if err := s.mustHaveSucceeded(); err != nil {
		return err
	}
	return s.isOfEBS(ctx, "volume", alias, "becomes", string(ebs.VolumeAvailable))
}

func (s *session) createsVolume(ctx context.Context, account, alias, of, encryption string) error {
	sn, err := s.recall("snapshot", of)
	if err != nil {
		return err
	}
	return s.newVolume(ctx, s.inRegion(account, sn.Region), alias, sn.ID, encryption)
}

func (s *session) newVolume(ctx context.Context, as kernel.Caller, alias, of, encryption string) error {
	in := &ebs.CreateVolume{AvailabilityZone: as.Region + "a", SnapshotId: of}
	if of == "" {
		in.Size = new(int32(8))
	}
	var err error
	if in.Encrypted, in.KmsKeyId, err = s.keyNamed(encryption); err != nil {
		return err
	}
	if err := s.do(ctx, as, in); err != nil {
		return err
	}
	if out, ok := s.last.out.(*ebs.CreateVolumeOutput); ok {
		s.remember("volume", alias, thing{Owner: as.Account, Region: as.Region, ID: out.VolumeId, ARN: as.Home().ARN("ec2", "volume/"+out.VolumeId)})
	}
	return nil
}

func (s *session) givenSnapshot(ctx context.Context, state, alias, owner, encryption string) error {
	volume := "the volume of " + alias
	if err := s.givenVolume(ctx, volume, owner, encryption); err != nil {
		return err
	}
	if err := s.snapshots(ctx, owner, volume, alias); err != nil {
		return err
	}
	if err := s.mustHaveSucceeded(); err != nil || state == string(ebs.SnapshotPending) {
		return err
	}
	return s.isOfEBS(ctx, "snapshot", alias, "becomes", state)
}

func (s *session) snapshots(ctx context.Context, account, volume, alias string) error {
	v, err := s.recall("volume", volume)
	if err != nil {
		return err
	}
	as := s.inRegion(account, v.Region)
	if err := s.do(ctx, as, &ebs.CreateSnapshot{VolumeId: v.ID, Description: alias}); err != nil {
		return err
	}
	if out, ok := s.last.out.(*ebs.CreateSnapshotOutput); ok {
		s.rememberSnapshot(alias, as, out.SnapshotId)
	}
	return nil
}

func (s *session) rememberSnapshot(alias string, as kernel.Caller, id string) {
	s.remember("snapshot", alias, thing{Owner: as.Account, Region: as.Region, ID: id, ARN: kernel.Home{Region: as.Region}.ARN("ec2", "snapshot/"+id)})
}

func (s *session) sharesSnapshot(ctx context.Context, account, how, alias, whom string) error {
	sn, err := s.recall("snapshot", alias)
	if err != nil {
		return err
	}
	in := &ebs.ModifySnapshotAttribute{SnapshotId: sn.ID, Attribute: ebs.CreateVolumePermissionAttribute, OperationType: ebs.Add}
	if how == "unshares" {
		in.OperationType = ebs.Remove
	}
	for _, who := range quoted(whom) {
		in.UserIds = append(in.UserIds, s.account(who))
	}
	if whom == "everybody" {
		in.GroupNames = []string{"all"}
	}
	return s.do(ctx, s.inRegion(account, sn.Region), in)
}

func (s *session) copiesSnapshot(ctx context.Context, account, alias, to, copied, encryption string) error {
	sn, err := s.recall("snapshot", alias)
	if err != nil {
		return err
	}
	in := &ebs.CopySnapshot{SourceRegion: sn.Region, SourceSnapshotId: sn.ID, Description: copied}
	if in.Encrypted, in.KmsKeyId, err = s.keyNamed(encryption); err != nil {
		return err
	}
	as := s.inRegion(account, to)
	out, err := act[ebs.CopySnapshotOutput](ctx, s, as, in)
	if out != nil {
		s.rememberSnapshot(copied, as, out.SnapshotId)
	}
	return err
}

func (s *session) deletesOfEBS(ctx context.Context, account, kind, alias string) error {
	t, err := s.recall(kind, alias)
	if err != nil {
		return err
	}
	if kind == "volume" {
		return s.do(ctx, s.inRegion(account, t.Region), &ebs.DeleteVolume{VolumeId: t.ID})
	}
	return s.do(ctx, s.inRegion(account, t.Region), &ebs.DeleteSnapshot{SnapshotId: t.ID})
}
