package rds

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// The types of restores.
const (
	copyOnWrite = "copy-on-write"
	fullCopies  = "full-copy"
)

// The rules of restoring and cloning.
var (
	RestoresAreOfAType = rules.Add(kernel.Rule{
		ID: "AUR-CLN-01", Kind: kernel.Refusal, Error: InvalidParameterValue,
		Or: []*kernel.ErrorShape{InvalidParameterCombination}, Evidence: kernel.Documented,
		Source: serviceModel + "; " + terraform, Seed: seed,
		Says:       "RestoreType copy-on-write makes a clone; full-copy, an empty text and none make a full copy.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	SourcesAreNamedOnce = rules.Add(kernel.Rule{
		ID: "AUR-CLN-02", Kind: kernel.Refusal, Error: InvalidParameterCombination,
		Or: []*kernel.ErrorShape{InvalidParameterValue, MissingParameter}, Evidence: kernel.Observed,
		Source: "aws-cloudformation/aws-cloudformation-resource-providers-rds, pull request 623",
		Says: "A source is named either by identifier or ARN, or by its resource ID, which also finds the retained " +
			"backups of a deleted cluster.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	RestoresAreToOneTime = rules.Add(kernel.Rule{
		ID: "AUR-CLN-03", Kind: kernel.Refusal, Error: InvalidParameterCombination,
		Or: []*kernel.ErrorShape{InvalidParameterValue, InvalidRestore}, Evidence: kernel.Documented,
		Source: serviceModel,
		Says: "A restore is either to the latest restorable time or to one within the restorable ones; a clone is of " +
			"the latest alone.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	UnknownSourcesAreNotFound = rules.Add(kernel.Rule{
		ID: "AUR-CLN-04", Kind: kernel.Refusal, Error: DBClusterNotFound, Evidence: kernel.Recorded,
		Source: "hashicorp/terraform-provider-aws, pull request 32980", Seed: seed,
		Says: "A source that does not exist is not found; an identifier is looked up in the caller's own account, " +
			"another's cluster is named by its ARN.",
		Operations: []string{"RestoreDBClusterToPointInTime"}, Also: []string{"AUR-XCL-02"},
	})
	UnsharedSourcesDoNotExist = rules.Add(kernel.Rule{
		ID: "AUR-XCL-03", Kind: kernel.Refusal, Error: DBClusterNotFound, Evidence: kernel.Documented, Source: crossGuide,
		Seed: seed, Also: []string{"AUR-XCL-01", "AUR-XCL-04", "RAM-RDS-02"},
		Says: "Another account's cluster that is not shared with the caller through RAM, no longer or not yet " +
			"accepted, gives the very error of one that does not exist.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	SourcesAreOfTheRegion = rules.Add(kernel.Rule{
		ID: "AUR-CLN-06", Kind: kernel.Refusal, Error: DBClusterNotFound,
		Or: []*kernel.ErrorShape{InvalidParameterValue, InvalidParameterCombination}, Evidence: kernel.Documented,
		Source:     cloneGuide,
		Says:       "A cluster is cloned in its own Region; elsewhere it is not found.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	OnlyAuroraLimitlessIsMonitored = rules.Add(kernel.Rule{
		ID: "AUR-CLN-18", Kind: kernel.Refusal, Error: InvalidParameterCombination, Evidence: kernel.Recorded,
		Source:     "boto/boto3, issue 4634",
		Says:       "A restore takes no members about monitoring and Performance Insights, whatever their values.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	NetworkingComesWithAGateway = rules.Add(kernel.Rule{
		ID: "AUR-MOD-06", Kind: kernel.Refusal, Error: InvalidParameterCombination, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "EnableVPCNetworking and EnableInternetAccessGateway of a restore come together or not at all.",
		Operations: []string{"RestoreDBClusterToPointInTime", "RestoreDBClusterFromSnapshot"},
	})
	RestoredClustersInherit = rules.Add(kernel.Rule{
		ID: "AUR-CLN-12", Kind: kernel.Effect, Evidence: kernel.Documented, Source: cloneGuide + "; " + cliExamples,
		Also: []string{"AUR-CLN-11", "AUR-CLN-22"},
		Says: "A clone or restore has engine, version, port, master user, database and retention of its source; it " +
			"has the default security group and the default parameter group unless others are named.",
		Operations: []string{"RestoreDBClusterToPointInTime", "RestoreDBClusterFromSnapshot"},
	})
	RestoresMakeNoInstances = rules.Add(kernel.Rule{
		ID: "AUR-CLN-16", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel, Seed: seed,
		Says:       "A clone or restore is a cluster without instances, whatever its source has.",
		Operations: []string{"RestoreDBClusterToPointInTime", "DescribeDBClusters"},
	})
)

func (s *Service) restoreDBClusterToPointInTime(
	c *kernel.Call, in *RestoreDBClusterToPointInTime,
) (*RestoreDBClusterToPointInTimeOutput, error) {
	of, err := s.sourceOf(c, in)
	if err != nil {
		return nil, err
	}
	r := &restore{of: of, clone: in.RestoreType == copyOnWrite, foreign: of.Scope.Account != c.Account, kms: in.KmsKeyId}
	if err := s.combines(c, r, in); err != nil {
		return nil, err
	}
	if err := s.nameFree(c, in.DBClusterIdentifier); err != nil {
		return nil, err
	}
	sp, err := s.inherited(c, r, in)
	if err != nil {
		return nil, err
	}
	tags, err := tagged(c, in.Tags)
	if err != nil {
		return nil, err
	}
	if err := s.mayRestore(c, r, sp.Mode); err != nil {
		return nil, err
	}
	if err := s.few(c); err != nil {
		return nil, err
	}
	how, err := s.sealedOf(c, r)
	if err != nil {
		return nil, err
	}
	cl := s.fresh(c, in.DBClusterIdentifier, sp, how, tags)
	if err := s.mayMake(c, cl); err != nil {
		return nil, err
	}
	s.restored(c, cl, r)
	return &RestoreDBClusterToPointInTimeOutput{s.show(cl)}, nil
}

// restore is a request for a cluster of another one's data.
type restore struct {
	of      *cluster
	clone   bool // the request is for one
	foreign bool // the source is another account's
	kms     string
}

// sourceOf finds the source that a request names.
func (s *Service) sourceOf(c *kernel.Call, in *RestoreDBClusterToPointInTime) (*cluster, error) {
	once := (in.SourceDBClusterIdentifier != "") != (in.SourceDbClusterResourceId != "")
	if err := c.Require(once, SourcesAreNamedOnce,
		"Specify either SourceDBClusterIdentifier or SourceDbClusterResourceId."); err != nil {
		return nil, err
	}
	if in.SourceDBClusterIdentifier == "" {
		return s.byResourceID(c, in.SourceDbClusterResourceId)
	}
	return s.source(c, in.SourceDBClusterIdentifier)
}

const noSource = "The source cluster could not be found or cannot be accessed: %s"

// source returns the cluster that the caller may restore from, its own or one that
// is shared with it.
func (s *Service) source(c *kernel.Call, text string) (*cluster, error) {
	scope, name, ok := located(c.Scope(), "cluster", text)
	of := s.bearing(scope, name)
	if !ok || of == nil {
		return nil, c.Refuse(UnknownSourcesAreNotFound, noSource, text)
	}
	if scope.Account != c.Account {
		arn, _ := kernel.ParseARN(of.arn())
		if err := c.Require(s.ram.Allows(arn, c.Account, "rds:RestoreDBClusterToPointInTime"), UnsharedSourcesDoNotExist,
			noSource, text); err != nil {
			return nil, err
		}
	}
	if err := c.Require(scope.Region == c.Region, SourcesAreOfTheRegion, noSource, text); err != nil {
		return nil, err
	}
	return s.Clusters.Get(of.Scope, of.ID), c.Require(true, UnknownSourcesAreNotFound, "")
}

// byResourceID returns a cluster of the caller by its resource ID, or what its
// retained backups hold.
func (s *Service) byResourceID(c *kernel.Call, id string) (*cluster, error) {
	if cl := s.Clusters.Get(c.Scope(), id); cl != nil {
		return cl, nil
	}
	if kept := s.Retained.See(c.Scope(), id); kept != nil {
		copied := *kept
		return &copied, c.Require(true, RetainedBackupsAreFound, "")
	}
	return nil, c.Refuse(RetainedBackupsAreFound, "The source DB cluster automated backup %s was not found.", id)
}

// combines checks the members of a request against each other.
func (s *Service) combines(c *kernel.Call, r *restore, in *RestoreDBClusterToPointInTime) error {
	types := []string{"", fullCopies, copyOnWrite}
	if err := c.Require(slices.Contains(types, in.RestoreType), RestoresAreOfAType,
		"Invalid restore type: %s. Want copy-on-write or full-copy.", in.RestoreType); err != nil {
		return err
	}
	latest := kernel.Value(in.UseLatestRestorableTime)
	if err := c.Require(latest != (in.RestoreToTime != 0), RestoresAreToOneTime,
		"Specify either RestoreToTime or UseLatestRestorableTime."); err != nil {
		return err
	}
	if err := c.Require(latest || !r.clone, RestoresAreToOneTime,
		"RestoreToTime cannot be specified with the restore type copy-on-write."); err != nil {
		return err
	}
	earliest, last := s.restorable(r.of)
	within := latest || in.RestoreToTime >= earliest && in.RestoreToTime <= last
	if err := c.Require(within, RestoresAreToOneTime, "The specified time %s is not between %s and %s.", in.RestoreToTime,
		earliest, last); err != nil {
		return err
	}
	unmonitored := in.MonitoringInterval == nil && in.MonitoringRoleArn == "" && in.EnablePerformanceInsights == nil &&
		in.PerformanceInsightsKMSKeyId == "" && in.PerformanceInsightsRetentionPeriod == nil
	const limitless = "You can enable Performance Insights or set the Enhanced Monitoring interval only when restoring " +
		"from a source Aurora Limitless DB cluster"
	if err := c.Require(unmonitored, OnlyAuroraLimitlessIsMonitored, limitless); err != nil {
		return err
	}
	return networked(c, in.EnableVPCNetworking, in.EnableInternetAccessGateway)
}

func networked(c *kernel.Call, networking, gateway *bool) error {
	return c.Require(kernel.Value(networking) == kernel.Value(gateway), NetworkingComesWithAGateway,
		"EnableVPCNetworking and EnableInternetAccessGateway must be specified together.")
}

// inherited is what a new cluster has of its source and of the request.
func (s *Service) inherited(c *kernel.Call, r *restore, in *RestoreDBClusterToPointInTime) (spec, error) {
	sp := r.of.Spec
	if !c.Applies(true, RestoredClustersInherit) {
		sp.Retention, sp.User = 1, ""
	}
	sp.Security, sp.Logs, sp.Protected, sp.Subnets, sp.VPC = nil, nil, false, "", ""
	sp.Parameters = "default." + familyOf(sp.Version)
	if err := sp.deployed(c, in.EngineMode); err != nil {
		return sp, err
	}
	if in.PreferredBackupWindow != "" {
		sp.Backups = in.PreferredBackupWindow
	}
	sp.chosen(choices{
		Port: in.Port, Retention: in.BackupRetentionPeriod, Security: in.VpcSecurityGroupIds,
		Logs:      in.EnableCloudwatchLogsExports,
		Protected: in.DeletionProtection, CopyTags: in.CopyTagsToSnapshot, IAM: in.EnableIAMDatabaseAuthentication,
		Scaling: in.ScalingConfiguration, V2: in.ServerlessV2ScalingConfiguration,
	})
	custom := r.foreign && isCustom(r.of.Spec.Parameters)
	named := !custom || in.DBClusterParameterGroupName != ""
	if err := c.Require(named, CustomGroupsAreReplaced,
		"The cluster parameter group name is required when the source cluster uses a custom parameter group."); err != nil {
		return sp, err
	}
	if err := s.inGroups(c, &sp, in.DBClusterParameterGroupName, in.DBSubnetGroupName); err != nil {
		return sp, err
	}
	return sp, s.inZones(c, r, &sp)
}

// deployed changes the mode to the one that is asked for: what is deployed in another
// way takes the newest minor version.
func (sp *spec) deployed(c *kernel.Call, mode string) error {
	if mode == "" || mode == sp.Mode {
		return nil
	}
	version := newest(sp.Version, mode)
	if err := c.Require(version != "", VersionsAreOfTheirEngine,
		"The engine mode %s you requested is currently unavailable.", mode); err != nil || version == "" {
		return orInvalid(err)
	}
	sp.Mode, sp.Version = mode, version
	return nil
}

// restored brings a cluster into being that holds what its source does.
func (s *Service) restored(c *kernel.Call, cl *cluster, r *restore) {
	cl.Source = fullCopy
	if r.clone && (r.foreign || s.sharesPages(c, r.of)) {
		if cl.Source = ownClone; r.foreign {
			cl.Source = foreignClone
		}
	}
	s.group(cl, r)
	if cl.Source == fullCopy {
		cl.Volume = r.of.Volume.copied(cl.ID)
	} else {
		s.join(cl, r.of)
		cl.Volume = r.of.Volume.cloned()
	}
	if !c.Applies(true, RestoresMakeNoInstances) {
		cl.Members = r.of.Members
	}
	s.begin(c, cl)
}
