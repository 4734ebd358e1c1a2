package steps

import (
	"context"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/internal/pki"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
)

func (s *session) cloudhsmPhrases() []Phrase {
	return []Phrase{
		say(`^{account} creates cluster {new cluster}(?: with {cluster options})?$`, `When "owner" creates cluster "vault" with type hsm1.medium`,
			"CreateCluster, with the same options as the state of a cluster.", s.createsCluster, answers[cloudhsm.CreateClusterOutput]()),
		say(`^{account} restores cluster {new cluster} from backup {backup}(?: with {cluster options})?$`, `When "consumer" restores cluster "clone" from backup "b1"`,
			"CreateCluster from a backup: by its ID where it is the caller's own, by its ARN where it is another's.", s.restoresCluster, answers[cloudhsm.CreateClusterOutput]()),
		say(`^{account} initializes cluster {cluster}(?: with (a certificate of another key|a trust anchor that did not issue it|a trust anchor of another kind|text that is no certificate))?$`,
			`When "owner" initializes cluster "vault"`, "InitializeCluster with a certificate that answers the CSR, or one that does not.", s.initializesCluster, answers[cloudhsm.InitializeClusterOutput]()),
		say(`^the crypto officer activates cluster {cluster}$`, `When the crypto officer activates cluster "vault"`,
			"Sets the first password at the HSM, outside the API.", s.activate),
		say(`^{account} adds HSM {new HSM} to cluster {cluster}(?: in zone (\S+))?(?: at address (\S+))?$`, `When "owner" adds HSM "h2" to cluster "vault" in zone us-east-1b`,
			"CreateHsm.", s.addsHsm, answers[cloudhsm.CreateHsmOutput]()),
		say(`^{account} removes HSM {HSM}$`, `When "owner" removes HSM "h2"`, "DeleteHsm.", s.removesHsm, answers[cloudhsm.DeleteHsmOutput]()),
		say(`^{account} deletes (cluster|backup) {one}$`, `When "owner" deletes backup "b1"`, "DeleteCluster or DeleteBackup.", s.deletes),
		say(`^{account} restores backup {backup}$`, `When "owner" restores backup "b1"`, "RestoreBackup: out of PENDING_DELETION.", s.restoresBackup, answers[cloudhsm.RestoreBackupOutput]()),
		say(`^{account} copies backup {backup} to {Region} as {new backup}(?: with tags {tags})?$`, `When "owner" copies backup "b1" to eu-west-1 as "b1-copy"`,
			"CopyBackupToRegion; the copy is found by its source.", s.copiesBackup, answers[cloudhsm.CopyBackupToRegionOutput]()),
		say(`^{account} (exempts|no longer exempts) backup {backup} from retention$`, `When "owner" exempts backup "b1" from retention`, "ModifyBackupAttributes: NeverExpires.", s.exempts, answers[cloudhsm.ModifyBackupAttributesOutput]()),
		say(`^{account} changes cluster {cluster} to (type|retention of) {change}$`, `When "owner" changes cluster "vault" to retention of 30 days`, "ModifyCluster.", s.modifiesCluster, answers[cloudhsm.ModifyClusterOutput]()),
		say(`^{account} puts a policy for {accounts} on backup {backup}$`, `When "owner" puts a policy for "consumer" on backup "b1"`,
			"PutResourcePolicy with the sharing policy of the CloudHSM User Guide.", s.putsPolicy, answers[cloudhsm.PutResourcePolicyOutput]()),
		say(`^{account} (reads|deletes) the policy of backup {backup}$`, `When "owner" deletes the policy of backup "b1"`, "GetResourcePolicy or DeleteResourcePolicy.", s.usesPolicy),
		say(`^{account} tags (cluster|backup) {one} with {tags}$`, `When "owner" tags cluster "vault" with env=prod team=keys`, "TagResource.", s.tags, answers[cloudhsm.TagResourceOutput]()),
		say(`^{account} untags (cluster|backup) {one} from (.+)$`, `When "owner" untags cluster "vault" from team`, "UntagResource.", s.untags, answers[cloudhsm.UntagResourceOutput]()),
	}
}

func (s *session) createsCluster(ctx context.Context, account, alias, with string) error {
	o, err := parseOptions(with)
	if err != nil {
		return err
	}
	return s.newCluster(ctx, alias, s.caller(account), o)
}

func (s *session) restoresCluster(ctx context.Context, account, alias, backup, with string) error {
	o, err := parseOptions(with)
	if err != nil {
		return err
	}
	o.backup = backup
	return s.newCluster(ctx, alias, s.caller(account), o)
}

func (s *session) newCluster(ctx context.Context, alias string, as kernel.Caller, o clusterOptions) error {
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
		b, err := s.recall("backup", o.backup)
		if err != nil {
			return err
		}
		in.SourceBackupId = b.ID
		if b.home() != as {
			in.SourceBackupId = b.ARN
		}
	}
	out, err := act[cloudhsm.CreateClusterOutput](ctx, s, as, in)
	if out != nil {
		id := out.Cluster.ClusterId
		s.remember("cluster", alias, thing{Owner: as.Account, Region: as.Region, ID: id, ARN: as.Home().ARN("cloudhsm", "cluster/"+id)})
	}
	return err
}

func retentionOf(days int) *cloudhsm.BackupRetentionPolicy {
	return &cloudhsm.BackupRetentionPolicy{Type: "DAYS", Value: strconv.Itoa(days)}
}

func tagList(tags []tag) []cloudhsm.Tag {
	var list []cloudhsm.Tag
	for _, t := range tags {
		list = append(list, cloudhsm.Tag{Key: t.key, Value: t.value})
	}
	return list
}

// The ways to answer a CSR.
const (
	properly     = ""
	otherKey     = "a certificate of another key"
	otherAnchor  = "a trust anchor that did not issue it"
	foreignKind  = "a trust anchor of another kind"
	noCertficate = "text that is no certificate"
)

func (s *session) initializesCluster(ctx context.Context, account, alias, how string) error {
	c, err := s.recall("cluster", alias)
	if err != nil {
		return err
	}
	c.Owner = s.account(account)
	return s.initialize(ctx, c, how)
}

func (s *session) initialize(ctx context.Context, c thing, how string) error {
	in := &cloudhsm.InitializeCluster{ClusterId: c.ID, SignedCert: pki.TrustAnchor(), TrustAnchor: pki.TrustAnchor()}
	seen, err := s.seeCluster(ctx, c)
	if err != nil {
		return err
	}
	if seen != nil && seen.Certificates != nil && seen.Certificates.ClusterCsr != "" {
		signed, err := pki.Sign(seen.Certificates.ClusterCsr)
		if err != nil {
			return err
		}
		switch how {
		case properly:
			in.SignedCert = signed
		case otherAnchor:
			in.SignedCert, in.TrustAnchor = signed, signed
		case foreignKind:
			in.SignedCert, in.TrustAnchor = signed, seen.Certificates.ManufacturerHardwareCertificate
		case noCertficate:
			in.SignedCert = "no certificate"
		case otherKey: // the trust anchor itself, which is of another key
		}
	}
	return s.do(ctx, c.home(), in)
}

func (s *session) addsHsm(ctx context.Context, account, alias, cluster, zone, address string) error {
	return s.addHsm(ctx, s.caller(account), alias, cluster, zone, address)
}

func (s *session) addHsm(ctx context.Context, as kernel.Caller, alias, cluster, zone, address string) error {
	c, err := s.recall("cluster", cluster)
	if err != nil {
		return err
	}
	if zone == "" {
		zone = c.Region + "a"
	}
	out, err := act[cloudhsm.CreateHsmOutput](ctx, s, as, &cloudhsm.CreateHsm{ClusterId: c.ID, AvailabilityZone: zone, IpAddress: address})
	if out != nil {
		s.remember("HSM", alias, thing{Owner: as.Account, Region: as.Region, ID: out.Hsm.HsmId, Of: cluster})
	}
	return err
}

func (s *session) removesHsm(ctx context.Context, account, alias string) error {
	h, err := s.recall("HSM", alias)
	if err != nil {
		return err
	}
	c, err := s.recall("cluster", h.Of)
	if err != nil {
		return err
	}
	return s.do(ctx, s.caller(account), &cloudhsm.DeleteHsm{ClusterId: c.ID, HsmId: h.ID})
}

func (s *session) deletes(ctx context.Context, account, kind, alias string) error {
	t, err := s.recall(kind, alias)
	if err != nil {
		return err
	}
	if kind == "cluster" {
		return s.do(ctx, s.callerAt(account, t), &cloudhsm.DeleteCluster{ClusterId: t.ID})
	}
	return s.do(ctx, s.callerAt(account, t), &cloudhsm.DeleteBackup{BackupId: t.ID})
}

// callerAt is the account in the Region where the thing is.
func (s *session) callerAt(account string, t thing) kernel.Caller {
	as := s.caller(account)
	as.Region = t.Region
	return as
}

func (s *session) restoresBackup(ctx context.Context, account, alias string) error {
	b, err := s.recall("backup", alias)
	if err != nil {
		return err
	}
	return s.do(ctx, s.callerAt(account, b), &cloudhsm.RestoreBackup{BackupId: b.ID})
}

func (s *session) copiesBackup(ctx context.Context, account, alias, to, copied, tags string) error {
	b, err := s.recall("backup", alias)
	if err != nil {
		return err
	}
	list, err := parseTags(tags)
	if err != nil {
		return err
	}
	as := s.callerAt(account, b)
	out, err := act[cloudhsm.CopyBackupToRegionOutput](ctx, s, as, &cloudhsm.CopyBackupToRegion{BackupId: b.ID, DestinationRegion: to, TagList: tagList(list)})
	if out == nil || err != nil {
		return err
	}
	as.Region = to
	found, err := ask[cloudhsm.DescribeBackupsOutput](ctx, s, as, &cloudhsm.DescribeBackups{Filters: map[string][]string{"sourceBackupIds": {b.ID}}})
	if err != nil {
		return err
	}
	for _, c := range found.Backups {
		if c.SourceBackup == b.ID && s.nameOf("backup", c.BackupId) == "" {
			s.remember("backup", copied, thing{Owner: as.Account, Region: to, ID: c.BackupId, ARN: c.BackupArn, Of: b.Of})
			return nil
		}
	}
	return mismatch("the copy of backup %q is not found in %s by sourceBackupIds", alias, to)
}

func (s *session) exempts(ctx context.Context, account, how, alias string) error {
	b, err := s.recall("backup", alias)
	if err != nil {
		return err
	}
	return s.do(ctx, s.callerAt(account, b), &cloudhsm.ModifyBackupAttributes{BackupId: b.ID, NeverExpires: new(how == "exempts")})
}

func (s *session) modifiesCluster(ctx context.Context, account, alias, what, value string) error {
	c, err := s.recall("cluster", alias)
	if err != nil {
		return err
	}
	in := &cloudhsm.ModifyCluster{ClusterId: c.ID, HsmType: value}
	if what == "retention of" {
		days, err := daysOf(value)
		if err != nil {
			return err
		}
		in.HsmType, in.BackupRetentionPolicy = "", retentionOf(days)
	}
	return s.do(ctx, s.callerAt(account, c), in)
}

func (s *session) putsPolicy(ctx context.Context, account, consumers, alias string) error {
	b, err := s.recall("backup", alias)
	if err != nil {
		return err
	}
	return s.do(ctx, s.callerAt(account, b), &cloudhsm.PutResourcePolicy{ResourceArn: b.ARN, Policy: s.sharingPolicy(consumers, b)})
}

// sharingPolicy is the policy that the CloudHSM User Guide shows.
func (s *session) sharingPolicy(consumers string, b thing) string {
	var principals []string
	for _, consumer := range quoted(consumers) {
		principals = append(principals, strconv.Quote(s.account(consumer)))
	}
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":[` + strings.Join(principals, ",") +
		`]},"Action":["cloudhsm:CreateCluster","cloudhsm:DescribeBackups"],"Resource":"` + b.ARN + `"}]}`
}

// quoted returns the names in a text like `"a" and "b"`.
func quoted(text string) []string {
	var names []string
	for i, part := range strings.Split(text, `"`) {
		if i%2 == 1 {
			names = append(names, part)
		}
	}
	return names
}

func (s *session) usesPolicy(ctx context.Context, account, how, alias string) error {
	b, err := s.recall("backup", alias)
	if err != nil {
		return err
	}
	if how == "reads" {
		return s.do(ctx, s.callerAt(account, b), &cloudhsm.GetResourcePolicy{ResourceArn: b.ARN})
	}
	return s.do(ctx, s.callerAt(account, b), &cloudhsm.DeleteResourcePolicy{ResourceArn: b.ARN})
}

func (s *session) tags(ctx context.Context, account, kind, alias, tags string) error {
	t, err := s.recall(kind, alias)
	if err != nil {
		return err
	}
	list, err := parseTags(tags)
	if err != nil {
		return err
	}
	return s.do(ctx, s.callerAt(account, t), &cloudhsm.TagResource{ResourceId: t.ID, TagList: tagList(list)})
}

func (s *session) untags(ctx context.Context, account, kind, alias, keys string) error {
	t, err := s.recall(kind, alias)
	if err != nil {
		return err
	}
	return s.do(ctx, s.callerAt(account, t), &cloudhsm.UntagResource{ResourceId: t.ID, TagKeyList: strings.Fields(keys)})
}
