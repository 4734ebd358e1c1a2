package backup

import (
	"context"

	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) lockPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} locks vault {backup vault} for {count} to {count} days(?:, changeable for {days})?$`,
			Example:    `When "owner" locks vault "home" for 7 to 30 days, changeable for 3 days`,
			Doc:        "PutBackupVaultLockConfiguration: in governance mode, or in compliance mode with a grace time.",
			Do:         s.locks,
			Answer:     engine.Answers[backup.PutBackupVaultLockConfigurationOutput](),
		},
		{
			Expression: `^{account} unlocks vault {backup vault}$`,
			Example:    `When "owner" unlocks vault "home"`,
			Doc:        "DeleteBackupVaultLockConfiguration.",
			Do: func(ctx context.Context, account, name string) error {
				v, err := s.Recall(vault, name)
				if err != nil {
					return err
				}
				in := &backup.DeleteBackupVaultLockConfiguration{BackupVaultName: v.ID}
				return s.Call(ctx, s.CallerAt(account, v), in)
			},
			Answer: engine.Answers[backup.DeleteBackupVaultLockConfigurationOutput](),
		},
	}
}

func (s session) locks(ctx context.Context, account, name string, least, most int, grace string) error {
	v, err := s.Recall(vault, name)
	if err != nil {
		return err
	}
	in := &backup.PutBackupVaultLockConfiguration{
		BackupVaultName: v.ID, MinRetentionDays: new(int64(least)), MaxRetentionDays: new(int64(most)),
	}
	if grace != "" {
		days, err := engine.Days(grace)
		if err != nil {
			return err
		}
		in.ChangeableForDays = new(int64(days))
	}
	return s.Call(ctx, s.CallerAt(account, v), in)
}
