package rds

import (
	"context"

	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
	"github.com/shareproof/shareproof/steps/engine"
)

// openPhrases are about what the sources leave open: each takes either answer.
func (s session) openPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} cannot clone DB cluster {DB cluster} as {new DB cluster} unencrypted$`,
			Example:    `Then "consumer" cannot clone DB cluster "c" as "d" unencrypted`,
			Doc:        "RestoreDBClusterToPointInTime without a key is refused, or makes a clone that is encrypted.",
			Do:         s.cannotCloneUnencrypted,
			Answer:     engine.Calls,
		},
		{
			Expression: `^{account} cannot be given a clone of DB cluster {DB cluster} under key {key}$`,
			Example:    `Then "consumer" cannot be given a clone of DB cluster "c" under key "k"`,
			Doc: "The owner's share is refused, or the clone is, by AUR-XCL-14, once the account has accepted: " +
				"no source says which.",
			Do:     s.cannotBeGiven,
			Answer: engine.Calls,
		},
		{
			Expression: `^{account} cannot copy cluster snapshot {cluster snapshot} as {new cluster snapshot} ` +
				`under key {key} unencrypted$`,
			Example: `Then "owner" cannot copy cluster snapshot "s" as "t" under key "k" unencrypted`,
			Doc: "CopyDBClusterSnapshot is refused by AUR-ENC-06, as one page says, or makes a copy that is encrypted, " +
				"as another does.",
			Do:     s.cannotCopyUnencrypted,
			Answer: engine.Calls,
		},
	}
}

func (s session) cannotCloneUnencrypted(ctx context.Context, account, of, name string) error {
	if err := s.restoresCluster(ctx, account, of, name, "", copyOnWrite); err != nil {
		return err
	}
	if s.Examine() != nil {
		return nil
	}
	out, ok := s.Answer().(*rds.RestoreDBClusterToPointInTimeOutput)
	if !ok || truth(out.DBCluster.StorageEncrypted) != "true" {
		return engine.Mismatch("DB cluster %q is not encrypted, and its source is", name)
	}
	return nil
}

func (s session) cannotCopyUnencrypted(ctx context.Context, account, of, name, key string) error {
	if err := s.copiesSnapshot(ctx, account, of, name, "", key); err != nil {
		return err
	}
	if s.Examine() != nil {
		return s.MustBeRefusedBy("AUR-ENC-06")
	}
	out, ok := s.Answer().(*rds.CopyDBClusterSnapshotOutput)
	if !ok || truth(out.DBClusterSnapshot.StorageEncrypted) != "true" {
		return engine.Mismatch("cluster snapshot %q is not encrypted, though a key was named", name)
	}
	return nil
}

func (s session) cannotBeGiven(ctx context.Context, account, name, key string) error {
	c, err := s.Recall(cluster, name)
	if err != nil {
		return err
	}
	as := s.CallerAt(account, c)
	share, err := engine.Act[ram.CreateResourceShareOutput](ctx, s.Session, c.Scope(), &ram.CreateResourceShare{
		Name: "forbidden", ResourceArns: []string{c.ARN}, Principals: []string{as.Account},
	})
	if err != nil || s.Examine() != nil {
		return err
	}
	if err := s.accepts(ctx, as, share.ResourceShare.ResourceShareArn); err != nil {
		return err
	}
	if err := s.Wait(ctx, engine.Glance); err != nil {
		return err
	}
	if err := s.restoresCluster(ctx, account, name, name+"-forbidden", key, copyOnWrite); err != nil {
		return err
	}
	return s.MustBeRefusedBy("AUR-XCL-14")
}
