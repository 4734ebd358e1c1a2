package cloudhsm

import (
	"context"
	"strconv"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
	"github.com/shareproof/shareproof/target"
)

func (s session) clusterPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} creates cluster {new cluster}(?: with {cluster options})?$`,
			Example:    `When "owner" creates cluster "vault" with type hsm1.medium`,
			Doc:        "CreateCluster, with the same options as the state of a cluster.",
			Do:         s.createsCluster,
			Answer:     engine.Answers[cloudhsm.CreateClusterOutput](),
		},
		{
			Expression: `^{account} restores cluster {new cluster} from backup {backup}(?: with {cluster options})?$`,
			Example:    `When "consumer" restores cluster "clone" from backup "b1"`,
			Doc: "CreateCluster from a backup: by its ID where it is the caller's own, by its ARN where " +
				"it is another's.",
			Do:     s.restoresCluster,
			Answer: engine.Answers[cloudhsm.CreateClusterOutput](),
		},
		{
			Expression: `^{account} initializes cluster {cluster}(?: with ` + answersToCSR + `)?$`,
			Example:    `When "owner" initializes cluster "vault"`,
			Doc:        "InitializeCluster with a certificate that answers the CSR, or one that does not.",
			Do:         s.initializesCluster,
			Answer:     engine.Answers[cloudhsm.InitializeClusterOutput](),
		},
		{
			Expression: `^the crypto officer activates cluster {cluster}$`,
			Example:    `When the crypto officer activates cluster "vault"`,
			Doc:        "Sets the first password at the HSM, outside the API.",
			Do:         s.activate,
		},
		{
			Expression: `^{account} changes cluster {cluster} to (type|retention of) {change}$`,
			Example:    `When "owner" changes cluster "vault" to retention of 30 days`,
			Doc:        "ModifyCluster.",
			Do:         s.modifiesCluster,
			Answer:     engine.Answers[cloudhsm.ModifyClusterOutput](),
		},
	}
}

func givenCluster(ctx context.Context, on *engine.Session, m engine.Making) error {
	s, owner, with := session{on}, m.Arguments[0], m.Arguments[1]
	return s.createsCluster(ctx, owner, m.Name, with)
}

func stateOfCluster(ctx context.Context, on *engine.Session, t engine.Thing) (string, error) {
	c, err := session{on}.seeCluster(ctx, t)
	if err != nil || c == nil {
		return engine.Gone, err
	}
	return string(c.State), nil
}

func (s session) createsCluster(ctx context.Context, account, alias, with string) error {
	o, err := parseOptions(with)
	if err != nil {
		return err
	}
	return s.newCluster(ctx, alias, s.Caller(account), o)
}

func (s session) restoresCluster(ctx context.Context, account, alias, backup, with string) error {
	o, err := parseOptions(with)
	if err != nil {
		return err
	}
	o.backup = backup
	return s.newCluster(ctx, alias, s.Caller(account), o)
}

func (s session) newCluster(ctx context.Context, alias string, as kernel.Caller, o clusterOptions) error {
	in := &cloudhsm.CreateCluster{
		HsmType: o.hsmType, SubnetIds: o.subnets, Mode: cloudhsm.ClusterMode(o.mode),
		NetworkType: cloudhsm.NetworkType(o.network), TagList: tagList(o.tags),
	}
	if o.mode == "" && o.backup == "" {
		in.Mode = cloudhsm.FIPS
	}
	if o.mode == "default" {
		in.Mode = ""
	}
	if o.retention > 0 {
		in.BackupRetentionPolicy = retentionOf(o.retention)
	}
	if o.backup != "" {
		b, err := s.Recall("backup", o.backup)
		if err != nil {
			return err
		}
		in.SourceBackupId = b.ID
		if b.Scope() != as {
			in.SourceBackupId = b.ARN
		}
	}
	out, err := engine.Act[cloudhsm.CreateClusterOutput](ctx, s.Session, as, in)
	if out != nil {
		id := out.Cluster.ClusterId
		s.Remember("cluster", alias, engine.Thing{
			Owner: as.Account, Region: as.Region, ID: id, ARN: as.Scope().ARN("cloudhsm", "cluster/"+id), Of: o.backup,
		})
	}
	return err
}

func retentionOf(days int) *cloudhsm.BackupRetentionPolicy {
	return &cloudhsm.BackupRetentionPolicy{Type: "DAYS", Value: strconv.Itoa(days)}
}

func tagList(tags []engine.Tag) []cloudhsm.Tag {
	var list []cloudhsm.Tag
	for _, t := range tags {
		list = append(list, cloudhsm.Tag{Key: t.Key, Value: t.Value})
	}
	return list
}

func (s session) modifiesCluster(ctx context.Context, account, alias, what, value string) error {
	c, err := s.Recall("cluster", alias)
	if err != nil {
		return err
	}
	in := &cloudhsm.ModifyCluster{ClusterId: c.ID, HsmType: value}
	if what == "retention of" {
		days, err := engine.Days(value)
		if err != nil {
			return err
		}
		in.HsmType, in.BackupRetentionPolicy = "", retentionOf(days)
	}
	return s.Call(ctx, s.CallerAt(account, c), in)
}

func (s session) seeCluster(ctx context.Context, t engine.Thing) (*cloudhsm.Cluster, error) {
	seen, err := engine.Ask[cloudhsm.DescribeClustersOutput](ctx, s.Session, t.Scope(), &cloudhsm.DescribeClusters{
		Filters: map[string][]string{"clusterIds": {t.ID}},
	})
	if err != nil || len(seen.Clusters) == 0 {
		return nil, err
	}
	return &seen.Clusters[0], nil
}

// ensureHsm gives a cluster its first HSM.
func (s session) ensureHsm(ctx context.Context, c engine.Thing) error {
	seen, err := s.seeCluster(ctx, c)
	if err != nil || seen != nil && len(seen.Hsms) > 0 {
		return err
	}
	hsm := "first HSM of " + c.Name
	if err := s.addHsm(ctx, c.Scope(), hsm, c.Name, "", ""); err != nil {
		return err
	}
	if err := s.MustHaveSucceeded(); err != nil {
		return err
	}
	return s.Becomes(ctx, "HSM", hsm, string(cloudhsm.HsmActive))
}

// activate claims a cluster, or waits for whoever does it where the target
// offers no way. Later steps examine a refusal.
func (s session) activate(ctx context.Context, alias string) error {
	c, err := s.Recall("cluster", alias)
	if err != nil {
		return err
	}
	if s.Offers(target.Activation) {
		return s.Outside(func(t target.Target) error { return t.Activate(ctx, c.Scope(), c.ID) })
	}
	return s.Becomes(ctx, "cluster", alias, string(cloudhsm.ClusterActive))
}

// rollBack changes a cluster to a newer type and back to the old one.
func (s session) rollBack(ctx context.Context, c engine.Thing) error {
	if err := s.Call(ctx, c.Scope(), &cloudhsm.ModifyCluster{ClusterId: c.ID, HsmType: "hsm2m.medium"}); err != nil {
		return err
	}
	if err := s.MustHaveSucceeded(); err != nil {
		return err
	}
	if err := s.Becomes(ctx, "cluster", c.Name, string(cloudhsm.ClusterActive)); err != nil {
		return err
	}
	return s.Call(ctx, c.Scope(), &cloudhsm.ModifyCluster{ClusterId: c.ID, HsmType: "hsm1.medium"})
}
