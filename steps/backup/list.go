package backup

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/steps/engine"
)

var ofPoints = []engine.Column{
	{Heading: "Recovery point", Cell: engine.One(point)},
	{Heading: "Resource", Cell: resource},
	{Heading: "Status", Cell: engine.Anything},
	{Heading: "Made", Cell: engine.Anything},
	{Heading: "Goes", Cell: engine.Anything},
	{Heading: "Cold", Cell: engine.Anything},
	{Heading: "Key", Cell: keyCell},
	{Heading: "Source vault", Cell: engine.One(vault)},
	{Heading: "Rule", Cell: engine.Anything},
}

// resource is the name of what is backed up, or ?.
func resource(r *engine.Rehearsal, text string) error {
	for _, kind := range []string{volume, cluster} {
		if r.Has(kind, text) {
			return nil
		}
	}
	return engine.One(fileSystem)(r, text)
}

// keyCell is the name of a key, aws/backup and such of one that AWS manages, or
// nothing.
func keyCell(r *engine.Rehearsal, text string) error {
	switch text {
	case "", "?", "aws/backup", "aws/ebs", "aws/rds":
		return nil
	}
	return r.Use(text, key)
}

func (s session) listPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^vault {backup vault} holds (no|\d+) recovery points?$`,
			Example:    `Then vault "safe" holds 7 recovery points`,
			Doc:        "ListRecoveryPointsByBackupVault by the vault's owner lists so many.",
			Do:         s.holdsSoMany,
		},
		{
			Expression: `^vault {backup vault} holds these recovery points$`,
			Example: "Then vault \"safe\" holds these recovery points\n" +
				"  | Recovery point | Resource | Status    | Key | Source vault |\n" +
				"  | r2             | v        | COMPLETED | k   | home         |",
			Doc: "Everything that ListRecoveryPointsByBackupVault lists. AVAILABLE shows as COMPLETED, which AWS says " +
				"too. Made is when, as in 2025-11-01 05:00, Goes after how many days it is deleted and Cold after how " +
				"many it moves to cold storage. A key of AWS shows as aws/backup and such.",
			Do:     s.holds,
			Tables: engine.Columns(ofPoints...),
		},
	}
}

// listed asks for all recovery points in a vault, as its owner.
func (s session) listed(ctx context.Context, name string) (all []backup.RecoveryPointByBackupVault, err error) {
	v, err := s.Recall(vault, name)
	if err != nil {
		return nil, err
	}
	in := &backup.ListRecoveryPointsByBackupVault{BackupVaultName: v.ID}
	for {
		out, err := engine.Ask[backup.ListRecoveryPointsByBackupVaultOutput](ctx, s.Session, v.Scope(), in)
		if err != nil {
			return nil, err
		}
		if all = append(all, out.RecoveryPoints...); out.NextToken == "" {
			return all, nil
		}
		in.NextToken = out.NextToken
	}
}

func (s session) holdsSoMany(ctx context.Context, name, count string) error {
	all, err := s.listed(ctx, name)
	if err != nil || fmt.Sprint(len(all)) == strings.Replace(count, "no", "0", 1) {
		return err
	}
	return engine.Mismatch("vault %q holds %d recovery points, not %s", name, len(all), count)
}

func (s session) holds(ctx context.Context, name string, want *godog.Table) error {
	all, err := s.listed(ctx, name)
	if err != nil {
		return err
	}
	return engine.Compare(want, len(all), func(i int, column string) (string, error) {
		return s.pointCell(ctx, &all[i], column)
	})
}

func (s session) pointCell(ctx context.Context, p *backup.RecoveryPointByBackupVault, column string) (string, error) {
	switch column {
	case "Recovery point":
		return s.Called(point, p.RecoveryPointArn), nil
	case "Resource":
		return s.called(p.ResourceArn), nil
	case "Status":
		if p.Status == "AVAILABLE" {
			return completed, nil
		}
		return string(p.Status), nil
	case "Made":
		return p.CreationDate.Std().UTC().Format("2006-01-02 15:04"), nil
	case "Goes":
		return daysAfter(p, func(c *backup.CalculatedLifecycle) kernel.Time { return c.DeleteAt }), nil
	case "Cold":
		return daysAfter(p, func(c *backup.CalculatedLifecycle) kernel.Time { return c.MoveToColdStorageAt }), nil
	case "Key":
		return s.keyCalled(ctx, p.EncryptionKeyArn)
	case "Source vault":
		return s.vaultCalled(p.SourceBackupVaultArn), nil
	case "Rule":
		if p.CreatedBy == nil {
			return "", nil
		}
		return p.CreatedBy.BackupRuleName, nil
	}
	return "", fmt.Errorf("recovery points have no column %q", column)
}

// vaultCalled is the name of a vault, ? where it has none.
func (s session) vaultCalled(arn string) string {
	if arn == "" {
		return ""
	}
	if name := s.ARNCalled(vault, arn); name != arn {
		return name
	}
	return "?"
}

// daysAfter is the time from when a recovery point was made to one of its lifecycle, in
// days.
func daysAfter(p *backup.RecoveryPointByBackupVault, to func(*backup.CalculatedLifecycle) kernel.Time) string {
	if p.CalculatedLifecycle == nil || to(p.CalculatedLifecycle) == 0 {
		return ""
	}
	after := to(p.CalculatedLifecycle).Std().Sub(p.CreationDate.Std())
	if after%kernel.Day != 0 {
		return after.String()
	}
	return fmt.Sprint(int64(after / (24 * time.Hour)))
}

// keyCalled is the name of a key, aws/backup and such for one that AWS manages.
func (s session) keyCalled(ctx context.Context, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	if t, ok := s.Find(func(t engine.Thing) bool { return t.ARN == text }, key); ok {
		return t.Name, nil
	}
	arn, err := kernel.ParseARN(text)
	if err != nil {
		return "", engine.Mismatch("the key %q is no ARN: %v", text, err)
	}
	owner := kernel.Caller{Account: arn.Account, Region: arn.Region}
	out, err := engine.Ask[kms.ListAliasesOutput](ctx, s.Session, owner, &kms.ListAliases{KeyId: text})
	if err != nil {
		return "", err
	}
	for _, a := range out.Aliases {
		if len(a.AliasName) > len("alias/aws/") && a.AliasName[:len("alias/aws/")] == "alias/aws/" {
			return a.AliasName[len("alias/"):], nil
		}
	}
	return "?", nil
}
