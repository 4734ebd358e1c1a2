package iam_test

import (
	"fmt"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
)

var (
	owner  = kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	target = kernel.Caller{Account: "222222222222", Region: "us-east-1"}
)

func do[Out any](t *testing.T, w *model.World, as kernel.Caller, in any) *Out {
	t.Helper()
	out, err := w.Do(as, in)
	require.NoError(t, err)
	return out.(*Out)
}

func refused(t *testing.T, w *model.World, as kernel.Caller, in any) *kernel.Error {
	t.Helper()
	_, err := w.Do(as, in)
	var refusal *kernel.Error
	require.ErrorAs(t, err, &refusal)
	return refusal
}

func trusting(principal string) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":%s,"Action":"sts:AssumeRole"}]}`, principal)
}

func allowing(action string) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"%s","Resource":"*"}]}`, action)
}

// acting returns a caller that acts as a new role of the account which may do
// the action.
func acting(t *testing.T, w *model.World, as kernel.Caller, role, action string) kernel.Caller {
	made := do[iam.CreateRoleOutput](t, w, as,
		&iam.CreateRole{RoleName: role, AssumeRolePolicyDocument: trusting(`{"AWS":"` + as.Account + `"}`)}).Role
	do[iam.PutRolePolicyOutput](t, w, as,
		&iam.PutRolePolicy{RoleName: role, PolicyName: "p", PolicyDocument: allowing(action)})
	session := do[iam.AssumeRoleOutput](t, w, as, &iam.AssumeRole{RoleArn: made.Arn, RoleSessionName: "night"})
	as.Principal = session.AssumedRoleUser.Arn
	return as
}

func TestIDsAndKeysHaveAWSShapes(t *testing.T) {
	w := model.New(model.Options{})
	r := do[iam.CreateRoleOutput](t, w, owner,
		&iam.CreateRole{RoleName: "Copier", Path: "/service-role/",
			AssumeRolePolicyDocument: trusting(`{"Service":"dlm.amazonaws.com"}`)}).Role
	assert.Equal(t, "arn:aws:iam::111111111111:role/service-role/Copier", r.Arn)
	assert.Regexp(t, `^AROA[A-Z2-7]{17}$`, r.RoleId)
	u := do[iam.CreateUserOutput](t, w, owner, &iam.CreateUser{UserName: "ann"}).User
	assert.Regexp(t, `^AIDA[A-Z2-7]{17}$`, u.UserId)
	k := do[iam.CreateAccessKeyOutput](t, w, owner, &iam.CreateAccessKey{UserName: "ann"}).AccessKey
	assert.Regexp(t, `^AKIA[A-Z2-7]{16}$`, k.AccessKeyId)
	assert.Len(t, k.SecretAccessKey, 40)
	who := acting(t, w, owner, "Reader", "*")
	session := do[iam.AssumeRoleOutput](t, w, who,
		&iam.AssumeRole{RoleArn: "arn:aws:iam::111111111111:role/Reader", RoleSessionName: "again"})
	assert.Regexp(t, `^ASIA[A-Z2-7]{16}$`, session.Credentials.AccessKeyId)
	assert.Regexp(t, `^AROA[A-Z2-7]{17}:again$`, session.AssumedRoleUser.AssumedRoleId)
}

func TestDocumentsAreAnsweredPercentEncoded(t *testing.T) {
	w := model.New(model.Options{})
	document := allowing("kms:Decrypt")
	do[iam.CreateUserOutput](t, w, owner, &iam.CreateUser{UserName: "ann"})
	do[iam.PutUserPolicyOutput](t, w, owner,
		&iam.PutUserPolicy{UserName: "ann", PolicyName: "p", PolicyDocument: document})
	got := do[iam.GetUserPolicyOutput](t, w, owner, &iam.GetUserPolicy{UserName: "ann", PolicyName: "p"}).PolicyDocument
	assert.Regexp(t, regexp.MustCompile(`^%7B%22Version%22%3A%222012-10-17%22`), got)
	plain, err := url.PathUnescape(got)
	require.NoError(t, err)
	assert.Equal(t, document, plain)
}

func TestASessionMayDoWhatItsRoleMay(t *testing.T) {
	w := model.New(model.Options{})
	who := acting(t, w, owner, "Reader", "cloudhsm:DescribeBackups")
	do[cloudhsm.DescribeBackupsOutput](t, w, who, &cloudhsm.DescribeBackups{})
	refusal := refused(t, w, who, &cloudhsm.DescribeClusters{})
	assert.Equal(t, "CloudHsmAccessDeniedException", refusal.Code)
	assert.Equal(t, "User: arn:aws:sts::111111111111:assumed-role/Reader/night is not authorized to perform: "+
		"cloudhsm:DescribeClusters on resource: * because no identity-based policy allows the cloudhsm:DescribeClusters "+
		"action", refusal.Message)
	assert.Equal(t, iam.PrincipalsNeedPermission, refusal.Rule)
	assert.Equal(t, "AccessDeniedException", refused(t, w, who, &organizations.ListAccounts{}).Code)

	w.Advance(time.Hour)
	assert.Equal(t, "ExpiredTokenException", refused(t, w, who, &cloudhsm.DescribeBackups{}).Code)
	assert.Equal(t, "ExpiredToken", refused(t, w, who, &iam.GetCallerIdentity{}).Code)
}

func TestASessionEndsWithItsRole(t *testing.T) {
	w := model.New(model.Options{})
	who := acting(t, w, owner, "Reader", "*")
	id, ok := w.Fork().Session("")
	assert.False(t, ok, id)
	do[iam.DeleteRolePolicyOutput](t, w, owner, &iam.DeleteRolePolicy{RoleName: "Reader", PolicyName: "p"})
	do[iam.DeleteRoleOutput](t, w, owner, &iam.DeleteRole{RoleName: "Reader"})
	assert.Equal(t, "UnrecognizedClientException", refused(t, w, who, &cloudhsm.DescribeBackups{}).Code)
	do[iam.CreateRoleOutput](t, w, owner, &iam.CreateRole{RoleName: "Reader", AssumeRolePolicyDocument: trusting(`"*"`)})
	assert.Equal(t, "InvalidClientTokenId", refused(t, w, who, &iam.GetCallerIdentity{}).Code)
}

func TestAccessKeysTellWhoseTheyAre(t *testing.T) {
	w := model.New(model.Options{})
	u := do[iam.CreateUserOutput](t, w, owner, &iam.CreateUser{UserName: "ann", Path: "/team/"}).User
	k := do[iam.CreateAccessKeyOutput](t, w, owner, &iam.CreateAccessKey{UserName: "ann"}).AccessKey
	who, ok := w.Session(k.AccessKeyId)
	require.True(t, ok)
	assert.Equal(t, kernel.Caller{Account: owner.Account, Principal: u.Arn}, who)
	do[iam.UpdateAccessKeyOutput](t, w, owner,
		&iam.UpdateAccessKey{UserName: "ann", AccessKeyId: k.AccessKeyId, Status: iam.Inactive})
	_, ok = w.Session(k.AccessKeyId)
	assert.False(t, ok)

	made := do[iam.CreateRoleOutput](t, w, owner,
		&iam.CreateRole{RoleName: "Reader", AssumeRolePolicyDocument: trusting(`{"AWS":"222222222222"}`)}).Role
	in := &iam.AssumeRole{RoleArn: made.Arn, RoleSessionName: "night"}
	first := do[iam.AssumeRoleOutput](t, w, target, in).Credentials
	who, ok = w.Session(first.AccessKeyId)
	require.True(t, ok)
	assert.Equal(t, "arn:aws:sts::111111111111:assumed-role/Reader/night", who.Principal)
	w.Advance(30 * time.Minute)
	second := do[iam.AssumeRoleOutput](t, w, target, in).Credentials
	w.Advance(30 * time.Minute)
	_, ok = w.Session(first.AccessKeyId)
	assert.False(t, ok, "its hour is over, while the session goes on")
	_, ok = w.Session(second.AccessKeyId)
	assert.True(t, ok)
	w.Advance(time.Hour)
	who, ok = w.Session(second.AccessKeyId)
	require.True(t, ok, "so that the call is told that the session has expired")
	who.Region = "us-east-1"
	assert.Equal(t, "ExpiredToken", refused(t, w, who, &iam.GetCallerIdentity{}).Code)
}

func TestForksHaveTheirOwnRoles(t *testing.T) {
	w := model.New(model.Options{})
	who := acting(t, w, owner, "Reader", "*")
	fork := w.Fork()
	do[iam.DeleteRolePolicyOutput](t, fork, owner, &iam.DeleteRolePolicy{RoleName: "Reader", PolicyName: "p"})
	refused(t, fork, who, &cloudhsm.DescribeBackups{})
	do[cloudhsm.DescribeBackupsOutput](t, w, who, &cloudhsm.DescribeBackups{})
}

func TestSessionsThatEndedLongAgoAreForgotten(t *testing.T) {
	w := model.New(model.Options{})
	role := do[iam.CreateRoleOutput](t, w, owner,
		&iam.CreateRole{RoleName: "Night", AssumeRolePolicyDocument: trusting(`{"AWS":"` + owner.Account + `"}`)}).Role
	begin := func(name string) *iam.AssumeRoleOutput {
		return do[iam.AssumeRoleOutput](t, w, owner, &iam.AssumeRole{RoleArn: role.Arn, RoleSessionName: name})
	}
	first := begin("first")
	key := first.Credentials.AccessKeyId

	w.Advance(24 * time.Hour) // the session lasts an hour, and is known for a day
	begin("second")
	as, known := w.Session(key)
	require.True(t, known)
	as.Region = owner.Region
	assert.Equal(t, iam.SessionsExpire, refused(t, w, as, &iam.GetCallerIdentity{}).Rule)

	w.Advance(time.Hour)
	begin("third")
	_, known = w.Session(key)
	assert.False(t, known)
	as.Principal = first.AssumedRoleUser.Arn
	assert.Equal(t, iam.PrincipalsExist, refused(t, w, as, &iam.GetCallerIdentity{}).Rule)
}

func TestAYearOfSessionsIsNoMoreThanADayOfThem(t *testing.T) {
	w := model.New(model.Options{})
	role := do[iam.CreateRoleOutput](t, w, owner,
		&iam.CreateRole{RoleName: "Night", AssumeRolePolicyDocument: trusting(`{"AWS":"` + owner.Account + `"}`)}).Role
	var keys []string
	for hour := range 365 * 24 {
		out := do[iam.AssumeRoleOutput](t, w, owner,
			&iam.AssumeRole{RoleArn: role.Arn, RoleSessionName: fmt.Sprint("hour-", hour)})
		keys = append(keys, out.Credentials.AccessKeyId)
		w.Advance(time.Hour)
	}
	known := 0
	for _, key := range keys {
		if _, ok := w.Session(key); ok {
			known++
		}
	}
	assert.Equal(t, 25, known)
}

// Each of the credentials of a session has the session policy that it was given with;
// who calls by the session's ARN has that of the last (STS-SPO-02).
func TestCredentialsKeepTheSessionPolicyThatTheyWereGivenWith(t *testing.T) {
	w := model.New(model.Options{})
	acting(t, w, owner, "Reader", "iam:*")
	assume := func(policy string) kernel.Caller {
		out := do[iam.AssumeRoleOutput](t, w, owner, &iam.AssumeRole{RoleArn: "arn:aws:iam::111111111111:role/Reader",
			RoleSessionName: "night", Policy: policy})
		as, ok := w.Session(out.Credentials.AccessKeyId)
		require.True(t, ok)
		as.Region = owner.Region
		return as
	}
	narrow := assume(allowing("iam:GetRole"))
	wide := assume("")
	last := kernel.Caller{Account: owner.Account, Region: owner.Region, Principal: wide.Principal}
	assert.Equal(t, narrow.Principal, wide.Principal)
	assert.Equal(t, "STS-SPO-02", refused(t, w, narrow, &iam.ListRoles{}).Rule.ID)
	do[iam.ListRolesOutput](t, w, wide, &iam.ListRoles{})
	do[iam.ListRolesOutput](t, w, last, &iam.ListRoles{})
	assume(allowing("iam:GetRole"))
	assert.Equal(t, "STS-SPO-02", refused(t, w, last, &iam.ListRoles{}).Rule.ID)
	do[iam.ListRolesOutput](t, w, wide, &iam.ListRoles{})
}

// All callers come from one address, in this process and beyond HTTP, and what a service
// does under a role from none.
func TestCallersComeFromLoopback(t *testing.T) {
	w := model.New(model.Options{})
	as := acting(t, w, owner, "Reader", "sts:GetCallerIdentity")
	put := func(address string) {
		do[iam.PutRolePolicyOutput](t, w, owner, &iam.PutRolePolicy{RoleName: "Reader", PolicyName: "p", PolicyDocument: `{
			"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*","Condition":{"IpAddress":{
			"aws:SourceIp":"` + address + `"}}}]}`})
	}
	put("127.0.0.0/8")
	do[iam.ListRolesOutput](t, w, as, &iam.ListRoles{})
	put("203.0.113.0/24")
	assert.Equal(t, "IAM-EVA-01", refused(t, w, as, &iam.ListRoles{}).Rule.ID)
}

// What a service does for a session it may do only as far as the session policy goes: the
// key of a volume is the session's to use, not its role's (STS-SPO-02).
func TestServicesActWithinTheSessionPolicyOfWhoCalls(t *testing.T) {
	for _, c := range []struct{ policy, state string }{{allowing("*"), "available"}, {allowing("ec2:*"), "error"}} {
		w := model.New(model.Options{})
		as := acting(t, w, owner, "Maker", "*")
		key := do[kms.CreateKeyOutput](t, w, owner, &kms.CreateKey{}).KeyMetadata
		do[iam.AssumeRoleOutput](t, w, owner, &iam.AssumeRole{RoleArn: "arn:aws:iam::111111111111:role/Maker",
			RoleSessionName: "night", Policy: c.policy})
		size := int32(1)
		made := do[ebs.CreateVolumeOutput](t, w, as, &ebs.CreateVolume{AvailabilityZone: "us-east-1a", Size: &size,
			KmsKeyId: key.Arn, Encrypted: new(true)})
		w.Advance(10 * time.Minute)
		out, err := w.Do(as, &ebs.DescribeVolumes{VolumeIds: []string{made.VolumeId}})
		if c.state == "error" {
			assert.ErrorContains(t, err, "InvalidVolume.NotFound", "it vanished")
			continue
		}
		require.NoError(t, err)
		assert.EqualValues(t, c.state, out.(*ebs.DescribeVolumesOutput).Volumes[0].State)
	}
}

// The credentials of GetSessionToken are their user's, for a while, and say whether a
// device told who calls (IAM User Guide, id_credentials_mfa_configure-api-require).
func TestTheTokenOfAUserActsAsTheUserAndEnds(t *testing.T) {
	w := model.New(model.Options{})
	made := do[iam.CreateUserOutput](t, w, owner, &iam.CreateUser{UserName: "ann"}).User
	do[iam.PutUserPolicyOutput](t, w, owner, &iam.PutUserPolicy{UserName: "ann", PolicyName: "p", PolicyDocument: `{
		"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*","Condition":{"Bool":{
		"aws:MultiFactorAuthPresent":"true"}}}]}`})
	ann := kernel.Caller{Account: owner.Account, Region: owner.Region, Principal: made.Arn}
	token := func(in iam.GetSessionToken) kernel.Caller {
		out := do[iam.GetSessionTokenOutput](t, w, ann, &in)
		as, ok := w.Session(out.Credentials.AccessKeyId)
		require.True(t, ok)
		as.Region = owner.Region
		return as
	}
	plain, told := token(iam.GetSessionToken{}), token(iam.GetSessionToken{SerialNumber: made.Arn, TokenCode: "123456"})
	assert.Equal(t, made.Arn, plain.Principal)
	assert.Equal(t, "IAM-EVA-01", refused(t, w, ann, &iam.ListRoles{}).Rule.ID, "no key")
	assert.Equal(t, "IAM-EVA-01", refused(t, w, plain, &iam.ListRoles{}).Rule.ID, "false")
	do[iam.ListRolesOutput](t, w, told, &iam.ListRoles{})
	assert.Equal(t, "STS-GST-01", refused(t, w, told, &iam.GetSessionToken{}).Rule.ID)
	w.Advance(12 * time.Hour)
	assert.Equal(t, "ExpiredToken", refused(t, w, told, &iam.ListRoles{}).Code)
	do[iam.DeleteUserPolicyOutput](t, w, owner, &iam.DeleteUserPolicy{UserName: "ann", PolicyName: "p"})
	later := token(iam.GetSessionToken{})
	do[iam.DeleteUserOutput](t, w, owner, &iam.DeleteUser{UserName: "ann"})
	do[iam.CreateUserOutput](t, w, owner, &iam.CreateUser{UserName: "ann"})
	assert.Equal(t, "InvalidClientTokenId", refused(t, w, later, &iam.ListRoles{}).Code, "another ann")
}
