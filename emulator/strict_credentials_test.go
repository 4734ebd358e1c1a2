package emulator_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/ram"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/timing"
)

// auditor makes a role that the account trusts, and assumes it.
func auditor(t *testing.T, as aws.Config) *ststypes.Credentials {
	t.Helper()
	role, err := iam.NewFromConfig(as).CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String("auditor"),
		AssumeRolePolicyDocument: aws.String(everybody)})
	require.NoError(t, err)
	_, err = iam.NewFromConfig(as).PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: aws.String("auditor"),
		PolicyName: aws.String("looks"), PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":` +
			`{"Effect":"Allow","Action":["kms:List*","ec2:Describe*","ram:Get*"],"Resource":"*"}}`)})
	require.NoError(t, err)
	session, err := sts.NewFromConfig(as).AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: role.Role.Arn,
		RoleSessionName: aws.String("me"), DurationSeconds: aws.Int32(900)})
	require.NoError(t, err)
	return session.Credentials
}

func TestASessionNeedsItsOwnToken(t *testing.T) {
	as, _ := strictly(t, emulator.Options{})
	of, by := auditor(t, as["owner"]), as["owner"]
	id, secret, token := *of.AccessKeyId, *of.SecretAccessKey, *of.SessionToken
	session := with(by, id, secret, token)
	_, err := kms.NewFromConfig(session).ListKeys(t.Context(), nil)
	require.NoError(t, err)
	_, err = ec2.NewFromConfig(session).DescribeSnapshots(t.Context(), &ec2.DescribeSnapshotsInput{OwnerIds: []string{"self"}})
	require.NoError(t, err)

	own, err := by.Credentials.Retrieve(t.Context())
	require.NoError(t, err)
	for name, c := range map[string]struct {
		as    aws.Config
		wrong bool // the signature, and not who makes it
	}{
		"no token":               {with(by, id, secret, ""), false},
		"another token":          {with(by, id, secret, token[:len(token)-1]+"*"), false},
		"another session's":      {with(by, id, secret, *auditorAgain(t, by).SessionToken), false},
		"another secret":         {with(by, id, secret+"x", token), true},
		"another ID":             {with(by, "ASIAAAAAAAAAAAAAAAAA", secret, token), false},
		"a key needs no token":   {with(by, own.AccessKeyID, own.SecretAccessKey, token), false},
		"an account number":      {with(by, number(t, by), "any", ""), false},
		"a key's secret of old":  {with(by, own.AccessKeyID, "any", ""), true},
		"nobody's access key ID": {with(by, "AKIAIOSFODNN7EXAMPLE", "any", ""), false},
	} {
		t.Run(name, func(t *testing.T) {
			unknown, invalid, message := "UnrecognizedClientException", "InvalidClientTokenId", invalidToken
			if c.wrong {
				unknown, invalid, message = "InvalidSignatureException", "SignatureDoesNotMatch", signedWrongly
			}
			_, err := kms.NewFromConfig(c.as).ListKeys(t.Context(), nil)
			refusedWith(t, err, unknown, message)
			_, err = ram.NewFromConfig(c.as).GetResourceShareInvitations(t.Context(), nil)
			refusedWith(t, err, unknown, message)
			_, err = sts.NewFromConfig(c.as).GetCallerIdentity(t.Context(), nil)
			refusedWith(t, err, invalid, message)
			_, err = ec2.NewFromConfig(c.as).DescribeVolumes(t.Context(), nil)
			refusedWith(t, err, "AuthFailure", notValidated)
		})
	}
}

// auditorAgain assumes the role again.
func auditorAgain(t *testing.T, as aws.Config) *ststypes.Credentials {
	t.Helper()
	session, err := sts.NewFromConfig(as).AssumeRole(t.Context(), &sts.AssumeRoleInput{
		RoleArn: aws.String("arn:aws:iam::" + number(t, as) + ":role/auditor"), RoleSessionName: aws.String("me")})
	require.NoError(t, err)
	return session.Credentials
}

func TestCredentialsThatEndAreTakenUntilThen(t *testing.T) {
	as, _ := strictly(t, emulator.Options{Clock: 3000})
	_ = auditor(t, as["owner"])
	for name, issue := range map[string]func() *ststypes.Credentials{
		"AssumeRole": func() *ststypes.Credentials { return auditorAgain(t, as["owner"]) },
		"GetSessionToken": func() *ststypes.Credentials {
			given, err := sts.NewFromConfig(as["owner"]).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{})
			require.NoError(t, err)
			return given.Credentials
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := issue() // for an hour of the world
			assert.WithinDuration(t, time.Now().Add(1200*time.Millisecond), *c.Expiration, time.Second)
			session := with(as["owner"], *c.AccessKeyId, *c.SecretAccessKey, *c.SessionToken)
			_, err := kms.NewFromConfig(session).ListKeys(t.Context(), nil)
			require.NoError(t, err)
			require.Eventually(t, func() bool {
				_, err := kms.NewFromConfig(session).ListKeys(t.Context(), nil)
				return err != nil
			}, timing.Patience, 50*time.Millisecond)
			_, err = kms.NewFromConfig(session).ListKeys(t.Context(), nil)
			refusedWith(t, err, "ExpiredTokenException", expiredToken)
			_, err = sts.NewFromConfig(session).GetCallerIdentity(t.Context(), nil)
			refusedWith(t, err, "ExpiredToken", expiredToken)
			_, err = ec2.NewFromConfig(session).DescribeVolumes(t.Context(), nil)
			refusedWith(t, err, "RequestExpired", "Request has expired.")
		})
	}
}

func TestKeysOfUsersAreTakenWhileTheyAreActive(t *testing.T) {
	as, _ := strictly(t, emulator.Options{})
	admin, name := iam.NewFromConfig(as["owner"]), aws.String("ann")
	_, err := admin.CreateUser(t.Context(), &iam.CreateUserInput{UserName: name})
	require.NoError(t, err)
	made, err := admin.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: name})
	require.NoError(t, err)
	ann := with(as["owner"], *made.AccessKey.AccessKeyId, *made.AccessKey.SecretAccessKey, "")
	require.Equal(t, number(t, as["owner"]), number(t, ann))
	_, err = admin.UpdateAccessKey(t.Context(), &iam.UpdateAccessKeyInput{UserName: name,
		AccessKeyId: made.AccessKey.AccessKeyId, Status: "Inactive"})
	require.NoError(t, err)
	_, err = sts.NewFromConfig(ann).GetCallerIdentity(t.Context(), nil)
	refusedWith(t, err, "InvalidClientTokenId", invalidToken)
}

// lateSigner signs by another clock.
type lateSigner time.Duration

func (l lateSigner) SignHTTP(ctx context.Context, c aws.Credentials, r *http.Request, sum, service, region string,
	at time.Time, o ...func(*v4.SignerOptions)) error {
	return v4.NewSigner().SignHTTP(ctx, c, r, sum, service, region, at.Add(time.Duration(l)), o...)
}

func TestClocksMayBeOffByMinutes(t *testing.T) {
	as, _ := strictly(t, emulator.Options{Clock: 3600})
	ctx := t.Context()
	for _, off := range []time.Duration{-4 * time.Minute, 4 * time.Minute} {
		_, err := kms.NewFromConfig(as["owner"], func(o *kms.Options) { o.HTTPSignerV4 = lateSigner(off) }).ListKeys(ctx, nil)
		assert.NoError(t, err, off)
	}
	for off, text := range map[time.Duration]string{-6 * time.Minute: "Signature expired: ",
		6 * time.Minute: "Signature not yet current: "} {
		_, err := kms.NewFromConfig(as["owner"], func(o *kms.Options) { o.HTTPSignerV4 = lateSigner(off) }).ListKeys(ctx, nil)
		var refused smithy.APIError
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, "InvalidSignatureException", refused.ErrorCode())
		assert.Contains(t, refused.ErrorMessage(), text)
		_, err = sts.NewFromConfig(as["owner"], func(o *sts.Options) {
			o.HTTPSignerV4 = lateSigner(off)
		}).GetCallerIdentity(ctx, nil)
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, "SignatureDoesNotMatch", refused.ErrorCode())
		assert.Contains(t, refused.ErrorMessage(), text)
		_, err = ec2.NewFromConfig(as["owner"], func(o *ec2.Options) {
			o.HTTPSignerV4 = lateSigner(off)
		}).DescribeVolumes(ctx, nil)
		assert.NoError(t, err)
		_, err = ec2.NewFromConfig(as["owner"], func(o *ec2.Options) {
			o.HTTPSignerV4 = lateSigner(3 * off)
		}).DescribeVolumes(ctx, nil)
		refusedWith(t, err, "RequestExpired", "Request has expired.")
	}
}
