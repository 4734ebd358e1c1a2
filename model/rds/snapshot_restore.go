package rds

import "github.com/shareproof/shareproof/model/kernel"

// The rules of restoring snapshots.
var (
	SnapshotsAreRestoredToNewClusters = rules.Add(kernel.Rule{
		ID: "AUR-SNP-20", Kind: kernel.Refusal, Error: InvalidParameterValue,
		Or: []*kernel.ErrorShape{InvalidParameterCombination, InvalidRestore}, Evidence: kernel.Documented,
		Source: sharingGuide + "; " + serviceModel,
		Says: "A snapshot of one's own, or one that is shared, named by its ARN, is restored to a new cluster of its " +
			"engine.",
		Operations: []string{"RestoreDBClusterFromSnapshot"},
	})
	RestoredSnapshotsAreEncrypted = rules.Add(kernel.Rule{
		ID: "AUR-ENC-05", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel + "; " + encryptionGuide,
		Also: []string{"AUR-ENC-15"},
		Says: "A cluster that is restored of a snapshot has the key that its maker names, also of an unencrypted one; " +
			"else that of the snapshot, in another account too.",
		Operations: []string{"RestoreDBClusterFromSnapshot"},
	})
)

func (s *Service) restoreDBClusterFromSnapshot(
	c *kernel.Call, in *RestoreDBClusterFromSnapshot,
) (*RestoreDBClusterFromSnapshotOutput, error) {
	of, err := s.usable(c, in.SnapshotIdentifier)
	if err != nil {
		return nil, err
	}
	here := of.Scope.Region == c.Region
	if err := c.Require(here, UnsharedSnapshotsDoNotExist, noSnapshot, in.SnapshotIdentifier); err != nil {
		return nil, err
	}
	sp, err := s.ofSnapshot(c, of, in)
	if err != nil {
		return nil, err
	}
	tags, err := tagged(c, in.Tags)
	if err != nil {
		return nil, err
	}
	if err := s.nameFree(c, in.DBClusterIdentifier); err != nil {
		return nil, err
	}
	if err := s.snapshotMachine.Fire(s.Snapshots.Get(of.Scope, of.Name), "RestoreDBClusterFromSnapshot"); err != nil {
		return nil, err
	}
	if err := s.few(c); err != nil {
		return nil, err
	}
	how, err := s.sealedRestore(c, of, in.KmsKeyId)
	if err != nil {
		return nil, err
	}
	cl := s.fresh(c, in.DBClusterIdentifier, sp, how, tags)
	if err := s.mayMake(c, cl); err != nil {
		return nil, err
	}
	cl.Source = fromASnapshot
	cl.Volume = volume{}.written(cl.ID, 0, of.Pages)
	s.begin(c, cl)
	return &RestoreDBClusterFromSnapshotOutput{s.show(cl)}, nil
}

// ofSnapshot is what a new cluster has of its snapshot and of the request.
func (s *Service) ofSnapshot(c *kernel.Call, of *snapshot, in *RestoreDBClusterFromSnapshot) (sp spec, err error) {
	if err := c.Require(in.Engine == of.Spec.Engine, SnapshotsAreRestoredToNewClusters,
		"The engine %s is not that of the snapshot, %s.", in.Engine, of.Spec.Engine); err != nil {
		return sp, err
	}
	sp = of.Spec
	if err := sp.deployed(c, in.EngineMode); err != nil {
		return sp, err
	}
	if in.EngineVersion != "" {
		v, err := engineOf(c, sp.Engine, in.EngineVersion, sp.Mode)
		if err != nil {
			return sp, err
		}
		sp.Version = v.version
	}
	if err := networked(c, in.EnableVPCNetworking, in.EnableInternetAccessGateway); err != nil {
		return sp, err
	}
	sp.Zones = zones(c.Region)
	sp.Security, sp.Logs, sp.Protected, sp.Subnets, sp.VPC = nil, nil, false, "", ""
	sp.Parameters = "default." + familyOf(sp.Version)
	sp.chosen(choices{
		Port: in.Port, Retention: in.BackupRetentionPeriod, Security: in.VpcSecurityGroupIds,
		Logs:      in.EnableCloudwatchLogsExports,
		Protected: in.DeletionProtection, CopyTags: in.CopyTagsToSnapshot, IAM: in.EnableIAMDatabaseAuthentication,
		Scaling: in.ScalingConfiguration, V2: in.ServerlessV2ScalingConfiguration,
	})
	return sp, s.inGroups(c, &sp, in.DBClusterParameterGroupName, in.DBSubnetGroupName)
}

// sealedRestore is how a cluster is encrypted that is made of a snapshot.
func (s *Service) sealedRestore(c *kernel.Call, of *snapshot, name string) (sealed, error) {
	if err := s.mayRead(c, of); err != nil {
		return sealed{}, err
	}
	if name == "" && of.Sealed.isByKey() && c.Applies(true, RestoredSnapshotsAreEncrypted) {
		return sealed{Key: of.Sealed.Key}, nil
	}
	return s.sealedNew(c, false, name)
}
