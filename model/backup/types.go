package backup

import (
	"regexp"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// The resource types that a world has.
const (
	Aurora = "Aurora"
	EBS    = "EBS"
	EFS    = "EFS"
)

// The rules of resource types.
var (
	FullyManagedTypesAreBackups = rules.Add(kernel.Rule{
		ID: "BKP-FULL-03", Kind: kernel.Effect, Evidence: kernel.Documented, Source: accessGuide,
		Also: []string{"BKP-FULL-01", "BKP-FULL-02"},
		Says: "A recovery point of a type with full management, as EFS, is AWS Backup's own and has an ARN of it; that of " +
			"an EBS volume is a snapshot of EC2 and that of an Aurora cluster a cluster snapshot of RDS.",
		Operations: []string{"StartBackupJob", "DescribeRecoveryPoint"},
	})
	ResourcesAreOfKnownTypes = rules.Add(kernel.Rule{
		ID: "BKP-COPY-19", Kind: kernel.Refusal, Error: InvalidParameterValue, Or: []*kernel.ErrorShape{InvalidRequest},
		Evidence: kernel.Documented, Source: copyGuide + "; " + servicesGuide,
		Says: "What is backed up is named by the ARN of a resource of the caller's account and Region, of a type that AWS " +
			"Backup supports; other types cannot be backed up or copied at all.",
		Operations: []string{"StartBackupJob"},
	})
)

// isFull reports whether AWS Backup manages backups of a type fully.
func isFull(kind string) bool { return kind == EFS }

// goesCold reports whether recovery points of a type move to cold storage.
func goesCold(kind string) bool { return kind == EFS }

var fileSystem = regexp.MustCompile(`^file-system/fs-([0-9a-f]{8}|[0-9a-f]{17})$`)

// typeOf returns the type of the resource that an ARN names, "" where a world has
// no such type.
func typeOf(arn kernel.ARN) string {
	switch {
	case arn.Service == "ec2" && strings.HasPrefix(arn.Resource, "volume/"):
		return EBS
	case arn.Service == "rds" && strings.HasPrefix(arn.Resource, "cluster:"):
		return Aurora
	case arn.Service == "elasticfilesystem" && fileSystem.MatchString(arn.Resource):
		return EFS
	}
	return ""
}
