package backup

import (
	"cmp"
	"context"
	"maps"
	"strconv"

	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) jobPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} backs up {backed up} {one} into vault {backup vault} as {new backup job}` +
				`(?: under the role {role})?(?: for {days})?(?: {times})?$`,
			Example: `When "owner" backs up volume "v" into vault "home" as "j" under the role "Saver" for 30 days`,
			Doc: "StartBackupJob, under the default role unless one is named. What is not for a number of days is kept " +
				"for good. It may be done several times, such as 31 times: the name is that of the last job.",
			Do: func(ctx context.Context, account, kind, name, into, as, role, days, times string) error {
				return repeated(times, func() error { return s.backsUp(ctx, account, kind, name, into, as, role, days) })
			},
			Answer: engine.Answers[backup.StartBackupJobOutput](),
			Makes:  defaultRoleOf("$1"),
		},
		{
			Expression: `^{account} copies recovery point {recovery point} into vault {backup vault} as {new copy job}` +
				`(?: under the role {role})?(?: for {days})?(?: {times})?$`,
			Example: `When "owner" copies recovery point "r" into vault "safe" as "c" under the role "Copier" for 30 days`,
			Doc: "StartCopyJob, under the default role unless one is named. What is not for a number of days follows " +
				"its source's lifecycle. It may be done several times, such as 31 times: the name is that of the last job.",
			Do: func(ctx context.Context, account, of, into, as, role, days, times string) error {
				return repeated(times, func() error { return s.copies(ctx, account, of, into, as, role, days) })
			},
			Answer: engine.Answers[backup.StartCopyJobOutput](),
			Makes:  defaultRoleOf("$1"),
		},
		{
			Expression: `^{account} restores recovery point {recovery point} as {new restore job}` +
				`(?: under the role {role})?$`,
			Example: `When "consumer" restores recovery point "r" as "x" under the role "Saver"`,
			Doc: "StartRestoreJob, under the default role unless one is named, with what " +
				"GetRecoveryPointRestoreMetadata tells; a DB cluster is named after the job.",
			Do:     s.restores,
			Answer: engine.Answers[backup.StartRestoreJobOutput](),
			Makes:  defaultRoleOf("$1"),
		},
	}
}

// repeated does something as often as a phrase says, once where it says nothing.
func repeated(times string, do func() error) error {
	n, err := strconv.Atoi(cmp.Or(times, "1"))
	for i := 0; i < n && err == nil; i++ {
		err = do()
	}
	return err
}

// lifecycleOf is one for so many days, none where none are said.
func lifecycleOf(days string) (*backup.Lifecycle, error) {
	if days == "" {
		return nil, nil
	}
	n, err := engine.Days(days)
	return &backup.Lifecycle{DeleteAfterDays: new(int64(n))}, err
}

func (s session) backsUp(ctx context.Context, account, kind, name, into, as, named, days string) error {
	what, err := s.Recall(kind, name)
	if err != nil {
		return err
	}
	v, err := s.Recall(vault, into)
	if err != nil {
		return err
	}
	caller := s.CallerAt(account, what)
	in := &backup.StartBackupJob{BackupVaultName: v.ID, ResourceArn: what.ARN}
	if in.IamRoleArn, err = s.roleFor(ctx, caller, named); err != nil {
		return err
	}
	if in.Lifecycle, err = lifecycleOf(days); err != nil {
		return err
	}
	out, err := engine.Act[backup.StartBackupJobOutput](ctx, s.Session, caller, in)
	if out != nil {
		s.Remember(backupJob, as, engine.Thing{
			Owner: caller.Account, Region: caller.Region, ID: out.BackupJobId, Of: name, Detail: made{kind, into},
		})
	}
	return err
}

// made is what a job makes a recovery point of, and in which vault.
type made struct{ kind, vault string }

func (s session) copies(ctx context.Context, account, of, into, as, named, days string) error {
	source, err := s.Recall(point, of)
	if err != nil {
		return err
	}
	to, err := s.Recall(vault, into)
	if err != nil {
		return err
	}
	caller := s.CallerAt(account, source)
	in := &backup.StartCopyJob{
		RecoveryPointArn: source.ARN, SourceBackupVaultName: vaultOf(source), DestinationBackupVaultArn: to.ARN,
	}
	if in.IamRoleArn, err = s.roleFor(ctx, caller, named); err != nil {
		return err
	}
	if in.Lifecycle, err = lifecycleOf(days); err != nil {
		return err
	}
	out, err := engine.Act[backup.StartCopyJobOutput](ctx, s.Session, caller, in)
	if out != nil {
		s.Remember(copyJob, as, engine.Thing{
			Owner: caller.Account, Region: caller.Region, ID: out.CopyJobId, Of: source.Of,
			Detail: made{source.Detail.(made).kind, into},
		})
	}
	return err
}

func (s session) restores(ctx context.Context, account, of, as, named string) error {
	source, err := s.Recall(point, of)
	if err != nil {
		return err
	}
	caller := s.CallerAt(account, source)
	told, err := engine.Ask[backup.GetRecoveryPointRestoreMetadataOutput](ctx, s.Session, source.Scope(),
		&backup.GetRecoveryPointRestoreMetadata{BackupVaultName: vaultOf(source), RecoveryPointArn: source.ARN})
	if err != nil {
		return err
	}
	in := &backup.StartRestoreJob{RecoveryPointArn: source.ARN, Metadata: maps.Clone(told.RestoreMetadata)}
	if source.Detail.(made).kind == cluster {
		in.Metadata["DBClusterIdentifier"] = as
	}
	if in.IamRoleArn, err = s.roleFor(ctx, caller, named); err != nil {
		return err
	}
	out, err := engine.Act[backup.StartRestoreJobOutput](ctx, s.Session, caller, in)
	if out != nil {
		s.Remember(restoreJob, as, engine.Thing{Owner: caller.Account, Region: caller.Region, ID: out.RestoreJobId})
	}
	return err
}
