package ebs

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

const pricing = "https://aws.amazon.com/ebs/pricing/"

// volumePrices are those of a GiB, by type of volume. What io1, io2 and gp3 volumes cost
// besides for operations and throughput is not among them.
var volumePrices = map[VolumeType]*kernel.Price{
	generalPurpose: volumePrice("gp2", 10), "gp3": volumePrice("gp3", 8), "io1": volumePrice("io1", 12.5),
	"io2": volumePrice("io2", 12.5), "st1": volumePrice("st1", 4.5), "sc1": volumePrice("sc1", 1.5),
	"standard": volumePrice("standard", 5),
}

func volumePrice(kind string, cents float64) *kernel.Price {
	return &kernel.Price{For: "GiB of " + kind + " volumes", Amount: kernel.Money(cents * float64(kernel.Cent)),
		Per: kernel.Month, Least: time.Minute, Evidence: kernel.Inferred, Source: pricing}
}

var iopsPrice = &kernel.Price{For: "provisioned IOPS", Amount: 65 * kernel.Cent / 10, Per: kernel.Month, Least: time.Minute,
	Evidence: kernel.Inferred, Source: pricing}

// snapshotPrice is that of a GiB that snapshots store. Of a new volume they store next to
// nothing; what they cost at most is reckoned by the volume's size.
var snapshotPrice = &kernel.Price{For: "GiB of EBS snapshots", Amount: 5 * kernel.Cent, Per: kernel.Month,
	Evidence: kernel.Inferred, Source: pricing}

// bill says what calls cost and touch in real accounts.
var bill = kernel.Bill{
	Costs: []kernel.Cost{
		kernel.Costs(func(_ *CreateVolume, out *CreateVolumeOutput) []kernel.Charge {
			price := volumePrices[out.VolumeType]
			if price == nil {
				price = volumePrices[generalPurpose]
			}
			charges := []kernel.Charge{{Price: price, Units: int64(max(out.Size, 1))}}
			if out.VolumeType == "io1" || out.VolumeType == "io2" {
				charges = append(charges, kernel.Charge{Price: iopsPrice, Units: int64(kernel.Value(out.Iops))})
			}
			return charges
		}),
		kernel.Costs(func(_ *CreateSnapshot, out *CreateSnapshotOutput) []kernel.Charge {
			return []kernel.Charge{{Price: snapshotPrice, Units: int64(max(out.VolumeSize, 1))}}
		}),
		// The answer does not tell the size: the least is a GiB.
		kernel.Costs(func(*CopySnapshot, *CopySnapshotOutput) []kernel.Charge {
			return []kernel.Charge{{Price: snapshotPrice, Units: 1}}
		}),
		kernel.CostsNothing(pricing+" names no price for settings and tags", "EnableEbsEncryptionByDefault",
			"ModifyEbsDefaultKmsKeyId", "EnableSnapshotBlockPublicAccess", "CreateTags"),
	},
	Quotas: []kernel.AccountQuota{
		{Of: "EBS snapshots", Most: 100_000, Operations: []string{"CreateSnapshot", "CopySnapshot"},
			Evidence: kernel.Documented, Source: quotasGuide},
	},
	Touches: []kernel.Touching{
		kernel.TouchesDefaults.By("EnableEbsEncryptionByDefault", "DisableEbsEncryptionByDefault", "ModifyEbsDefaultKmsKeyId",
			"ResetEbsDefaultKmsKeyId", "EnableSnapshotBlockPublicAccess", "DisableSnapshotBlockPublicAccess"),
		kernel.Where(kernel.TouchesPublic, func(in *ModifySnapshotAttribute) bool {
			if p := in.CreateVolumePermission; p != nil &&
				slices.ContainsFunc(p.Add, func(to CreateVolumePermission) bool { return to.Group != "" }) {
				return true
			}
			return in.OperationType != Remove && len(in.GroupNames) > 0
		}),
	},
	Changes: []string{"Resources", "CreateSnapshot.VolumeId"},
	Needs: []kernel.Need{{
		Operations: []string{"CreateVolume", "CreateSnapshot", "CopySnapshot"},
		Actions: []string{"kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext",
			"kms:ReEncryptFrom", "kms:ReEncryptTo"},
		Source: "Amazon EBS User Guide, ebs-encryption-requirements",
	}},
}
