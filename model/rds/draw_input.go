package rds

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

func (s *Service) someCluster(d *kernel.Draw) *CreateDBCluster {
	in := &CreateDBCluster{
		DBClusterIdentifier: d.Text("cluster-", 40), Engine: d.OneOf(auroraMySQL, auroraPostgreSQL),
		MasterUsername: "admin", MasterUserPassword: "long-enough",
	}
	switch {
	case d.Percent(40):
		in.StorageEncrypted, in.KmsKeyId = new(true), s.someKey(d)
	case d.Percent(15):
		in.StorageEncrypted = new(true)
	}
	if d.Percent(15) {
		in.EngineMode = serverless
	} else if d.Percent(30) {
		in.ServerlessV2ScalingConfiguration = &ServerlessV2ScalingConfiguration{MinCapacity: new(0.5), MaxCapacity: new(8.0)}
	}
	if d.Percent(20) {
		in.DBClusterParameterGroupName = s.someParameterGroup(d)
	}
	if d.Percent(15) {
		in.DeletionProtection = new(true)
	}
	if d.Percent(20) {
		in.BackupRetentionPeriod = new(int32(1 + d.IntN(7)))
	}
	if !d.Legal {
		spoil(d, in)
	}
	return in
}

// spoil makes a request for a cluster wrong in one way.
func spoil(d *kernel.Draw, in *CreateDBCluster) {
	switch d.IntN(6) {
	case 0:
		in.DBClusterIdentifier = d.OneOf("-x", "x-", "1x", "x--y", "x_y")
	case 1:
		in.Engine = d.OneOf("mysql", "aurora")
	case 2:
		in.EngineVersion = "99.9"
	case 3:
		in.MasterUsername = ""
	case 4:
		in.BackupRetentionPeriod = new(int32(36))
	}
}

// source returns a cluster that the caller may clone or restore, mostly one that
// another account shares; nil where there is none.
func (s *Service) someSource(d *kernel.Draw) *cluster {
	fits := func(cl *cluster) bool {
		return cl.Scope.Region == d.Caller.Region && s.clusterMachine.Would(cl,
			"RestoreDBClusterToPointInTime") && (len(cl.Members) > 0 || cl.isServerless())
	}
	if !d.Legal {
		return kernel.Some(d, s.Clusters.All, func(*cluster) bool { return true })
	}
	if d.Percent(70) {
		var shared []*cluster
		for _, arn := range s.ram.SharedWith(d.Caller.Scope(), resourceType) {
			if cl := s.shared(arn); cl != nil && fits(cl) {
				shared = append(shared, cl)
			}
		}
		if len(shared) > 0 {
			return shared[d.IntN(len(shared))]
		}
	}
	return kernel.Some(d, s.Clusters.View(d.Caller.Scope()).All, fits)
}

// someGuess asks for a clone of what the caller is not to see, or of nothing, in
// words that differ by the source alone.
func (s *Service) someGuess(d *kernel.Draw) *RestoreDBClusterToPointInTime {
	cl := kernel.Some(d, s.Clusters.All, func(cl *cluster) bool {
		return cl.Scope.Account != d.Caller.Account && cl.Scope.Region == d.Caller.Region
	})
	if cl == nil {
		return nil
	}
	source := cl.arn()
	if d.Percent(50) {
		source = source[:len(source)-1] + "x"
	}
	return &RestoreDBClusterToPointInTime{DBClusterIdentifier: "guess", SourceDBClusterIdentifier: source,
		RestoreType: copyOnWrite, UseLatestRestorableTime: new(true)}
}

func (s *Service) someClone(d *kernel.Draw) *RestoreDBClusterToPointInTime {
	if !d.Legal && d.Percent(25) {
		return s.someGuess(d)
	}
	of := s.someSource(d)
	if of == nil {
		return nil
	}
	in := &RestoreDBClusterToPointInTime{DBClusterIdentifier: d.Text("clone-", 40), SourceDBClusterIdentifier: of.arn(),
		RestoreType: copyOnWrite, UseLatestRestorableTime: new(true)}
	own := of.Scope == d.Caller.Scope()
	switch {
	case own && d.Percent(20):
		in.RestoreType = d.OneOf("", fullCopies)
	case own && d.Percent(30):
		in.SourceDBClusterIdentifier = of.Name
	case !d.Legal && d.Percent(30):
		in.RestoreToTime = of.Created
	}
	if (of.Sealed.isByKey() || !d.Legal) && d.Percent(60) {
		in.KmsKeyId = s.someKey(d)
		if of.Sealed.isByKey() && d.Percent(40) {
			in.KmsKeyId = of.Sealed.Key
		}
	}
	if d.Percent(20) {
		in.DBClusterParameterGroupName = s.someParameterGroup(d)
	}
	return in
}

func (s *Service) someRestore(d *kernel.Draw) *RestoreDBClusterFromSnapshot {
	of := s.seen(d)
	if of == nil {
		return nil
	}
	in := &RestoreDBClusterFromSnapshot{DBClusterIdentifier: d.Text("restored-", 40), SnapshotIdentifier: of.arn(),
		Engine: of.Spec.Engine}
	if d.Percent(40) {
		in.KmsKeyId = s.someKey(d)
	}
	return in
}

func (s *Service) someMember(d *kernel.Draw) *CreateDBInstance {
	cl := s.clusterMachine.Some(d, &s.Clusters)
	if cl == nil || d.Legal && cl.isServerless() {
		return nil
	}
	in := &CreateDBInstance{DBInstanceIdentifier: d.Text("instance-", 60), DBInstanceClass: "db.r6g.large",
		Engine: cl.Spec.Engine, DBClusterIdentifier: cl.Name}
	if cl.Spec.ScalesV2 || !d.Legal {
		in.DBInstanceClass = serverlessType
	}
	if !d.Legal && d.Percent(30) {
		in.DeletionProtection = new(true)
	}
	return in
}

func (s *Service) someChange(d *kernel.Draw) *ModifyDBCluster {
	cl := s.clusterMachine.Some(d, &s.Clusters)
	if !d.Legal && d.Percent(60) {
		return s.someRenaming(d)
	}
	if cl == nil {
		return nil
	}
	in := &ModifyDBCluster{DBClusterIdentifier: cl.Name, ApplyImmediately: new(d.Percent(80))}
	arn, _ := kernel.ParseARN(cl.arn())
	switch d.IntN(5) {
	case 0:
		in.DeletionProtection = new(!cl.Spec.Protected)
	case 1:
		in.MasterUserPassword = "another-one"
	case 2:
		in.EnableIAMDatabaseAuthentication = new(!cl.Spec.IAM)
	case 3:
		in.BackupRetentionPeriod = new(int32(1 + d.IntN(7)))
	case 4:
		if !d.Legal || !s.ram.IsShared(arn) {
			in.NewDBClusterIdentifier = d.Text("renamed-", 40)
		}
	}
	return in
}

// someRenaming renames what is shared.
func (s *Service) someRenaming(d *kernel.Draw) *ModifyDBCluster {
	cl := kernel.Some(d, s.Clusters.View(d.Caller.Scope()).All, func(cl *cluster) bool {
		arn, err := kernel.ParseARN(cl.arn())
		return err == nil && s.ram.IsShared(arn)
	})
	if cl == nil {
		return nil
	}
	return &ModifyDBCluster{DBClusterIdentifier: cl.Name, ApplyImmediately: new(true),
		NewDBClusterIdentifier: d.Text("renamed-", 40)}
}

func (s *Service) someDeletion(d *kernel.Draw) *DeleteDBCluster {
	cl := s.clusterMachine.Some(d, &s.Clusters)
	if cl == nil || d.Legal && (cl.Spec.Protected || s.living(cl) > 0) {
		return nil
	}
	in := &DeleteDBCluster{DBClusterIdentifier: cl.Name, SkipFinalSnapshot: new(true)}
	if cl.Scope != d.Caller.Scope() && d.Percent(60) {
		in.DBClusterIdentifier = cl.arn()
	}
	if d.Percent(30) && (!d.Legal || cl.Life.State == ClusterAvailable) {
		in.SkipFinalSnapshot, in.FinalDBSnapshotIdentifier = nil, d.Text("final-", 40)
	}
	if d.Percent(15) && !cl.isServerless() {
		in.DeleteAutomatedBackups = new(false)
	}
	return in
}

func (s *Service) someSnapshotCopy(d *kernel.Draw) *CopyDBClusterSnapshot {
	of := s.seen(d)
	if of == nil {
		return nil
	}
	in := &CopyDBClusterSnapshot{SourceDBClusterSnapshotIdentifier: of.arn(),
		TargetDBClusterSnapshotIdentifier: d.Text("copy-", 40)}
	foreign := of.Scope != d.Caller.Scope()
	if of.Sealed.isByKey() && (foreign || d.Percent(50)) || !d.Legal && d.Percent(30) {
		in.KmsKeyId = s.someKey(d)
	}
	if d.Percent(20) {
		in.CopyTags = new(true)
	}
	return in
}

// someSnapshotShare shares a snapshot, mostly with an account, or unshares it.
func (s *Service) someSnapshotShare(d *kernel.Draw) *ModifyDBClusterSnapshotAttribute {
	sn := s.snapshotMachine.Some(d, &s.Snapshots)
	if sn == nil || d.Legal && sn.Sealed.isByKey() && s.isManaged(sn.Sealed.Key) {
		return nil
	}
	in := &ModifyDBClusterSnapshotAttribute{AttributeName: restoreAttribute, DBClusterSnapshotIdentifier: sn.Name}
	values := []string{d.OneOf(d.Accounts...)}
	if d.Percent(15) && (!d.Legal || !sn.Sealed.isByKey()) {
		values = []string{everybody}
	}
	if d.Percent(25) {
		in.ValuesToRemove = values
	} else {
		in.ValuesToAdd = values
	}
	if !d.Legal && d.Percent(20) {
		in.ValuesToRemove = slices.Clone(in.ValuesToAdd)
	}
	return in
}

func (s *Service) isManaged(key string) bool {
	arn, err := kernel.ParseARN(key)
	return err == nil && s.keys.IsManaged(arn)
}

func (s *Service) someListing(d *kernel.Draw) *DescribeDBClusters {
	in := &DescribeDBClusters{MaxRecords: somePage(d)}
	switch d.IntN(4) {
	case 0:
		in.DBClusterIdentifier = s.someName(d)
	case 1:
		in.Filters = []Filter{{Name: "engine", Values: []string{auroraMySQL}}}
	case 2:
		if cl := kernel.Some(d, s.Clusters.View(d.Caller.Scope()).All,
			func(cl *cluster) bool { return cl.Group != "" }); cl != nil {
			in.Filters = []Filter{{Name: "clone-group-id", Values: []string{cl.Group}}}
		}
	}
	if d.Percent(60) {
		in.IncludeShared = new(true)
	}
	if !d.Legal && d.Percent(20) {
		in.Filters = []Filter{{Name: "colour", Values: []string{"red"}}}
	}
	return in
}

func (s *Service) someSnapshots(d *kernel.Draw) *DescribeDBClusterSnapshots {
	in := &DescribeDBClusterSnapshots{MaxRecords: somePage(d)}
	switch d.IntN(4) {
	case 0:
		in.SnapshotType = d.OneOf(manual, automated, "shared", "public")
	case 1:
		in.IncludeShared, in.IncludePublic = new(true), new(d.Percent(50))
	case 2:
		if sn := kernel.Some(d, s.Snapshots.View(d.Caller.Scope()).All, func(*snapshot) bool { return true }); sn != nil {
			in.DBClusterSnapshotIdentifier = sn.Name
		}
	}
	return in
}
