package ebs

import (
	"context"
	"strings"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) makingPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} snapshots volume {volume} as {new snapshot}$`,
			Example:    `When "owner" snapshots volume "v" as "s1"`,
			Doc:        "CreateSnapshot.",
			Do:         s.snapshots,
			Answer:     engine.Answers[ebs.CreateSnapshotOutput](),
		},
		{
			Expression: `^{account} copies snapshot {snapshot} to {Region} as {new snapshot}{encryption}$`,
			Example:    `When "consumer" copies snapshot "s1" to eu-west-2 as "c1" encrypted under "k2"`,
			Doc:        "CopySnapshot, called in the Region of the copy.",
			Do:         s.copiesSnapshot,
			Answer:     engine.Answers[ebs.CopySnapshotOutput](),
		},
		{
			Expression: `^{account} creates volume {new volume} from snapshot {snapshot}{encryption}$`,
			Example:    `When "consumer" creates volume "v" from snapshot "s1"`,
			Doc:        "CreateVolume, in the snapshot's Region.",
			Do:         s.createsVolume,
			Answer:     engine.Answers[ebs.CreateVolumeOutput](),
		},
	}
}

// keyNamed reads the words about encryption: whether to encrypt, and the key's name.
func (s session) keyNamed(words string) (encrypted *bool, key string, err error) {
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
	for _, kind := range []string{"key", engine.Answered} {
		if t, ok := s.Lookup(kind, alias); ok && t.ARN != "" {
			return new(true), t.ARN, nil
		} else if ok {
			return new(true), t.ID, nil
		}
	}
	_, err = s.Recall("key", alias)
	return nil, "", err
}

func givenVolume(ctx context.Context, on *engine.Session, m engine.Making) error {
	owner, encryption := m.Arguments[0], m.Arguments[1]
	return session{on}.newVolume(ctx, on.Caller(owner), m.Name, "", encryption)
}

func givenSnapshot(ctx context.Context, on *engine.Session, m engine.Making) error {
	owner, volume := m.Arguments[0], "the volume of "+m.Name
	making := engine.Making{Name: volume, State: string(ebs.VolumeAvailable), Arguments: m.Arguments}
	if err := on.Given(ctx, "volume", making); err != nil {
		return err
	}
	return session{on}.snapshots(ctx, owner, volume, m.Name)
}

func (s session) createsVolume(ctx context.Context, account, alias, of, encryption string) error {
	sn, err := s.Recall("snapshot", of)
	if err != nil {
		return err
	}
	return s.newVolume(ctx, s.CallerIn(account, sn.Region), alias, sn.ID, encryption)
}

func (s session) newVolume(ctx context.Context, as kernel.Caller, alias, of, encryption string) error {
	in := &ebs.CreateVolume{AvailabilityZone: as.Region + "a", SnapshotId: of}
	if of == "" {
		in.Size = new(int32(8))
	}
	var err error
	if in.Encrypted, in.KmsKeyId, err = s.keyNamed(encryption); err != nil {
		return err
	}
	err = s.Call(ctx, as, in)
	if out, ok := s.Answer().(*ebs.CreateVolumeOutput); ok && err == nil {
		s.Remember("volume", alias, engine.Thing{
			Owner: as.Account, Region: as.Region, ID: out.VolumeId, ARN: as.Scope().ARN("ec2", "volume/"+out.VolumeId),
		})
	}
	return err
}

func (s session) snapshots(ctx context.Context, account, volume, alias string) error {
	v, err := s.Recall("volume", volume)
	if err != nil {
		return err
	}
	as := s.CallerIn(account, v.Region)
	err = s.Call(ctx, as, &ebs.CreateSnapshot{VolumeId: v.ID, Description: alias})
	if out, ok := s.Answer().(*ebs.CreateSnapshotOutput); ok && err == nil {
		s.rememberSnapshot(alias, as, out.SnapshotId)
	}
	return err
}

func (s session) rememberSnapshot(alias string, as kernel.Caller, id string) {
	arn := kernel.Scope{Region: as.Region}.ARN("ec2", "snapshot/"+id)
	s.Remember("snapshot", alias, engine.Thing{Owner: as.Account, Region: as.Region, ID: id, ARN: arn})
}

func (s session) copiesSnapshot(ctx context.Context, account, alias, to, copied, encryption string) error {
	sn, err := s.Recall("snapshot", alias)
	if err != nil {
		return err
	}
	in := &ebs.CopySnapshot{SourceRegion: sn.Region, SourceSnapshotId: sn.ID, Description: copied}
	if in.Encrypted, in.KmsKeyId, err = s.keyNamed(encryption); err != nil {
		return err
	}
	as := s.CallerIn(account, to)
	out, err := engine.Act[ebs.CopySnapshotOutput](ctx, s.Session, as, in)
	if out != nil {
		s.rememberSnapshot(copied, as, out.SnapshotId)
	}
	return err
}
