package backup

import (
	"context"
	"fmt"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

var ofBackupJobs = []engine.Column{
	{Heading: "Backup job", Cell: engine.One(backupJob)},
	{Heading: "Resource", Cell: resource},
	{Heading: "Vault", Cell: engine.One(vault)},
	{Heading: "State", Cell: engine.Value[backup.BackupJobState]},
	{Heading: "Made", Cell: engine.Anything},
	{Heading: "Rule", Cell: engine.Anything},
	{Heading: "Message", Cell: engine.Anything},
}

var ofCopyJobs = []engine.Column{
	{Heading: "Copy job", Cell: engine.One(copyJob)},
	{Heading: "Resource", Cell: resource},
	{Heading: "From", Cell: engine.One(vault)},
	{Heading: "Into", Cell: engine.One(vault)},
	{Heading: "State", Cell: engine.Value[backup.CopyJobState]},
	{Heading: "Rule", Cell: engine.Anything},
	{Heading: "Message", Cell: engine.Anything},
}

func (s session) jobListPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} has these (backup|copy) jobs$`,
			Example: "Then \"owner\" has these copy jobs\n" +
				"  | Resource | From | Into | State     | Rule  |\n" +
				"  | v        | home | safe | COMPLETED | daily |",
			Doc: "Everything that ListBackupJobs or ListCopyJobs lists. A message shows without its full stop.",
			Do:  s.hasJobs,
			Tables: []engine.Table{
				{Word: " backup jobs", Columns: ofBackupJobs}, {Word: " copy jobs", Columns: ofCopyJobs},
			},
		},
		{
			Expression: `^{account} names the newest (backup job {new backup job}|copy job {new copy job})$`,
			Example:    `When "owner" names the newest copy job "c"`,
			Doc:        "Gives a name to the job that was made last, by a plan or not.",
			Do:         s.namesNewest,
			Answer:     engine.Stays,
		},
	}
}

func (s session) backupJobs(ctx context.Context, as kernel.Caller) (all []backup.BackupJob, err error) {
	in := &backup.ListBackupJobs{}
	for {
		out, err := engine.Ask[backup.ListBackupJobsOutput](ctx, s.Session, as, in)
		if err != nil {
			return nil, err
		}
		if all = append(all, out.BackupJobs...); out.NextToken == "" {
			return all, nil
		}
		in.NextToken = out.NextToken
	}
}

func (s session) copyJobs(ctx context.Context, as kernel.Caller) (all []backup.CopyJob, err error) {
	in := &backup.ListCopyJobs{}
	for {
		out, err := engine.Ask[backup.ListCopyJobsOutput](ctx, s.Session, as, in)
		if err != nil {
			return nil, err
		}
		if all = append(all, out.CopyJobs...); out.NextToken == "" {
			return all, nil
		}
		in.NextToken = out.NextToken
	}
}

func (s session) hasJobs(ctx context.Context, account, kind string, want *godog.Table) error {
	as := s.Caller(account)
	if kind == "backup" {
		all, err := s.backupJobs(ctx, as)
		if err != nil {
			return err
		}
		return engine.Compare(want, len(all), func(i int, column string) (string, error) {
			return s.backupJobCell(&all[i], column)
		})
	}
	all, err := s.copyJobs(ctx, as)
	if err != nil {
		return err
	}
	return engine.Compare(want, len(all), func(i int, column string) (string, error) {
		return s.copyJobCell(&all[i], column)
	})
}

func ruleOf(by *backup.RecoveryPointCreator) string {
	if by == nil {
		return ""
	}
	return by.BackupRuleName
}

func plainly(message string) string {
	if n := len(message); n > 0 && message[n-1] == '.' {
		return message[:n-1]
	}
	return message
}

func (s session) backupJobCell(j *backup.BackupJob, column string) (string, error) {
	switch column {
	case "Backup job":
		return s.Called(backupJob, j.BackupJobId), nil
	case "Resource":
		return s.called(j.ResourceArn), nil
	case "Vault":
		return s.vaultCalled(j.BackupVaultArn), nil
	case "State":
		return string(j.State), nil
	case "Made":
		return j.CreationDate.Std().UTC().Format("2006-01-02 15:04"), nil
	case "Rule":
		return ruleOf(j.CreatedBy), nil
	case "Message":
		return plainly(j.StatusMessage), nil
	}
	return "", fmt.Errorf("backup jobs have no column %q", column)
}

func (s session) copyJobCell(j *backup.CopyJob, column string) (string, error) {
	switch column {
	case "Copy job":
		return s.Called(copyJob, j.CopyJobId), nil
	case "Resource":
		return s.called(j.ResourceArn), nil
	case "From":
		return s.vaultCalled(j.SourceBackupVaultArn), nil
	case "Into":
		return s.vaultCalled(j.DestinationBackupVaultArn), nil
	case "State":
		return string(j.State), nil
	case "Rule":
		return ruleOf(j.CreatedBy), nil
	case "Message":
		return plainly(j.StatusMessage), nil
	}
	return "", fmt.Errorf("copy jobs have no column %q", column)
}

func (s session) namesNewest(ctx context.Context, account, _, newBackup, newCopy string) error {
	as := s.Caller(account)
	if newBackup != "" {
		all, err := s.backupJobs(ctx, as)
		if err != nil {
			return err
		}
		var newest backup.BackupJob
		for _, j := range all {
			if j.CreationDate >= newest.CreationDate {
				newest = j
			}
		}
		return s.rememberJob(backupJob, newBackup, as, newest.BackupJobId, newest.ResourceArn, newest.BackupVaultArn)
	}
	all, err := s.copyJobs(ctx, as)
	if err != nil {
		return err
	}
	var newest backup.CopyJob
	for _, j := range all {
		if j.CreationDate >= newest.CreationDate {
			newest = j
		}
	}
	return s.rememberJob(copyJob, newCopy, as, newest.CopyJobId, newest.ResourceArn, newest.DestinationBackupVaultArn)
}

func (s session) rememberJob(kind, name string, as kernel.Caller, id, of, into string) error {
	if id == "" {
		return engine.Mismatch("account %s has no %s", as.Account, kind)
	}
	what, _ := s.Find(func(t engine.Thing) bool { return t.ARN == of }, volume, cluster, fileSystem)
	s.Remember(kind, name, engine.Thing{
		Owner: as.Account, Region: as.Region, ID: id, Of: what.Name, Detail: made{what.Kind, s.vaultCalled(into)},
	})
	return nil
}
