package steps

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

// under says what a request asks for: nothing, encryption, or encryption under a
// key that the scenario named or that its owner has.
const under = `(| unencrypted| asking for nothing| encrypted| encrypted under "[^"]*"| encrypted under the key \S+)`

const inRegion = `(?: in ` + region + `)?`

var emptyTable = &godog.Table{Rows: []*messages.PickleTableRow{{}}}

func (s *session) ebsPhrases() []Phrase {
	return []Phrase{
		{`^a volume ` + name + ` of ` + name + under + `$`, `Given a volume "v" of "source" encrypted under "k"`,
			"CreateVolume of 8 GiB, waiting until it is available. Keys are those that the scenario named, or as in: the key alias/aws/ebs.", s.givenVolume},
		{`^a (pending|completed) snapshot ` + name + ` of ` + name + under + `$`, `Given a completed snapshot "s1" of "source" encrypted under "k"`,
			"CreateSnapshot of a new volume, waiting for its completion if asked for.", s.givenSnapshot},
		{`^` + name + ` snapshots volume ` + name + ` as ` + name + `$`, `When "source" snapshots volume "v" as "s1"`, "CreateSnapshot.", s.snapshots},
		{`^` + name + ` (shares|unshares) snapshot ` + name + ` (?:with|from) (everybody|(?:` + name + `(?: and )?)+)$`, `When "source" shares snapshot "s1" with "target"`,
			"ModifySnapshotAttribute: createVolumePermission.", s.sharesSnapshot},
		{`^` + name + ` copies snapshot ` + name + ` to ` + region + ` as ` + name + under + `$`, `When "target" copies snapshot "s1" to eu-west-2 as "c1" encrypted under "k2"`,
			"CopySnapshot, called in the Region of the copy.", s.copiesSnapshot},
		{`^` + name + ` creates volume ` + name + ` from snapshot ` + name + under + `$`, `When "target" creates volume "v" from snapshot "s1"`, "CreateVolume, in the snapshot's Region.", s.createsVolume},
		{`^` + name + ` deletes (volume|snapshot) ` + name + `$`, `When "source" deletes snapshot "s1"`, "DeleteVolume or DeleteSnapshot.", s.deletesOfEBS},
		{`^(volume|snapshot) ` + name + ` (is|becomes) (creating|available|failed|pending|completed|in error|gone)$`, `Then snapshot "c1" becomes completed`,
			"The state, now or after waiting, as the owner sees it. A failed volume may be gone already.", s.isOfEBS},
		{`^snapshot ` + name + ` ends in error because ` + name + `$`, `Then snapshot "c1" ends in error because "Given key ID is not accessible"`,
			"Waits for the state error; its StateMessage begins so.", s.endsInError},
		{`^` + name + ` can only delete volume ` + name + `$`, `Then "owner" can only delete volume "v"`,
			"CreateSnapshot is refused and DeleteVolume let pass, unless the volume is gone already; soon it is.", s.canOnlyDelete},
		{`^snapshot ` + name + ` is completed after snapshot ` + name + `$`, `Then snapshot "c2" is completed after snapshot "c1"`,
			"Waits for both, and compares their CompletionTimes.", s.isCompletedAfter},
		{`^` + name + ` has at most (\d+) pending snapshots? of volume ` + name + `$`, `Then "owner" has at most 5 pending snapshots of volume "v"`,
			"CreateSnapshot once more than that, every 15 seconds: it is refused by EBS-SNP-05 where so many are pending, and not before. What is quick may never have so many.", s.hasAtMostPending},
		{`^` + name + ` (?:has|sees) no (snapshots|volumes)` + inRegion + `$`, `Then "stranger" sees no snapshots in eu-west-2`, "Nothing is listed.",
			func(ctx context.Context, account, kind, region string) error {
				return s.seesOfEBS(ctx, account, kind, region, emptyTable)
			}},
		{`^` + name + ` (?:has|sees) these (snapshots|volumes)` + inRegion + `$`, "Then \"target\" sees these snapshots in eu-west-2\n  | Snapshot | Owner  | State     | Key |\n  | s1       | source | completed | k   |",
			"Everything that is listed. ? is a thing without a name. Columns: Snapshot or Volume, Owner, State, Key, Source (of a volume), Volume, Size, Description, Tags. A key of AWS shows as aws/ebs.", s.seesOfEBS},
		{`^` + name + ` is told of nothing` + inRegion + `$`, `Then "stranger" is told of nothing`, "EventBridge delivered nothing to the account in the Region.",
			func(ctx context.Context, account, region string) error {
				return s.isTold(ctx, account, region, emptyTable)
			}},
		{`^` + name + ` is told of these events` + inRegion + `$`, "Then \"target\" is told of these events\n  | event         | result    | snapshot | source |\n  | shareSnapshot | succeeded | s1       | source |",
			"Everything that EventBridge delivered to the account in the Region. Columns are members of detail, and snapshot or volume, * where it is the other or has no name.", s.isTold},
	}
}

// keyNamed reads the words of under: whether to encrypt, and the key's name.
func (s *session) keyNamed(words string) (encrypted *bool, key string, err error) {
	words = strings.TrimPrefix(words, " ")
	if !strings.HasPrefix(words, "encrypted") {
		return nil, "", nil
	}
	key = strings.TrimPrefix(words, "encrypted")
	key = strings.TrimPrefix(key, " under ")
	if literal, ok := strings.CutPrefix(key, "the key "); ok {
		return ptr(true), literal, nil
	}
	if key == "" {
		return ptr(true), "", nil
	}
	alias := strings.Trim(key, `"`)
	for _, kind := range []string{"key", "value"} {
		if t, ok := s.things[kind+" "+alias]; ok && t.ARN != "" {
			return ptr(true), t.ARN, nil
		} else if ok {
			return ptr(true), t.ID, nil
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
		in.Size = ptr(int32(8))
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

func (s *session) sharesSnapshot(ctx context.Context, account, how, alias, whom, _ string) error {
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

const failed = "failed"

// isOfEBS looks at the state of a volume or snapshot, or waits for it.
func (s *session) isOfEBS(ctx context.Context, kind, alias, how, want string) error {
	t, err := s.recall(kind, alias)
	if err != nil {
		return err
	}
	question := func() (bool, string, error) {
		state, _, err := s.stateOfEBS(ctx, kind, t)
		return state == want || want == "in error" && state == string(ebs.SnapshotError) || want == failed && (state == string(ebs.VolumeError) || state == gone), state, err
	}
	if how == "becomes" {
		return s.await(ctx, fmt.Sprintf("%s %q becoming %s", kind, alias, want), question)
	}
	yes, state, err := question()
	if err == nil && !yes {
		err = mismatch("%s %q is %s, not %s", kind, alias, state, want)
	}
	return err
}

// stateOfEBS asks the owner for a state and, of a snapshot, its message.
func (s *session) stateOfEBS(ctx context.Context, kind string, t thing) (state, message string, err error) {
	if kind == "volume" {
		out, err := ask[ebs.DescribeVolumesOutput](ctx, s, t.home(), &ebs.DescribeVolumes{Filters: []ebs.Filter{{Name: "volume-id", Values: []string{t.ID}}}})
		if err != nil || len(out.Volumes) == 0 {
			return gone, "", err
		}
		return string(out.Volumes[0].State), "", nil
	}
	seen, err := s.snapshotsWhere(ctx, t.home(), "snapshot-id", t.ID)
	if err != nil || len(seen) == 0 {
		return gone, "", err
	}
	return string(seen[0].State), seen[0].StateMessage, nil
}

func (s *session) endsInError(ctx context.Context, alias, why string) error {
	t, err := s.recall("snapshot", alias)
	if err != nil {
		return err
	}
	message := ""
	err = s.await(ctx, "snapshot "+alias+" ending in error", func() (bool, string, error) {
		state, told, err := s.stateOfEBS(ctx, "snapshot", t)
		message = told
		if state == string(ebs.SnapshotCompleted) {
			return false, state, mismatch("snapshot %q is completed", alias)
		}
		return state == string(ebs.SnapshotError), state, err
	})
	if err == nil && !strings.HasPrefix(message, why) {
		err = mismatch("snapshot %q failed because %q, not %q", alias, message, why)
	}
	return err
}

func (s *session) isCompletedAfter(ctx context.Context, alias, earlier string) error {
	var completed [2]kernel.Time
	for i, name := range []string{alias, earlier} {
		if err := s.isOfEBS(ctx, "snapshot", name, "becomes", string(ebs.SnapshotCompleted)); err != nil {
			return err
		}
		t, err := s.recall("snapshot", name)
		if err != nil {
			return err
		}
		seen, err := s.snapshotsWhere(ctx, t.home(), "snapshot-id", t.ID)
		if err != nil {
			return err
		}
		sn, err := first("snapshot "+name, seen)
		if err != nil {
			return err
		}
		completed[i] = sn.CompletionTime
	}
	if completed[0] <= completed[1] {
		return mismatch("snapshot %q was completed at %s, snapshot %q at %s", alias, completed[0].Std(), earlier, completed[1].Std())
	}
	return nil
}

// canOnlyDelete holds for a volume that failed, which may be gone at any moment.
func (s *session) canOnlyDelete(ctx context.Context, account, alias string) error {
	v, err := s.recall("volume", alias)
	if err != nil {
		return err
	}
	as := s.inRegion(account, v.Region)
	if err := s.do(ctx, as, &ebs.CreateSnapshot{VolumeId: v.ID}); err != nil {
		return err
	}
	s.last.examined = true
	if refusal := s.last.refusal; refusal == nil || refusal.Code != ebs.IncorrectState.Code && !isGone(refusal) {
		return mismatch("CreateSnapshot of volume %q: got %v, not IncorrectState", alias, refusal)
	}
	if err := s.do(ctx, as, &ebs.DeleteVolume{VolumeId: v.ID}); err != nil {
		return err
	}
	s.last.examined = true
	if isGone(s.last.refusal) {
		return nil
	}
	if err := s.mustHaveSucceeded(); err != nil {
		return err
	}
	state, _, err := s.stateOfEBS(ctx, "volume", v)
	if err != nil {
		return err
	}
	if state != string(ebs.VolumeDeleting) && state != gone {
		return mismatch("volume %q is %s after its deletion", alias, state)
	}
	return s.isOfEBS(ctx, "volume", alias, "becomes", gone)
}

func isGone(refusal *kernel.Error) bool {
	return refusal != nil && refusal.Code == ebs.InvalidVolumeNotFound.Code
}

// hasAtMostPending makes snapshots of a volume until it is refused. What is
// quick completes them before they are many.
func (s *session) hasAtMostPending(ctx context.Context, account string, most int, alias string) error {
	as := s.caller(account)
	volume, err := s.fill("{" + alias + "}")
	if err != nil {
		return err
	}
	pending := func() (int, error) {
		seen, err := s.snapshotsWhere(ctx, as, "volume-id", volume)
		seen = slices.DeleteFunc(seen, func(sn ebs.Snapshot) bool { return sn.State != ebs.SnapshotPending })
		return len(seen), err
	}
	for range most + 1 {
		if err := s.record.Wait(ctx, 15*time.Second); err != nil {
			return err
		}
		before, err := pending()
		if err != nil {
			return err
		}
		made, err := act[ebs.CreateSnapshotOutput](ctx, s, as, &ebs.CreateSnapshot{VolumeId: volume})
		if err != nil {
			return err
		}
		if made == nil && before < most {
			return mismatch("with %d pending snapshots, one more is refused: %v", before, s.last.refusal)
		}
		if made == nil {
			return s.refusedBy("EBS-SNP-05")
		}
		if made.SnapshotId == "" {
			return mismatch("the answer has no SnapshotId")
		}
		after, err := pending()
		if err != nil {
			return err
		}
		if after > most {
			return mismatch("volume %q has %d pending snapshots", alias, after)
		}
	}
	return nil
}

// snapshotsWhere lists the own snapshots that a filter lets through.
func (s *session) snapshotsWhere(ctx context.Context, as kernel.Caller, filter, value string) ([]ebs.Snapshot, error) {
	out, err := ask[ebs.DescribeSnapshotsOutput](ctx, s, as, &ebs.DescribeSnapshots{
		OwnerIds: []string{"self"}, Filters: []ebs.Filter{{Name: filter, Values: []string{value}}},
	})
	if err != nil {
		return nil, err
	}
	return out.Snapshots, nil
}

func (s *session) seesOfEBS(ctx context.Context, account, kind, region string, want *godog.Table) error {
	as := s.inRegion(account, region)
	if kind == "volumes" {
		out, err := ask[ebs.DescribeVolumesOutput](ctx, s, as, &ebs.DescribeVolumes{})
		if err != nil {
			return err
		}
		return compare(want, len(out.Volumes), func(i int, column string) (string, error) { return s.volumeCell(ctx, &out.Volumes[i], column) })
	}
	out, err := ask[ebs.DescribeSnapshotsOutput](ctx, s, as, &ebs.DescribeSnapshots{})
	if err != nil {
		return err
	}
	return compare(want, len(out.Snapshots), func(i int, column string) (string, error) { return s.snapshotCell(ctx, &out.Snapshots[i], column) })
}

func (s *session) snapshotCell(ctx context.Context, sn *ebs.Snapshot, column string) (string, error) {
	switch column {
	case "Snapshot":
		return s.called("snapshot", sn.SnapshotId), nil
	case "Owner":
		return s.accountCalled(sn.OwnerId), nil
	case "State":
		return string(sn.State), nil
	case "Key":
		return s.keyCalled(ctx, sn.KmsKeyId)
	case "Volume":
		if named := s.nameOf("volume", sn.VolumeId); named != "" {
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

func (s *session) volumeCell(ctx context.Context, v *ebs.Volume, column string) (string, error) {
	switch column {
	case "Volume":
		return s.called("volume", v.VolumeId), nil
	case "State":
		return string(v.State), nil
	case "Key":
		return s.keyCalled(ctx, v.KmsKeyId)
	case "Source":
		return s.called("snapshot", v.SnapshotId), nil
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

// accountCalled is the name of an account number, the number where it has none.
func (s *session) accountCalled(number string) string {
	for _, known := range s.accounts {
		if s.account(known) == number {
			return known
		}
	}
	return number
}

// keyCalled is the name of a key, aws/ebs for one that AWS manages.
func (s *session) keyCalled(ctx context.Context, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	for key, t := range s.things {
		kind, alias, _ := strings.Cut(key, " ")
		if (kind == "key" || kind == "value") && (t.ID == text || t.ARN == text) {
			return alias, nil
		}
	}
	arn, err := kernel.ParseARN(text)
	if err != nil {
		return text, nil
	}
	out, err := ask[kms.DescribeKeyOutput](ctx, s, kernel.Caller{Account: arn.Account, Region: arn.Region}, &kms.DescribeKey{KeyId: text})
	if err != nil {
		return "", err
	}
	if out.KeyMetadata.KeyManager == kms.ManagedByAWS {
		return "aws/ebs", nil
	}
	return "?", nil
}

// isTold holds all events of an account against a table.
func (s *session) isTold(ctx context.Context, account, region string, want *godog.Table) error {
	events, err := s.Events(ctx, s.inRegion(account, region).Home())
	if err != nil {
		return err
	}
	wanted, err := s.filledTable(want)
	if err != nil {
		return err
	}
	return compare(wanted, len(events), func(i int, column string) (string, error) {
		detail := map[string]string{}
		if err := json.Unmarshal([]byte(events[i].Detail), &detail); err != nil {
			return "", mismatch("the detail of an event is no JSON object of strings: %v", err)
		}
		switch column {
		case "detail-type":
			return events[i].DetailType, nil
		case "snapshot", "volume":
			if called := s.arnCalled(column, events[i].Resources[0]); called != events[i].Resources[0] {
				return called, nil
			}
			return "*", nil
		case "source":
			if source := s.accountCalled(detail["source"]); source != detail["source"] {
				return source, nil
			}
			return s.arnCalled("snapshot", s.arnCalled("volume", detail["source"])), nil
		case "startTime", "endTime":
			at, err := time.Parse(time.RFC3339, detail[column])
			if err != nil {
				return "", mismatch("%s is no time: %v", column, err)
			}
			return at.Format(time.RFC3339), nil
		}
		return detail[column], nil
	})
}

// filledTable replaces the references in a table.
func (s *session) filledTable(table *godog.Table) (*godog.Table, error) {
	filled := &godog.Table{}
	for _, row := range table.Rows {
		cells := &messages.PickleTableRow{}
		for _, cell := range row.Cells {
			text, err := s.fill(cell.Value)
			if err != nil {
				return nil, err
			}
			cells.Cells = append(cells.Cells, &messages.PickleTableCell{Value: text})
		}
		filled.Rows = append(filled.Rows, cells)
	}
	return filled, nil
}

// arnCalled is the name of what the ARN names, the ARN where it has none.
func (s *session) arnCalled(kind, arn string) string {
	for key, t := range s.things {
		if alias, ok := strings.CutPrefix(key, kind+" "); ok && t.ARN == arn {
			return alias
		}
	}
	return arn
}
