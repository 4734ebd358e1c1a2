package ebs

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/steps/engine"
)

var ofSnapshots = []engine.Column{
	{Heading: "Snapshot", Cell: engine.One("snapshot")},
	{Heading: "Owner", Cell: engine.Account},
	{Heading: "State", Cell: engine.Value[ebs.SnapshotState]},
	{Heading: "Key", Cell: key},
	{Heading: "Volume", Cell: volume},
	{Heading: "Size", Cell: engine.Anything},
	{Heading: "Description", Cell: engine.Anything},
	{Heading: "Tags", Cell: engine.Anything},
}

var ofVolumes = []engine.Column{
	{Heading: "Volume", Cell: engine.One("volume")},
	{Heading: "State", Cell: engine.Value[ebs.VolumeState]},
	{Heading: "Key", Cell: key},
	{Heading: "Source", Cell: engine.One("snapshot")},
	{Heading: "Size", Cell: engine.Anything},
	{Heading: "Tags", Cell: engine.Anything},
}

// key is the name of a key, aws/ebs, the ARN of one, or nothing.
func key(r *engine.Rehearsal, text string) error {
	if text == "" || text == "?" || text == "aws/ebs" || strings.HasPrefix(text, "arn:") {
		return nil
	}
	return r.Use(text, "key", engine.Answered)
}

// volume is the name of a volume, the ID of one, or nothing.
func volume(r *engine.Rehearsal, text string) error {
	if text == "" || strings.HasPrefix(text, "vol-") {
		return nil
	}
	return r.Use(text, "volume")
}

func (s session) listPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} (?:has|sees) no (snapshots|volumes)(?: in {Region})?$`,
			Example:    `Then "stranger" sees no snapshots in eu-west-2`,
			Doc:        "Nothing is listed.",
			Do: func(ctx context.Context, account, kind, region string) error {
				if kind == "volumes" {
					return s.seesOfEBS(ctx, account, kind, region, engine.None("Volume", "State"))
				}
				return s.seesOfEBS(ctx, account, kind, region, engine.None("Snapshot", "Owner", "State"))
			},
		},
		{
			Expression: `^{account} (?:has|sees) these (snapshots|volumes)(?: in {Region})?$`,
			Example: "Then \"consumer\" sees these snapshots in eu-west-2\n" +
				"  | Snapshot | Owner  | State     | Key |\n" +
				"  | s1       | owner  | completed | k   |",
			Doc:    "Everything that is listed. ? is a thing without a name. A key of AWS shows as aws/ebs.",
			Do:     s.seesOfEBS,
			Tables: []engine.Table{{Word: " snapshots", Columns: ofSnapshots}, {Word: " volumes", Columns: ofVolumes}},
		},
	}
}

// snapshotsWhere lists the own snapshots that a filter lets through.
func (s session) snapshotsWhere(ctx context.Context, as kernel.Caller, filter, value string) ([]ebs.Snapshot, error) {
	out, err := engine.Ask[ebs.DescribeSnapshotsOutput](ctx, s.Session, as, &ebs.DescribeSnapshots{
		OwnerIds: []string{"self"}, Filters: []ebs.Filter{{Name: filter, Values: []string{value}}},
	})
	if err != nil {
		return nil, err
	}
	return out.Snapshots, nil
}

func (s session) seesOfEBS(ctx context.Context, account, kind, region string, want *godog.Table) error {
	as := s.CallerIn(account, region)
	if kind == "volumes" {
		out, err := engine.Ask[ebs.DescribeVolumesOutput](ctx, s.Session, as, &ebs.DescribeVolumes{})
		if err != nil {
			return err
		}
		return engine.Compare(want, len(out.Volumes), func(i int, column string) (string, error) {
			return s.volumeCell(ctx, &out.Volumes[i], column)
		})
	}
	out, err := engine.Ask[ebs.DescribeSnapshotsOutput](ctx, s.Session, as, &ebs.DescribeSnapshots{})
	if err != nil {
		return err
	}
	return engine.Compare(want, len(out.Snapshots), func(i int, column string) (string, error) {
		return s.snapshotCell(ctx, &out.Snapshots[i], column)
	})
}

func (s session) snapshotCell(ctx context.Context, sn *ebs.Snapshot, column string) (string, error) {
	switch column {
	case "Snapshot":
		return s.Called("snapshot", sn.SnapshotId), nil
	case "Owner":
		return s.AccountCalled(sn.OwnerId), nil
	case "State":
		return string(sn.State), nil
	case "Key":
		return s.keyCalled(ctx, sn.KmsKeyId)
	case "Volume":
		if named := s.NameOf("volume", sn.VolumeId); named != "" {
			return named, nil
		}
		return sn.VolumeId, nil
	case "Size":
		return fmt.Sprint(sn.VolumeSize), nil
	case "Description":
		return sn.Description, nil
	case "Tags":
		return tagWords(sn.Tags), nil
	}
	return "", fmt.Errorf("snapshots have no column %q", column)
}

func (s session) volumeCell(ctx context.Context, v *ebs.Volume, column string) (string, error) {
	switch column {
	case "Volume":
		return s.Called("volume", v.VolumeId), nil
	case "State":
		return string(v.State), nil
	case "Key":
		return s.keyCalled(ctx, v.KmsKeyId)
	case "Source":
		return s.Called("snapshot", v.SnapshotId), nil
	case "Size":
		return fmt.Sprint(v.Size), nil
	case "Tags":
		return tagWords(v.Tags), nil
	}
	return "", fmt.Errorf("volumes have no column %q", column)
}

func tagWords(tags []ebs.Tag) string {
	var words []string
	for _, t := range tags {
		words = append(words, t.Key+"="+t.Value)
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// keyCalled is the name of a key, aws/ebs for one that AWS manages.
func (s session) keyCalled(ctx context.Context, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	is := func(t engine.Thing) bool { return t.ID == text || t.ARN == text }
	if t, ok := s.Find(is, "key", engine.Answered); ok {
		return t.Name, nil
	}
	arn, err := kernel.ParseARN(text)
	if err != nil {
		return text, nil
	}
	in := &kms.DescribeKey{KeyId: text}
	owner := kernel.Caller{Account: arn.Account, Region: arn.Region}
	out, err := engine.Ask[kms.DescribeKeyOutput](ctx, s.Session, owner, in)
	if err != nil {
		return "", err
	}
	if out.KeyMetadata.KeyManager == kms.ManagedByAWS {
		return "aws/ebs", nil
	}
	return "?", nil
}
