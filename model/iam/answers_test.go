package iam_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/iam"
)

// The texts of AWS, as LocalStack's recordings of IAM have them, and those on names
// as users paste them.
func TestRefusalsSayWhatAWSSays(t *testing.T) {
	w := model.New(model.Options{})
	made := do[iam.CreatePolicyOutput](t, w, owner,
		&iam.CreatePolicy{PolicyName: "p", PolicyDocument: allowing("kms:Decrypt")}).Policy.Arn
	do[iam.CreateUserOutput](t, w, owner, &iam.CreateUser{UserName: "ann"})
	none := "arn:aws:iam::111111111111:policy/nothing"
	const names = "It must contain only alphanumeric characters and/or the following: +=,.@_-"
	const paths = "It must begin and end with / and contain only alphanumeric characters and/or / characters."
	for _, c := range []struct {
		in            any
		code, message string
	}{
		{&iam.AttachUserPolicy{UserName: "ann", PolicyArn: "longpolicynamebutnoarn"}, "ValidationError",
			"ARN longpolicynamebutnoarn is not valid."},
		{&iam.AttachUserPolicy{UserName: "ann", PolicyArn: none}, "NoSuchEntity",
			"Policy " + none + " does not exist or is not attachable."},
		{&iam.DetachUserPolicy{UserName: "ann", PolicyArn: made}, "NoSuchEntity", "Policy " + made + " was not found."},
		{&iam.PutUserPermissionsBoundary{UserName: "ann", PermissionsBoundary: none}, "NoSuchEntity",
			"Scope ARN: " + none + " does not exist or is not attachable."},
		{&iam.CreateUser{UserName: "bob", PermissionsBoundary: none}, "NoSuchEntity",
			"Scope ARN: " + none + " does not exist or is not attachable."},
		{&iam.GetPolicyVersion{PolicyArn: none, VersionId: "v1"}, "NoSuchEntity",
			"Policy " + none + " version v1 does not exist or is not attachable."},
		{&iam.GetPolicyVersion{PolicyArn: made, VersionId: "v9"}, "NoSuchEntity",
			"Policy " + made + " version v9 does not exist or is not attachable."},
		{&iam.SetDefaultPolicyVersion{PolicyArn: made, VersionId: "2"}, "ValidationError", "1 validation error detected: " +
			"Value at 'versionId' failed to satisfy constraint: Member must satisfy regular expression pattern: " +
			`v[1-9][0-9]*(\.[A-Za-z0-9-]*)?`},
		{&iam.TagPolicy{PolicyArn: none, Tags: []iam.Tag{{Key: "k", Value: "v"}}}, "NoSuchEntity",
			"Policy " + none + " was not found."},
		{&iam.TagPolicy{PolicyArn: made, Tags: []iam.Tag{{Key: "k"}, {Key: "k"}}}, "InvalidInput",
			"Duplicate tag keys found."},
		{&iam.TagUser{UserName: "ann", Tags: []iam.Tag{{Key: "k"}, {Key: "K"}}}, "InvalidInput",
			"Duplicate tag keys found. Please note that Tag keys are case insensitive."},
		{&iam.TagUser{UserName: "ann", Tags: []iam.Tag{{Key: "a;b"}}}, "ValidationError", "1 validation error detected: " +
			"Value at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: " +
			`[\p{L}\p{Z}\p{N}_.:/=+\-@]+`},
		{&iam.TagUser{UserName: "ann", Tags: make([]iam.Tag, 51)}, "ValidationError", "1 validation error detected: " +
			"Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50"},
		{&iam.CreateUser{UserName: "u", Path: "bad"}, "ValidationError", "The specified value for path is invalid. " + paths},
		{&iam.UpdateUser{UserName: "ann", NewPath: "bad/"}, "ValidationError",
			"The specified value for newPath is invalid. " + paths},
		{&iam.GetUser{UserName: "bad/name"}, "ValidationError", "The specified value for userName is invalid. " + names},
		{&iam.GetRole{RoleName: "bad/name"}, "ValidationError", "The specified value for roleName is invalid. " + names},
		{&iam.DeleteUserPolicy{UserName: "ann", PolicyName: "a b"}, "ValidationError",
			"The specified value for policyName is invalid. " + names},
		{&iam.GetRole{RoleName: strings.Repeat("r", 65)}, "ValidationError", "1 validation error detected: Value at " +
			"'roleName' failed to satisfy constraint: Member must have length less than or equal to 64"},
		{&iam.ListRoles{PathPrefix: "x"}, "ValidationError", "1 validation error detected: Value at 'pathPrefix' failed to " +
			`satisfy constraint: Member must satisfy regular expression pattern: \u002F[\u0021-\u007F]*`},
		{&iam.GetAccessKeyLastUsed{AccessKeyId: "AKIAIOSFODNN7EXAMPLE"}, "AccessDenied", "User: " +
			"arn:aws:iam::111111111111:root is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key " +
			"AKIAIOSFODNN7EXAMPLE"},
		{&iam.AssumeRole{RoleArn: "arn:aws:iam::111111111111:role/r", RoleSessionName: "Session1:2"}, "ValidationError",
			"1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must " +
				`satisfy regular expression pattern: [\w+=,.@-]*`},
	} {
		refusal := refused(t, w, owner, c.in)
		assert.Equal(t, c.code, refusal.Code, "%T %v", c.in, c.in)
		assert.Equal(t, c.message, refusal.Message, "%T", c.in)
	}
}

func TestPoliciesOfAWSCountWhoUsesThem(t *testing.T) {
	w := model.New(model.Options{})
	const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess"
	do[iam.CreateUserOutput](t, w, owner, &iam.CreateUser{UserName: "ann", PermissionsBoundary: readOnly})
	do[iam.AttachUserPolicyOutput](t, w, owner, &iam.AttachUserPolicy{UserName: "ann", PolicyArn: readOnly})
	shown := do[iam.GetPolicyOutput](t, w, owner, &iam.GetPolicy{PolicyArn: readOnly}).Policy
	assert.Equal(t, []int32{1, 1}, []int32{shown.AttachmentCount, shown.PermissionsBoundaryUsageCount})
	shown = do[iam.GetPolicyOutput](t, w, target, &iam.GetPolicy{PolicyArn: readOnly}).Policy
	assert.Equal(t, []int32{0, 0}, []int32{shown.AttachmentCount, shown.PermissionsBoundaryUsageCount})
}
