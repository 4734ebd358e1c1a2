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
	for kind, alias := range s.named {
		if t := s.things[kind+" "+alias]; (kind == "key" || kind == "value") && (t.ID == text || t.ARN == text) {
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
	for k, alias := range s.named {
		if k == kind && s.things[k+" "+alias].ARN == arn {
			return alias
		}
	}
	return arn
}
