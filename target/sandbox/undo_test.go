package sandbox_test

import (
	"reflect"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/model/services"
)

// making are the verbs of operations that make something.
var making = regexp.MustCompile(`^(Create|Copy|Restore|Start|Put|Attach|Register|Enable|Invite|Accept|Promote|Import|Add)`)

// remain are the operations that make what nothing takes away by itself, each with the
// reason.
var remain = map[string]string{
	"cloudhsmv2.InitializeCluster":              "the cluster goes as a whole",
	"organizations.CreateAccount":               "an account can only be closed, which takes 90 days",
	"ram.PromoteResourceShareCreatedFromPolicy": "the share goes with its policy",
	"ram.AcceptResourceShareInvitation":         "the share goes with its owner's",
	"ram.EnableSharingWithAwsOrganization":      "only the organization's own service access ends it",
	"iam.CreatePolicyVersion":                   "it is listed with the policy that it is of",
	"iam.PutRolePermissionsBoundary":            "it goes with the role",
	"iam.PutUserPermissionsBoundary":            "it goes with the user",
	"kms.EnableKey":                             "it is a state of a key",
	"kms.EnableKeyRotation":                     "it is a state of a key",
	"kms.PutKeyPolicy":                          "it goes with the key",
	"rds.StartDBCluster":                        "it is a state of a cluster",
	"rds.CreateDBSnapshot":                      "Aurora refuses it always",
	"rds.AddTagsToResource":                     "tags go with what they are of",
	"ec2.CreateTags":                            "tags go with what they are of",
	"backup.StartCopyJob":                       "its copy is listed with the vault that it is in",
}

func TestWhatIsMadeCanBeTakenAway(t *testing.T) {
	for _, api := range services.All {
		for _, op := range api.Operations {
			if _, remains := remain[op.FullName()]; !op.Reads() && making.MatchString(op.Name) {
				assert.NotEqual(t, remains, op.IsUndone(), "%s: want an entry in undo.go, or a reason in remain", op.FullName())
			}
		}
	}
}

// unfound are the operations of which nobody can tell, without its answer, whether a call
// was done.
var unfound = []string{
	"ec2.EnableEbsEncryptionByDefault", "ec2.ModifyEbsDefaultKmsKeyId", "ec2.EnableSnapshotBlockPublicAccess",
	"iam.CreateServiceLinkedRole", "ram.PromotePermissionCreatedFromPolicy",
	"organizations.CreateOrganization", "organizations.CreateOrganizationalUnit", "organizations.InviteAccountToOrganization",
	"organizations.MoveAccount", "organizations.AcceptHandshake", "organizations.EnableAWSServiceAccess",
	"organizations.RegisterDelegatedAdministrator", "organizations.EnablePolicyType", "organizations.CreatePolicy",
}

func TestWhatIsMadeIsFoundWithoutItsAnswer(t *testing.T) {
	var lost []string
	for _, api := range services.All {
		for _, op := range api.Operations {
			if !op.IsUndone() {
				continue
			}
			_, byTag := op.Finder()
			_, hangs := op.HangsOn(reflect.New(op.In).Interface())
			isLost := op.LostBy() != ""
			assert.True(t, byTag || hangs || isLost, "%s: want an entry in found.go", op.FullName())
			assert.False(t, isLost && (byTag || hangs), "%s is both found and lost", op.FullName())
			if isLost {
				lost = append(lost, op.FullName())
			}
		}
	}
	assert.ElementsMatch(t, unfound, lost)
}
