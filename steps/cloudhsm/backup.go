package cloudhsm

import (
	"context"
	"time"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) backupPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} restores backup {backup}$`,
			Example:    `When "owner" restores backup "b1"`,
			Doc:        "RestoreBackup: out of PENDING_DELETION.",
			Do:         s.restoresBackup,
			Answer:     engine.Answers[cloudhsm.RestoreBackupOutput](),
		},
		{
			Expression: `^{account} copies backup {backup} to {Region} as {new backup}(?: with tags {tags})?$`,
			Example:    `When "owner" copies backup "b1" to eu-west-1 as "b1-copy"`,
			Doc:        "CopyBackupToRegion; the copy is found by its source.",
			Do:         s.copiesBackup,
			Answer:     engine.Answers[cloudhsm.CopyBackupToRegionOutput](),
		},
		{
			Expression: `^{account} (exempts|no longer exempts) backup {backup} from retention$`,
			Example:    `When "owner" exempts backup "b1" from retention`,
			Doc:        "ModifyBackupAttributes: NeverExpires.",
			Do:         s.exempts,
			Answer:     engine.Answers[cloudhsm.ModifyBackupAttributesOutput](),
		},
		{
			Expression: `^{account} (can|cannot) restore backup {backup}$`,
			Example:    `Then "consumer" cannot restore backup "b1"`,
			Doc:        "Whether CreateCluster from the backup's ARN is let pass.",
			Do:         s.canRestore,
			Answer:     engine.Calls,
		},
	}
}

func givenBackup(ctx context.Context, on *engine.Session, m engine.Making) error {
	young := m.State == string(cloudhsm.BackupCreateInProgress)
	return session{on}.nextBackup(ctx, m.Name, m.Arguments[0], young)
}

func stateOfBackup(ctx context.Context, on *engine.Session, t engine.Thing) (string, error) {
	b, err := session{on}.seeBackup(ctx, t)
	if err != nil || b == nil {
		return engine.Gone, err
	}
	return string(b.BackupState), nil
}

// nextBackup names the oldest backup of a cluster that has no name yet, waiting
// a day for one if need be. A young one is caught while it is being made.
func (s session) nextBackup(ctx context.Context, alias, cluster string, young bool) error {
	c, err := s.Recall("cluster", cluster)
	if err != nil {
		return err
	}
	step := time.Hour
	if young {
		step = engine.Glance
	}
	return s.AwaitFor(ctx, kernel.Day+time.Hour, step, "a backup of cluster "+cluster, func() (bool, string, error) {
		seen, err := engine.Ask[cloudhsm.DescribeBackupsOutput](ctx, s.Session, c.Scope(), &cloudhsm.DescribeBackups{
			Filters: map[string][]string{"clusterIds": {c.ID}}, SortAscending: new(true),
		})
		if err != nil {
			return false, "", err
		}
		for _, b := range seen.Backups {
			wanted := b.BackupState == cloudhsm.BackupCreateInProgress || !young
			if wanted && b.SourceBackup == "" && s.NameOf("backup", b.BackupId) == "" {
				s.rememberBackup(alias, c.Scope(), b, cluster)
				return true, "", nil
			}
		}
		return false, "none", nil
	})
}

func (s session) rememberBackup(alias string, as kernel.Caller, b cloudhsm.Backup, cluster string) {
	s.Remember("backup", alias, engine.Thing{
		Owner: as.Account, Region: as.Region, ID: b.BackupId, ARN: b.BackupArn, Of: cluster,
	})
}

func (s session) seeBackup(ctx context.Context, t engine.Thing) (*cloudhsm.Backup, error) {
	seen, err := engine.Ask[cloudhsm.DescribeBackupsOutput](ctx, s.Session, t.Scope(), &cloudhsm.DescribeBackups{
		Filters: map[string][]string{"backupIds": {t.ID}},
	})
	if err != nil || len(seen.Backups) == 0 {
		return nil, err
	}
	return &seen.Backups[0], nil
}

func (s session) restoresBackup(ctx context.Context, account, alias string) error {
	b, err := s.Recall("backup", alias)
	if err != nil {
		return err
	}
	return s.Call(ctx, s.CallerAt(account, b), &cloudhsm.RestoreBackup{BackupId: b.ID})
}

func (s session) copiesBackup(ctx context.Context, account, alias, to, copied, tags string) error {
	b, err := s.Recall("backup", alias)
	if err != nil {
		return err
	}
	list, err := engine.ParseTags(tags)
	if err != nil {
		return err
	}
	as := s.CallerAt(account, b)
	out, err := engine.Act[cloudhsm.CopyBackupToRegionOutput](ctx, s.Session, as, &cloudhsm.CopyBackupToRegion{
		BackupId: b.ID, DestinationRegion: to, TagList: tagList(list),
	})
	if out == nil || err != nil {
		return err
	}
	as.Region = to
	found, err := engine.Ask[cloudhsm.DescribeBackupsOutput](ctx, s.Session, as, &cloudhsm.DescribeBackups{
		Filters: map[string][]string{"sourceBackupIds": {b.ID}},
	})
	if err != nil {
		return err
	}
	for _, c := range found.Backups {
		if c.SourceBackup == b.ID && s.NameOf("backup", c.BackupId) == "" {
			s.rememberBackup(copied, as, c, b.Of)
			return nil
		}
	}
	return engine.Mismatch("the copy of backup %q is not found in %s by sourceBackupIds", alias, to)
}

func (s session) exempts(ctx context.Context, account, how, alias string) error {
	b, err := s.Recall("backup", alias)
	if err != nil {
		return err
	}
	return s.Call(ctx, s.CallerAt(account, b), &cloudhsm.ModifyBackupAttributes{
		BackupId: b.ID, NeverExpires: new(how == "exempts"),
	})
}

func (s session) canRestore(ctx context.Context, account, whether, alias string) error {
	b, err := s.Recall("backup", alias)
	if err != nil {
		return err
	}
	err = s.Call(ctx, s.CallerAt(account, b), &cloudhsm.CreateCluster{
		HsmType: "hsm2m.medium", SubnetIds: []string{"subnet-0a1b2c3a"}, SourceBackupId: b.ARN,
	})
	if err != nil {
		return err
	}
	refusal := s.Examine()
	if whether == "can" {
		return s.MustHaveSucceeded()
	}
	if refusal == nil {
		return engine.Mismatch("%q restored backup %q", account, alias)
	}
	// No source settles the code, so any will do; the model has to have the right reason.
	by := refusal.Rule
	if by != nil && by != cloudhsm.OnlySharedBackupsRestoreElsewhere && by != cloudhsm.UnsharingEndsRestoring {
		return engine.Mismatch("refused by %s (%v), not for want of sharing", by.ID, refusal)
	}
	return nil
}
