package ebs

import "github.com/shareproof/shareproof/model/kernel"

const typesGuide = "EBS User Guide, Amazon EBS volume types"

// The rules of what volumes of a type may have.
var (
	VolumesHaveTheirTypesSize = rules.Add(kernel.Rule{
		ID: "EBS-VOL-21", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.SDKModel,
		Source: serviceModel + "; the words: sodafoundation/strato, issue 1116",
		Says: "A gp2 volume has 1 to 16,384 GiB, a gp3 volume 1 to 65,536, an io1 volume 4 to 16,384, an io2 volume 4 to " +
			"65,536, an st1 or sc1 volume 125 to 16,384 and a standard volume 1 to 1,024.",
		Operations: []string{"CreateVolume", "ModifyVolume"},
	})
	PerformanceIsOfSomeTypes = rules.Add(kernel.Rule{
		ID: "EBS-VOL-22", Kind: kernel.Refusal, Error: InvalidParameterCombination, Evidence: kernel.SDKModel,
		Source: serviceModel + "; the words: libopenstorage/openstorage, issue 121; kubermatic/machine-controller, issue 538",
		Says: "Iops are given of io1 and io2 volumes always, of gp3 volumes where their maker likes, and Throughput of " +
			"gp3 volumes alone; a volume of another type has neither.",
		Operations: []string{"CreateVolume", "ModifyVolume"},
	})
	PerformanceIsBounded = rules.Add(kernel.Rule{
		ID: "EBS-VOL-23", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.SDKModel,
		Source: serviceModel + "; " + typesGuide + "; the words: " +
			"ministryofjustice/cloud-platform-terraform-monitoring, pull request 110",
		Says: "A gp3 volume has 3,000 to 80,000 IOPS, an io1 volume 100 to 64,000 and an io2 volume 100 to 256,000, of " +
			"each GiB up to 500, 50 and 1,000; a gp3 volume has 125 to 2,000 MiB/s, at most a quarter of its IOPS.",
		Operations: []string{"CreateVolume", "ModifyVolume"},
	})
	MultiAttachIsOfSomeTypes = rules.Add(kernel.Rule{
		ID: "EBS-VOL-24", Kind: kernel.Refusal, Error: InvalidParameterDependency,
		Or: []*kernel.ErrorShape{InvalidParameterCombination}, Evidence: kernel.SDKModel,
		Source:     serviceModel + "; which error is not known",
		Says:       "Multi-Attach is enabled on io1 and io2 volumes alone.",
		Operations: []string{"CreateVolume"},
	})
	OnlySnapshotsAreInitialized = rules.Add(kernel.Rule{
		ID: "EBS-VOL-25", Kind: kernel.Refusal, Error: InvalidParameterCombination,
		Or: []*kernel.ErrorShape{InvalidParameterValue, InvalidParameterDependency}, Evidence: kernel.SDKModel,
		Source:     serviceModel + "; which error is not known",
		Says:       "A rate of initialization, 100 to 300 MiB/s, is given to a volume that is made of a snapshot.",
		Operations: []string{"CreateVolume"},
	})
)

// limits are what volumes of a type may have.
type limits struct {
	MinSize, MaxSize int32 // GiB
	MinIops, MaxIops int32 // none where the type is given no IOPS
	MaxRatio         int32 // IOPS of each GiB
	NeedsIops        bool
	MaxThroughput    int32 // MiB/s, none where the type is given no throughput
	MultiAttach      bool
}

// volumeLimits are the limits by type.
var volumeLimits = map[VolumeType]limits{
	"standard":     {MinSize: 1, MaxSize: 1_024},
	generalPurpose: {MinSize: 1, MaxSize: 16_384},
	gp3:            {MinSize: 1, MaxSize: 65_536, MinIops: 3_000, MaxIops: 80_000, MaxRatio: 500, MaxThroughput: 2_000},
	"io1": {MinSize: 4, MaxSize: 16_384, MinIops: 100, MaxIops: 64_000, MaxRatio: 50, NeedsIops: true,
		MultiAttach: true},
	"io2": {MinSize: 4, MaxSize: 65_536, MinIops: 100, MaxIops: 256_000, MaxRatio: 1_000, NeedsIops: true,
		MultiAttach: true},
	"st1":    {MinSize: 125, MaxSize: 16_384},
	coldDisk: {MinSize: 125, MaxSize: 16_384},
}

// What gp3 volumes have where their maker says nothing. IOPS up to these are for
// volumes of any size.
const (
	baselineIops       = 3_000
	baselineThroughput = 125
)

// TakesIops reports whether who makes a volume of the type may say how many IOPS it
// has.
func (t VolumeType) TakesIops() bool { return volumeLimits[t].MaxIops > 0 }

// known refuses a type that no volume has.
func (t VolumeType) known(c *kernel.Call) error {
	_, ok := volumeLimits[t]
	return c.Require(ok, VolumesAreDescribed, "Unsupported volume type '%s' for volume creation.", t)
}

// check refuses what a volume of the type may not have. Members that are nil are
// not given.
func (sp *spec) check(c *kernel.Call, iops, throughput *int32, multiAttach *bool) error {
	of := volumeLimits[VolumeType(sp.Type)]
	if err := sp.allowed(c, of, iops, throughput, multiAttach); err != nil {
		return err
	}
	if err := c.Require(sp.Size >= of.MinSize, VolumesHaveTheirTypesSize,
		"The volume size is invalid for %s volumes: %d GiB. %s volumes must be at least %d GiB in size. Please specify a "+
			"volume size above the minimum limit.", sp.Type, sp.Size, sp.Type, of.MinSize); err != nil {
		return err
	}
	if err := c.Require(sp.Size <= of.MaxSize || of.MaxSize == 0, VolumesHaveTheirTypesSize,
		"Volume of %dGiB is too large for volume type %s; maximum is %dGiB", sp.Size, sp.Type, of.MaxSize); err != nil {
		return err
	}
	if iops != nil {
		if err := sp.paced(c, of, *iops); err != nil {
			return err
		}
	}
	return sp.flows(c, of, throughput)
}

// allowed refuses members that belong to other types.
func (sp *spec) allowed(c *kernel.Call, of limits, iops, throughput *int32, multiAttach *bool) error {
	if err := c.Require(iops == nil || of.MaxIops > 0, PerformanceIsOfSomeTypes,
		"The parameter iops is not supported for %s volumes.", sp.Type); err != nil {
		return err
	}
	if err := c.Require(iops != nil || !of.NeedsIops, PerformanceIsOfSomeTypes,
		"The parameter iops must be specified for %s volumes.", sp.Type); err != nil {
		return err
	}
	if err := c.Require(throughput == nil || of.MaxThroughput > 0, PerformanceIsOfSomeTypes,
		"The parameter throughput is not supported for %s volumes.", sp.Type); err != nil {
		return err
	}
	return c.Require(!kernel.Value(multiAttach) || of.MultiAttach, MultiAttachIsOfSomeTypes,
		"The parameter MultiAttachEnabled is not supported for %s volumes.", sp.Type)
}

// paced refuses IOPS outside the bounds of the type.
func (sp *spec) paced(c *kernel.Call, of limits, iops int32) error {
	if err := c.Require(iops >= of.MinIops, PerformanceIsBounded, "Volume iops of %d is too low; minimum is %d.", iops,
		of.MinIops); err != nil {
		return err
	}
	if err := c.Require(iops <= of.MaxIops, PerformanceIsBounded, "Volume iops of %d is too high; maximum is %d.", iops,
		of.MaxIops); err != nil {
		return err
	}
	free := sp.Type == string(gp3) && iops <= baselineIops
	return c.Require(free || int64(iops) <= int64(sp.Size)*int64(of.MaxRatio), PerformanceIsBounded,
		"Iops to volume size ratio of %.6f is too high; maximum is %d", float64(iops)/float64(max(sp.Size, 1)), of.MaxRatio)
}

// flows refuses a throughput outside the bounds of the type.
func (sp *spec) flows(c *kernel.Call, of limits, throughput *int32) error {
	if throughput == nil || of.MaxThroughput == 0 {
		return nil
	}
	asked, iops := *throughput, max(sp.Iops, baselineIops)
	if err := c.Require(asked >= baselineThroughput, PerformanceIsBounded,
		"Volume throughput of %d is too low; minimum is %d.", asked, baselineThroughput); err != nil {
		return err
	}
	if err := c.Require(asked <= of.MaxThroughput, PerformanceIsBounded,
		"Volume throughput of %d is too high; maximum is %d.", asked, of.MaxThroughput); err != nil {
		return err
	}
	return c.Require(4*asked <= iops, PerformanceIsBounded,
		"Throughput (MiBps) to iops ratio of %.6f is too high; maximum is 0.250000 MiBps per iops.",
		float64(asked)/float64(iops))
}

// initialized refuses a rate of initialization that has nothing to initialize.
func (in *CreateVolume) initialized(c *kernel.Call) error {
	rate := in.VolumeInitializationRate
	if err := c.Require(rate == nil || in.SnapshotId != "", OnlySnapshotsAreInitialized,
		"You can't specify VolumeInitializationRate for volumes that are not created from a snapshot."); err != nil {
		return err
	}
	return c.Require(rate == nil || *rate >= 100 && *rate <= 300, OnlySnapshotsAreInitialized,
		"The value specified for VolumeInitializationRate is not in the allowed range.")
}
