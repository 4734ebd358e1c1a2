package cloudhsm

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

var columns = []engine.Column{
	{Heading: "Backup", Cell: engine.One("backup")},
	{Heading: "State", Cell: engine.Value[cloudhsm.BackupState]},
	{Heading: "Cluster", Cell: engine.One("cluster")},
	{Heading: "Mode", Cell: engine.Value[cloudhsm.ClusterMode]},
	{Heading: "Type", Cell: engine.Anything},
	{Heading: "Tags", Cell: engine.Anything},
	{Heading: "Source", Cell: engine.One("backup")},
	{Heading: "NeverExpires", Cell: engine.Truth},
}

func (s session) listingPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} (?:has|sees) no( shared)? backups$`,
			Example:    `Then "consumer" sees no shared backups`,
			Doc:        "The listing is empty.",
			Do: func(ctx context.Context, account, shared string) error {
				return s.hasBackups(ctx, account, shared, engine.None("Backup", "State"))
			},
		},
		{
			Expression: `^{account} (?:has|sees) these( shared)? backups$`,
			Example:    "Then \"consumer\" sees these shared backups\n  | Backup | State |\n  | b1     | READY |",
			Doc: "The whole listing: own backups, or those shared with the account. ? is a backup without " +
				"a name.",
			Do:     s.hasBackups,
			Tables: engine.Columns(columns...),
		},
		{
			Expression: `^backup {backup} is due to go {days} after backup {backup} was made$`,
			Example:    `Then backup "b1" is due to go 7 days after backup "b2" was made`,
			Doc: "Compares a DeleteTimestamp with a CreateTimestamp, give or take four hours: a backup " +
				"that was just made tells what time it is.",
			Do: s.isDueToGo,
		},
	}
}

func (s session) hasBackups(ctx context.Context, account, shared string, want *godog.Table) error {
	var listed []cloudhsm.Backup
	in := &cloudhsm.DescribeBackups{SortAscending: new(true)}
	if shared != "" {
		in.Shared = new(true)
	}
	for {
		out, err := engine.Ask[cloudhsm.DescribeBackupsOutput](ctx, s.Session, s.Caller(account), in)
		if err != nil {
			return err
		}
		listed = append(listed, out.Backups...)
		if out.NextToken == "" {
			break
		}
		next := *in
		next.NextToken = out.NextToken
		in = &next
	}
	return engine.Compare(want, len(listed), func(i int, column string) (string, error) {
		b := listed[i]
		switch column {
		case "Backup":
			return s.Called("backup", b.BackupId), nil
		case "State":
			return string(b.BackupState), nil
		case "Cluster":
			return s.Called("cluster", b.ClusterId), nil
		case "Mode":
			return string(b.Mode), nil
		case "Type":
			return b.HsmType, nil
		case "NeverExpires":
			return fmt.Sprint(b.NeverExpires), nil
		case "Source":
			return s.Called("backup", b.SourceBackup), nil
		case "Tags":
			var tags []string
			for _, t := range b.TagList {
				tags = append(tags, t.Key+"="+t.Value)
			}
			return strings.Join(tags, " "), nil
		}
		return "", fmt.Errorf("backups have no column %q", column)
	})
}

func (s session) isDueToGo(ctx context.Context, alias string, days int, young string) error {
	var seen [2]*cloudhsm.Backup
	for i, name := range []string{alias, young} {
		t, err := s.Recall("backup", name)
		if err != nil {
			return err
		}
		if seen[i], err = s.seeBackup(ctx, t); err != nil {
			return err
		}
		if seen[i] == nil {
			return engine.Mismatch("backup %q is gone", name)
		}
	}
	left := seen[0].DeleteTimestamp.Sub(seen[1].CreateTimestamp)
	if off := left - time.Duration(days)*kernel.Day; off.Abs() > engine.Patience {
		return engine.Mismatch(
			"backup %q is to be deleted %s after backup %q was made, not %d days", alias, left, young, days)
	}
	return nil
}
