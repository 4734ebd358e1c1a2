package policy

import (
	"slices"
	"strings"
)

// keys are the condition keys that the model gives values to. Those that end in
// : or / are followed by a name.
var keys = []string{
	"aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalType",
	"aws:PrincipalIsAWSService", "aws:userid", "aws:username", "aws:CurrentTime", "aws:EpochTime",
	"aws:RequestedRegion", "aws:RequestTag/", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths",
	"aws:ResourceTag/", "aws:SecureTransport", "aws:SourceAccount", "aws:SourceArn", "aws:TagKeys", "aws:ViaAWSService",

	"kms:CallerAccount", "kms:EncryptionContext:", "kms:EncryptionContextKeys", "kms:GrantConstraintType",
	"kms:GrantIsForAWSResource", "kms:GrantOperations", "kms:GranteePrincipal", "kms:KeyOrigin", "kms:KeySpec",
	"kms:KeyUsage", "kms:RequestAlias", "kms:RetiringPrincipal", "kms:ViaService",

	"backup:CopyTargets", "backup:CopyTargetOrgPaths",

	"iam:AWSServiceName", "iam:PassedToService", "iam:PermissionsBoundary", "iam:PolicyARN",

	"sts:ExternalId", "sts:RoleSessionName",
}

// multivalued are the condition keys that may have several values in a request:
// those of the model, and the global ones that grammars may add.
var multivalued = []string{
	"aws:PrincipalOrgPaths", "kms:EncryptionContextKeys", "kms:GrantOperations",
	"aws:CalledVia", "aws:PrincipalServiceNamesList", "aws:ResourceOrgPaths", "aws:SourceOrgPaths", "aws:TagKeys",
	"backup:CopyTargets", "backup:CopyTargetOrgPaths",
}

func isMultivalued(key string) bool {
	for _, m := range multivalued {
		if len(m) == len(key) && strings.EqualFold(m, key) {
			return true
		}
	}
	return false
}

// spelled returns a condition key as AWS spells it.
func spelled(key string) string {
	for _, known := range keys {
		if len(known) == len(key) && strings.EqualFold(known, key) {
			return known
		}
	}
	return key
}

// knows reports whether a condition key is one that the model or the grammar
// gives values to, in any case.
func (g *Grammar) knows(key string) bool {
	is := func(known string) bool {
		if strings.HasSuffix(known, ":") || strings.HasSuffix(known, "/") {
			return len(key) > len(known) && strings.EqualFold(key[:len(known)], known)
		}
		return len(key) == len(known) && strings.EqualFold(key, known)
	}
	return slices.ContainsFunc(keys, is) || slices.ContainsFunc(g.Keys, is)
}
