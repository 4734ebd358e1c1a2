package backup

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
	"github.com/shareproof/shareproof/steps/kms"
	"github.com/shareproof/shareproof/target"
)

func (s session) vaultPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^a backup vault {new backup vault} of {account}(?: encrypted under {key})?$`,
			Example:    `Given a backup vault "safe" of "consumer" encrypted under "k"`,
			Doc: "CreateBackupVault, under aws/backup unless a key is named. {safe} stands for its name, {safe.arn} for " +
				"its ARN.",
			Do: s.givenVault,
		},
		{
			Expression: `^vault {backup vault} takes copies from {accounts}$`,
			Example:    `Given vault "safe" takes copies from "owner"`,
			Doc: "PutBackupVaultAccessPolicy by the vault's owner, with a statement for each account that allows " +
				"backup:CopyIntoBackupVault.",
			Do: s.takesCopies,
		},
		{
			Expression: `^{account} puts this policy on vault {backup vault}$`,
			Example: "When \"consumer\" puts this policy on vault \"safe\"\n" +
				"  \"\"\"\n" +
				"  {Allow: backup:CopyIntoBackupVault, to: \"*\", if: {StringEquals: {aws:PrincipalOrgID: \"{organization}\"}}}\n" +
				"  \"\"\"",
			Doc:       "PutBackupVaultAccessPolicy: a policy in JSON or YAML, or a line for each statement.",
			Do:        s.putsPolicy,
			Answer:    engine.Answers[backup.PutBackupVaultAccessPolicyOutput](),
			DocString: kms.PolicyText,
		},
		{
			Expression: `^{account} visits the console of AWS Backup$`,
			Example:    `When "owner" visits the console of AWS Backup`,
			Doc:        "Outside the API: it makes the vault Default where there is none. Scenarios need console.",
			Do: func(ctx context.Context, account string) error {
				return s.Outside(func(t target.Target) error { return t.VisitConsole(ctx, s.Caller(account)) })
			},
		},
		{
			Expression: `^cross-account backup is switched (on|off)$`,
			Example:    `Given cross-account backup is switched on`,
			Doc:        "UpdateGlobalSettings by the management account of the scenario's organization.",
			Do:         s.switches,
			Needs:      []engine.Name{{Kind: "organization"}},
		},
	}
}

func (s session) givenVault(ctx context.Context, name, account, under string) error {
	as := s.Caller(account)
	in := &backup.CreateBackupVault{BackupVaultName: name}
	if under != "" {
		k, err := s.Recall(key, under)
		if err != nil {
			return err
		}
		in.EncryptionKeyArn = k.ARN
	}
	out, err := engine.Ask[backup.CreateBackupVaultOutput](ctx, s.Session, as, in)
	if err != nil {
		return err
	}
	s.Remember(vault, name, engine.Thing{
		Owner: as.Account, Region: as.Region, ID: out.BackupVaultName, ARN: out.BackupVaultArn,
	})
	return nil
}

// statement lets an account copy into a vault, as AWS documents it.
type statement struct {
	Effect    string
	Principal map[string]string
	Action    string
	Resource  string
}

func (s session) takesCopies(ctx context.Context, name, from string) error {
	v, err := s.Recall(vault, name)
	if err != nil {
		return err
	}
	policy := struct {
		Version   string
		Statement []statement
	}{Version: "2012-10-17"}
	for _, account := range engine.Names(from) {
		policy.Statement = append(policy.Statement, statement{
			Effect:    "Allow",
			Principal: map[string]string{"AWS": fmt.Sprintf("arn:aws:iam::%s:root", s.Account(account))},
			Action:    "backup:CopyIntoBackupVault", Resource: "*",
		})
	}
	text, err := json.Marshal(policy)
	if err != nil {
		return err
	}
	_, err = engine.Ask[backup.PutBackupVaultAccessPolicyOutput](ctx, s.Session, v.Scope(),
		&backup.PutBackupVaultAccessPolicy{BackupVaultName: v.ID, Policy: string(text)})
	return err
}

func (s session) putsPolicy(ctx context.Context, account, name string, text *godog.DocString) error {
	v, err := s.Recall(vault, name)
	if err != nil {
		return err
	}
	document, err := kms.PolicyOf(s.Session, text.Content)
	if err != nil {
		return err
	}
	return s.Call(ctx, s.CallerAt(account, v), &backup.PutBackupVaultAccessPolicy{
		BackupVaultName: v.ID, Policy: document,
	})
}

func (s session) switches(ctx context.Context, how string) error {
	o, err := s.Recall("organization", "")
	if err != nil {
		return err
	}
	as := kernel.Caller{Account: o.Owner, Region: s.Region()}
	value := map[string]string{"on": "true", "off": "false"}[how]
	_, err = engine.Ask[backup.UpdateGlobalSettingsOutput](ctx, s.Session, as, &backup.UpdateGlobalSettings{
		GlobalSettings: map[string]string{"isCrossAccountBackupEnabled": value},
	})
	return err
}
