package backup

import (
	"context"
	"fmt"

	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/steps/engine"
)

// The phrases that bring a limit near.
func (s session) manyPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} has {count} (backup vaults|backup plans)$`,
			Example:    `Given "owner" has 300 backup vaults`,
			Doc:        "CreateBackupVault or CreateBackupPlan as often as that, of x-1 and so on, which have no names here.",
			Do:         s.hasMany,
			Answer:     engine.Calls,
		},
	}
}

func (s session) hasMany(ctx context.Context, account string, n int, what string) (err error) {
	as := s.Caller(account)
	for i := 1; i <= n && err == nil; i++ {
		name := fmt.Sprint("x-", i)
		if what == "backup vaults" {
			_, err = engine.Ask[backup.CreateBackupVaultOutput](ctx, s.Session, as,
				&backup.CreateBackupVault{BackupVaultName: name})
			continue
		}
		_, err = engine.Ask[backup.CreateBackupPlanOutput](ctx, s.Session, as, &backup.CreateBackupPlan{
			BackupPlan: &backup.BackupPlanInput{
				BackupPlanName: name, Rules: []backup.BackupRuleInput{{RuleName: name, TargetBackupVaultName: "home"}},
			},
		})
	}
	return err
}
