package rds

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// pending are the changes that wait for the maintenance window.
type pending struct{ Name, Version string }

// StartDBCluster starts a stopped cluster.
type StartDBCluster struct {
	DBClusterIdentifier string `shape:"!" resource:"cluster"`
}

// StartDBClusterOutput shows the cluster.
type StartDBClusterOutput struct{ DBCluster *DBCluster }

// StopDBCluster stops a cluster for up to seven days.
type StopDBCluster struct {
	DBClusterIdentifier string `shape:"!" resource:"cluster"`
}

// StopDBClusterOutput shows the cluster.
type StopDBClusterOutput struct{ DBCluster *DBCluster }

// window is the topic of a cluster's maintenance window.
const window = "RDS maintenance window"

// The rules of changing clusters.
var (
	SharedClustersKeepTheirName = rules.Add(kernel.Rule{
		ID: "AUR-XCL-13", Kind: kernel.Refusal, Error: InvalidDBClusterState, Or: crossFaults,
		Evidence: kernel.Documented, Source: crossGuide, Seed: seed,
		Says:       "A cluster that is shared with other accounts is not renamed.",
		Operations: []string{"ModifyDBCluster"}, Also: []string{"RAM-RDS-03"},
	})
	RenamingKeepsTheResource = rules.Add(kernel.Rule{
		ID: "AUR-MOD-04", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: serviceModel,
		Says:       "A renamed cluster has another ARN and the resource ID that it had.",
		Operations: []string{"ModifyDBCluster", "DescribeDBClusters"},
	})
	UpgradesNeedAWriter = rules.Add(kernel.Rule{
		ID: "AUR-MOD-02", Kind: kernel.Refusal, Error: InvalidParameterCombination,
		Or: []*kernel.ErrorShape{InvalidDBClusterState, InvalidParameterValue}, Evidence: kernel.Recorded, Source: terraform,
		Says:       "The version of a cluster changes only while it has an available instance.",
		Operations: []string{"ModifyDBCluster"},
	})
	SomeChangesWait = rules.Add(kernel.Rule{
		ID: "AUR-MOD-05", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "Without ApplyImmediately another identifier and another version wait for the maintenance window; " +
			"deletion protection, the password and the rest do not.",
		Operations: []string{"ModifyDBCluster"},
	})
	ServerlessV1DoesNotStop = rules.Add(kernel.Rule{
		ID: "AUR-ST-14", Kind: kernel.Refusal, Error: InvalidDBClusterState,
		Or: []*kernel.ErrorShape{InvalidParameterCombination}, Evidence: kernel.Documented, Source: stopGuide,
		Says:       "An Aurora Serverless v1 cluster is not stopped.",
		Operations: []string{"StopDBCluster"},
	})
)

func (s *Service) modifyDBCluster(c *kernel.Call, in *ModifyDBCluster) (*ModifyDBClusterOutput, error) {
	cl, err := s.own(c, in.DBClusterIdentifier)
	if err != nil {
		return nil, err
	}
	next := cl.Spec
	if err := s.changed(c, cl, in, &next); err != nil {
		return nil, err
	}
	if err := s.clusterMachine.Check(cl, "ModifyDBCluster"); err != nil {
		return nil, err
	}
	now := kernel.Value(in.ApplyImmediately)
	cl.Spec, cl.Change = next, s.kindOf(cl, in, next)
	later := pending{strings.ToLower(in.NewDBClusterIdentifier), in.EngineVersion}
	if c.Applies(!now && later != pending{}, SomeChangesWait) {
		s.wait(cl, later)
	} else {
		s.apply(cl, later)
	}
	if err := s.clusterMachine.Fire(cl, "ModifyDBCluster"); err != nil {
		return nil, err
	}
	return &ModifyDBClusterOutput{s.show(cl)}, nil
}

// changed works out what a cluster becomes, or refuses.
func (s *Service) changed(c *kernel.Call, cl *cluster, in *ModifyDBCluster, next *spec) error {
	if in.NewDBClusterIdentifier != "" && !strings.EqualFold(in.NewDBClusterIdentifier, cl.Name) {
		arn, _ := kernel.ParseARN(cl.arn())
		if err := c.Require(!s.ram.IsShared(arn), SharedClustersKeepTheirName,
			"DB cluster %s is shared with other AWS accounts and cannot be renamed.", cl.Name); err != nil {
			return err
		}
		if err := s.nameFree(c, in.NewDBClusterIdentifier); err != nil {
			return err
		}
	}
	if in.EngineVersion != "" {
		v, err := engineOf(c, cl.Spec.Engine, in.EngineVersion, cl.Spec.Mode)
		if err != nil {
			return err
		}
		writer := v.version == cl.Spec.Version || s.hasWriter(cl)
		if err := c.Require(writer, UpgradesNeedAWriter,
			"Cannot modify engine version without a healthy primary instance in DB cluster: %s", cl.Name); err != nil {
			return err
		}
	}
	next.chosen(choices{
		Port: in.Port, Retention: in.BackupRetentionPeriod, Security: in.VpcSecurityGroupIds,
		Protected: in.DeletionProtection,
		CopyTags:  in.CopyTagsToSnapshot, IAM: in.EnableIAMDatabaseAuthentication, HTTP: in.EnableHttpEndpoint,
		Scaling: in.ScalingConfiguration, V2: in.ServerlessV2ScalingConfiguration,
	})
	if in.PreferredBackupWindow != "" {
		next.Backups = in.PreferredBackupWindow
	}
	if in.PreferredMaintenanceWindow != "" {
		next.Maintenance = in.PreferredMaintenanceWindow
	}
	return s.inGroups(c, next, in.DBClusterParameterGroupName, "")
}

// kindOf tells what the status of a modification is about.
func (s *Service) kindOf(cl *cluster, in *ModifyDBCluster, next spec) change {
	now := kernel.Value(in.ApplyImmediately)
	switch {
	case now && in.NewDBClusterIdentifier != "":
		return renames
	case now && in.EngineVersion != "" && in.EngineVersion != cl.Spec.Version:
		return upgrades
	case in.MasterUserPassword != "":
		return resetsPassword
	case next.IAM != cl.Spec.IAM:
		return setsIAMAuth
	}
	return anything
}

// wait keeps changes for the next maintenance window.
func (s *Service) wait(cl *cluster, later pending) {
	if cl.Later == (pending{}) {
		s.env.Schedule(untilWindow(s.env.Now(), cl.Spec.Maintenance), window, cl.ref(), 0)
	}
	if later.Name != "" {
		cl.Later.Name = later.Name
	}
	if later.Version != "" {
		cl.Later.Version = later.Version
	}
}

// apply gives a cluster another identifier or version.
func (s *Service) apply(cl *cluster, changes pending) {
	if changes.Version != "" {
		if v := versionOf(cl.Spec.Engine, changes.Version); v != "" {
			cl.Spec.Version = v
		}
	}
	if changes.Name == "" || changes.Name == cl.Name || s.Names.See(cl.Scope, changes.Name) != nil {
		return
	}
	s.Names.In(cl.Scope).Delete(cl.Name)
	cl.Name = changes.Name
	if !s.env.Applies(true, RenamingKeepsTheResource) {
		return // and nobody finds it any more
	}
	s.Names.In(cl.Scope).Put(cl.Name, &name{cl.Name, cl.ID})
}

// maintain makes the changes that waited for the maintenance window, but for
// what is not allowed by now. A cluster that is not available waits for the next one.
func (s *Service) maintain(cl *cluster) {
	if cl == nil || cl.Later == (pending{}) {
		return
	}
	later := cl.Later
	arn, _ := kernel.ParseARN(cl.arn())
	if s.env.Applies(s.ram.IsShared(arn), SharedClustersKeepTheirName) {
		later.Name = ""
	}
	cl.Later = pending{}
	switch {
	case later == pending{}:
		return
	case !s.clusterMachine.Would(cl, "ModifyDBCluster"):
		s.wait(cl, later)
	default:
		if cl.Change = upgrades; later.Version == "" {
			cl.Change = renames
		}
		_ = s.clusterMachine.Fire(cl, "ModifyDBCluster") // it would not be refused
		s.apply(cl, later)
	}
}

func (s *Service) stopDBCluster(c *kernel.Call, in *StopDBCluster) (*StopDBClusterOutput, error) {
	cl, err := s.own(c, in.DBClusterIdentifier)
	if err != nil {
		return nil, err
	}
	if err := c.Require(!cl.isServerless(), ServerlessV1DoesNotStop,
		"DB cluster %s is an Aurora Serverless v1 cluster and cannot be stopped.", cl.Name); err != nil {
		return nil, err
	}
	if err := s.clusterMachine.Fire(cl, "StopDBCluster"); err != nil {
		return nil, err
	}
	return &StopDBClusterOutput{s.show(cl)}, nil
}

func (s *Service) startDBCluster(c *kernel.Call, in *StartDBCluster) (*StartDBClusterOutput, error) {
	cl, err := s.own(c, in.DBClusterIdentifier)
	if err != nil {
		return nil, err
	}
	if err := s.clusterMachine.Check(cl, "StartDBCluster"); err != nil {
		return nil, err
	}
	if err := c.Require(s.keyWorks(cl), KeysAreAccessible, inaccessible, cl.Sealed.Key); err != nil {
		return nil, err
	}
	if err := s.clusterMachine.Fire(cl, "StartDBCluster"); err != nil {
		return nil, err
	}
	return &StartDBClusterOutput{s.show(cl)}, nil
}
