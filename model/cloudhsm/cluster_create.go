package cloudhsm

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// CreateCluster makes a cluster, afresh or from a backup.
type CreateCluster struct {
	HsmType               string                 `shape:"!HsmType"`
	SubnetIds             []string               `shape:"!SubnetIds"`
	BackupRetentionPolicy *BackupRetentionPolicy // days as text
	Mode                  ClusterMode            `shape:"Mode"`
	NetworkType           NetworkType            `shape:"NetworkType"`
	SourceBackupId        string                 `shape:"BackupArn" resource:"backup"`
	TagList               []Tag                  `shape:"Tags"`
}

// CreateClusterOutput shows the new cluster.
type CreateClusterOutput struct{ Cluster *Cluster }

// BackupRetentionPolicy says for how many days backups are kept.
type BackupRetentionPolicy struct {
	Type  string `shape:"RetentionType" sent:"always"`
	Value string `shape:"RetentionValue" sent:"always"`
}

// ClusterMode is FIPS where a cluster keeps to FIPS 140, and NON_FIPS where not.
type ClusterMode string

// NetworkType is the kind of addresses that a cluster's HSMs have.
type NetworkType string

// The modes and network types.
const (
	FIPS      ClusterMode = "FIPS"
	NonFIPS   ClusterMode = "NON_FIPS"
	IPv4      NetworkType = "IPV4"
	DualStack NetworkType = "DUALSTACK"
)

// Values lists the modes.
func (ClusterMode) Values() []ClusterMode { return []ClusterMode{FIPS, NonFIPS} }

// Values lists the network types.
func (NetworkType) Values() []NetworkType { return []NetworkType{IPv4, DualStack} }

const (
	hsm1 = "hsm1.medium"
	hsm2 = "hsm2m.medium"
)

// hsm1Ends is when AWS stopped offering hsm1.medium to new clusters.
var hsm1Ends = kernel.At(time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC))

const (
	maxClusters      = 4
	maxHsms          = 6
	defaultRetention = 90
)

// The rules of making a cluster.
var (
	NewClustersAreShownWhole = rules.Add(kernel.Rule{
		ID: "HSM-CLU-03", Kind: kernel.Effect, Evidence: kernel.Documented, Source: clusterGuide,
		Says: "CreateCluster answers at once with the cluster in CREATE_IN_PROGRESS, with a security group, a VPC " +
			"and its subnets by Availability Zone, without HSMs or certificates.",
		Operations: []string{"CreateCluster"},
	})
	SourceAndCertificateAreShown = rules.Add(kernel.Rule{
		ID: "HSM-CLU-06", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "CloudHSM User Guide, create-cluster-from-backup", Also: []string{"HSM-CLU-20"},
		Says: "A cluster made from a backup shows the bare SourceBackupId and the original's ClusterCertificate, " +
			"and lives on its own from then on.",
		Operations: []string{"CreateCluster"},
	})
	ForeignBackupsNeedARNs = rules.Add(kernel.Rule{
		ID: "HSM-CLU-07", Kind: kernel.Refusal, Error: ResourceNotFound,
		Or:       []*kernel.ErrorShape{InvalidRequest, AccessDenied},
		Evidence: kernel.Documented, Source: "API reference of CreateCluster", Seed: seedChanges,
		Says:       "To restore another account's backup the whole ARN is given; a bare ID means one of the caller's own.",
		Operations: []string{"CreateCluster"},
	})
	OnlySharedBackupsRestoreElsewhere = rules.Add(kernel.Rule{
		ID: "HSM-CLU-08", Kind: kernel.Refusal, Error: ResourceNotFound,
		Or:       []*kernel.ErrorShape{AccessDenied, InvalidRequest},
		Evidence: kernel.Inferred, Source: sharingGuide, Seed: seedSharing,
		Says: "Another account's backup is restored only by an account with which it is shared; otherwise the " +
			"answer is as if there were none.",
		Operations: []string{"CreateCluster"},
	})
	UnsharingEndsRestoring = rules.Add(kernel.Rule{
		ID: "HSM-CLU-09", Kind: kernel.Refusal, Error: ResourceNotFound,
		Or:       []*kernel.ErrorShape{AccessDenied, InvalidRequest},
		Evidence: kernel.Documented, Source: sharingGuide + ", Unsharing a shared backup", Seed: seedSharing,
		Says: "Once a backup is unshared the consumer restores nothing more from it, while clusters restored before " +
			"live on.",
		Operations: []string{"CreateCluster", "DescribeClusters"},
	})
	SourcesAreReady = rules.Add(kernel.Rule{
		ID: "HSM-CLU-10", Kind: kernel.Refusal, Error: InvalidRequest, Or: []*kernel.ErrorShape{ResourceNotFound},
		Evidence: kernel.Inferred, Source: "CloudHSM User Guide, copy-backup-to-region",
		Says:       "Only a READY backup is restored into a cluster.",
		Operations: []string{"CreateCluster"},
	})
	ModesFitHsmTypes = rules.Add(kernel.Rule{
		ID: "HSM-CLU-11", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Documented, Source: typesGuide,
		Says:       "FIPS clusters are made of hsm1.medium or hsm2m.medium, NON_FIPS clusters of hsm2m.medium only.",
		Operations: []string{"CreateCluster"},
	})
	BackupsKeepTheirMode = rules.Add(kernel.Rule{
		ID: "HSM-CLU-12", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Documented, Source: typesGuide,
		Says: "A backup of a FIPS cluster is restored into a FIPS cluster, one of a NON_FIPS cluster into a " +
			"NON_FIPS cluster.",
		Operations: []string{"CreateCluster"},
	})
	Hsm1IsWithdrawn = rules.Add(kernel.Rule{
		ID: "HSM-CLU-13", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Documented,
		Source:     "CloudHSM User Guide, clusters; AWS Security Blog on the migration; text of a public log",
		Says:       "From 2025-12-01 on no cluster is made of hsm1.medium.",
		Operations: []string{"CreateCluster"},
	})
	FIPSIsTheDefault = rules.Add(kernel.Rule{
		ID: "HSM-CLU-14", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: typesGuide,
		Says:       "A new cluster for which no Mode is given is a FIPS cluster.",
		Operations: []string{"CreateCluster"},
	})
	ClustersAndHsmsAreFew = rules.Add(kernel.Rule{
		ID: "HSM-CLU-16", Kind: kernel.Quota, Error: InvalidRequest,
		Or:       []*kernel.ErrorShape{ServiceFault, ResourceLimitExceeded},
		Evidence: kernel.Documented, Source: "CloudHSM User Guide, limits", Also: []string{"HSM-ERR-03"},
		Says:       "By default an account has at most 4 clusters and 6 HSMs in a Region.",
		Operations: []string{"CreateCluster", "CreateHsm"},
	})
	DualStackNeedsHsm2 = rules.Add(kernel.Rule{
		ID: "HSM-CLU-18", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Documented,
		Source: "types of the SDK and its change log of 2024-12-13",
		Says: "NetworkType is IPV4 unless given; DUALSTACK is for hsm2m.medium, whose HSMs then have IPv6 addresses " +
			"too.",
		Operations: []string{"CreateCluster"},
	})
	BackupsRestoreForward = rules.Add(kernel.Rule{
		ID: "HSM-CLU-19", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Inferred,
		Source:     typesGuide + "; AWS Security Blog on the migration",
		Says:       "A backup is restored into the HSM type that made it or a newer one, never an older one.",
		Operations: []string{"CreateCluster"},
	})
)

func (s *Service) createCluster(c *kernel.Call, in *CreateCluster) (*CreateClusterOutput, error) {
	subnets, err := place(c, in.SubnetIds)
	if err != nil {
		return nil, err
	}
	days, err := retentionDays(c, in.BackupRetentionPolicy)
	if err != nil {
		return nil, err
	}
	source, err := s.source(c, in.SourceBackupId)
	if err != nil {
		return nil, err
	}
	mode := in.Mode
	switch {
	case mode != "":
	case source != nil:
		mode = source.Mode
	case c.Applies(true, FIPSIsTheDefault):
		mode = FIPS
	default:
		mode = NonFIPS
	}
	if err := s.checkType(c, in, mode, source); err != nil {
		return nil, err
	}
	if err := c.Require(s.liveClusters(c.Scope()) < maxClusters, ClustersAndHsmsAreFew,
		"The limit of %d clusters in this Region is reached.", maxClusters); err != nil {
		return nil, err
	}

	cl := &cluster{
		Scope: c.Scope(), ID: c.Mint().Base32("cluster-"), Type: in.HsmType, Mode: mode,
		Network: in.NetworkType, Subnets: subnets, SecurityGroup: c.Mint().Hex("sg-"),
		Retention: days, Tags: merged(nil, in.TagList), Created: c.Now(),
	}
	if cl.Network == "" {
		cl.Network = IPv4
	}
	if source != nil {
		cl.Source = source.ID
		if c.Applies(true, SourceAndCertificateAreShown) {
			cl.Certificate = source.Certificate
		}
		if source.Scope.Account != c.Account {
			source.Restorers = append(without(source.Restorers, c.Account), c.Account)
		}
	}
	s.Clusters.In(c.Scope()).Put(cl.ID, cl)
	s.clusterMachine.Begin(cl)
	s.env.Schedule(kernel.Day, daily, kernel.Ref{Scope: cl.Scope, ID: cl.ID}, 0)
	out := s.show(cl)
	if !c.Applies(true, NewClustersAreShownWhole) {
		out.SecurityGroup, out.VpcId, out.SubnetMapping = "", "", nil
	}
	return &CreateClusterOutput{out}, nil
}

// source finds the backup to restore: an own one by ID, anybody's by ARN.
func (s *Service) source(c *kernel.Call, idOrARN string) (*backup, error) {
	if idOrARN == "" {
		return nil, nil
	}
	b, err := s.findSource(c, idOrARN)
	if err != nil {
		return nil, err
	}
	return b, s.backupMachine.Fire(b, "CreateCluster")
}

func (s *Service) findSource(c *kernel.Call, idOrARN string) (*backup, error) {
	if !strings.HasPrefix(idOrARN, "arn:") {
		b := s.Backups.Get(c.Scope(), idOrARN)
		foreign := b == nil
		if foreign {
			b = s.Backups.Anywhere(idOrARN)
		}
		if err := c.Require(!foreign, ForeignBackupsNeedARNs, "Backup %s is not found.", idOrARN); err != nil {
			return nil, err
		}
		if b == nil || b.Life.State == BackupDeleted {
			return nil, c.Refuse(UnknownIDsAreNotFound, "Backup %s is not found.", idOrARN)
		}
		return b, nil
	}
	arn, err := kernel.ParseARN(idOrARN)
	b := s.Backups.See(backupID(arn))
	if err != nil || b == nil || b.Life.State == BackupDeleted || b.Scope.Region != c.Region {
		return nil, c.Refuse(OnlySharedBackupsRestoreElsewhere, "Backup %s is not found.", idOrARN)
	}
	if b.Scope == c.Scope() {
		return s.find(arn), nil
	}
	shared := s.ram.Allows(arn, c.Account, "cloudhsm:CreateCluster")
	rule := OnlySharedBackupsRestoreElsewhere
	if slices.Contains(b.Restorers, c.Account) {
		rule = UnsharingEndsRestoring // it may once have been allowed
	}
	if err := c.Require(shared, rule, "Backup %s is not found.", idOrARN); err != nil {
		return nil, err
	}
	return s.find(arn), nil
}

func (s *Service) checkType(c *kernel.Call, in *CreateCluster, mode ClusterMode, source *backup) error {
	fits := in.HsmType == hsm2 || in.HsmType == hsm1 && mode == FIPS
	if err := c.Require(fits, ModesFitHsmTypes, "There are no %s clusters of type %s.", mode, in.HsmType); err != nil {
		return err
	}
	if err := c.Require(in.HsmType != hsm1 || c.Now() < hsm1Ends, Hsm1IsWithdrawn,
		"Provided HsmType is not supported."); err != nil {
		return err
	}
	if err := c.Require(in.NetworkType != DualStack || in.HsmType == hsm2, DualStackNeedsHsm2,
		"NetworkType DUALSTACK needs %s.", hsm2); err != nil {
		return err
	}
	if source == nil {
		return nil
	}
	if err := c.Require(mode == source.Mode, BackupsKeepTheirMode, "Backup %s is of a %s cluster, not %s.", source.ID,
		source.Mode, mode); err != nil {
		return err
	}
	return c.Require(in.HsmType == source.Type || source.Type == hsm1, BackupsRestoreForward,
		"A backup of %s cannot be restored into %s.", source.Type, in.HsmType)
}

func (s *Service) liveClusters(h kernel.Scope) int {
	live := 0
	for cl := range s.Clusters.View(h).All {
		if cl.Life.State != ClusterDeleted {
			live++
		}
	}
	return live
}

// retentionDays reads a retention policy; nil means the default.
func retentionDays(c *kernel.Call, p *BackupRetentionPolicy) (int, error) {
	if p == nil {
		if c.Applies(true, RetentionIsNinetyDays) {
			return defaultRetention, nil
		}
		return 379, nil
	}
	days, err := strconv.Atoi(p.Value)
	ok := err == nil && days >= 7 && days <= 379 && p.Type == "DAYS"
	if err := c.Require(ok, RetentionIsAWeekToAYear, "Backups are retained for 7 to 379 DAYS, not %q %q.", p.Value,
		p.Type); err != nil {
		return 0, err
	}
	return days, nil
}
