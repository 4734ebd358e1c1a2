package emulator_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/ram"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/crowd"
	"github.com/shareproof/shareproof/internal/timing"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	modelkms "github.com/shareproof/shareproof/model/kms"
)

// strictly serves an emulator that is Strict, and returns what its clients read of the
// files that were written for them, by profile.
func strictly(t *testing.T, o emulator.Options) (map[string]aws.Config, *emulator.Emulator) {
	t.Helper()
	lot := emulator.LotOf(7)
	accounts, err := lot.Accounts("owner", "consumer")
	require.NoError(t, err)
	o.Strict, o.World.Seed = &emulator.Strict{Accounts: accounts}, lot.Seed()
	if o.Clock == emulator.Manual {
		o.Clock = emulator.Real
	}
	e := emulator.New(o)
	dir, url := t.TempDir(), "http://"+serve(t, e)
	require.NoError(t, emulator.WriteCredentials(dir, url, "us-east-1", emulator.Real, accounts))
	return profiles(t, dir), e
}

// profiles reads credentials and config as SDKs do.
func profiles(t *testing.T, dir string) map[string]aws.Config {
	t.Helper()
	keys, settings := sections(t, filepath.Join(dir, "credentials")), sections(t, filepath.Join(dir, "config"))
	all := map[string]aws.Config{}
	for name, key := range keys {
		set := settings["profile "+name]
		all[name] = aws.Config{Region: set["region"], BaseEndpoint: aws.String(set["endpoint_url"]),
			RetryMaxAttempts: 1,
			Credentials: credentials.NewStaticCredentialsProvider(key["aws_access_key_id"], key["aws_secret_access_key"],
				"")}
	}
	return all
}

func sections(t *testing.T, file string) map[string]map[string]string {
	t.Helper()
	about, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), about.Mode().Perm())
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	all, at := map[string]map[string]string{}, ""
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok {
			at = strings.TrimSuffix(name, "]")
			all[at] = map[string]string{}
		} else if name, value, ok := strings.Cut(line, " = "); ok {
			all[at][name] = value
		}
	}
	return all
}

// with returns a configuration with other credentials.
func with(c aws.Config, id, secret, token string) aws.Config {
	c.Credentials = credentials.NewStaticCredentialsProvider(id, secret, token)
	return c
}

func number(t *testing.T, c aws.Config) string {
	t.Helper()
	who, err := sts.NewFromConfig(c).GetCallerIdentity(t.Context(), nil)
	require.NoError(t, err)
	return *who.Account
}

func refusedWith(t *testing.T, err error, code, message string) {
	t.Helper()
	var refused smithy.APIError
	if assert.ErrorAs(t, err, &refused) {
		assert.Equal(t, code, refused.ErrorCode())
		assert.Equal(t, message, refused.ErrorMessage())
	}
}

const (
	invalidToken  = "The security token included in the request is invalid."
	expiredToken  = "The security token included in the request is expired"
	notValidated  = "AWS was not able to validate the provided access credentials"
	signedWrongly = "The request signature we calculated does not match the signature you provided. Check your AWS Secret " +
		"Access Key and signing method. Consult the service documentation for details."
)

func TestASnapshotIsSharedBetweenAccountsThatNobodyKnew(t *testing.T) {
	as, _ := strictly(t, emulator.Options{Clock: 3600})
	ctx, owner, consumer := t.Context(), ec2.NewFromConfig(as["owner"]), ec2.NewFromConfig(as["consumer"])
	other := number(t, as["consumer"])
	require.NotEqual(t, number(t, as["owner"]), other)

	volume, err := owner.CreateVolume(ctx, &ec2.CreateVolumeInput{AvailabilityZone: aws.String("us-east-1a"),
		Size: aws.Int32(1)})
	require.NoError(t, err)
	var snapshot *ec2.CreateSnapshotOutput
	require.Eventually(t, func() bool {
		snapshot, err = owner.CreateSnapshot(ctx, &ec2.CreateSnapshotInput{VolumeId: volume.VolumeId})
		return err == nil
	}, timing.Patience, 10*time.Millisecond)
	_, err = owner.ModifySnapshotAttribute(ctx, &ec2.ModifySnapshotAttributeInput{SnapshotId: snapshot.SnapshotId,
		Attribute:     ec2types.SnapshotAttributeNameCreateVolumePermission,
		OperationType: ec2types.OperationTypeAdd, UserIds: []string{other}})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		shared, err := consumer.DescribeSnapshots(ctx, &ec2.DescribeSnapshotsInput{RestorableByUserIds: []string{"self"},
			SnapshotIds: []string{*snapshot.SnapshotId}})
		return err == nil && shared.Snapshots[0].State == ec2types.SnapshotStateCompleted
	}, timing.Patience, 10*time.Millisecond)
	_, err = consumer.CopySnapshot(ctx, &ec2.CopySnapshotInput{SourceRegion: aws.String("us-east-1"),
		SourceSnapshotId: snapshot.SnapshotId})
	require.NoError(t, err)

	shares, err := ram.NewFromConfig(as["consumer"]).GetResourceShareInvitations(ctx, nil) // by path
	require.NoError(t, err)
	assert.Empty(t, shares.ResourceShareInvitations)
	_, err = kms.NewFromConfig(as["owner"]).ListKeys(ctx, nil) // in JSON
	require.NoError(t, err)
}

func TestARequestIsSignedForItsPlace(t *testing.T) {
	as, _ := strictly(t, emulator.Options{})
	elsewhere := as["owner"]
	elsewhere.Region = "eu-west-1"
	_, err := iam.NewFromConfig(elsewhere).ListRoles(t.Context(), nil)
	refusedWith(t, err, "SignatureDoesNotMatch", "Credential should be scoped to a valid region, not 'eu-west-1'.")
	_, err = kms.NewFromConfig(elsewhere).ListKeys(t.Context(), nil)
	assert.NoError(t, err)
	elsewhere.Region = "us-gov-west-1"
	_, err = kms.NewFromConfig(elsewhere).ListKeys(t.Context(), nil)
	refusedWith(t, err, "UnrecognizedClientException", invalidToken)
}

func TestNobodyFindsTheControlAPIOfAStrictEmulator(t *testing.T) {
	as, _ := strictly(t, emulator.Options{})
	url := *as["owner"].BaseEndpoint
	ask := func(method, path string, header map[string]string) (int, string, http.Header) {
		r, err := http.NewRequestWithContext(t.Context(), method, url+path, nil)
		require.NoError(t, err)
		for name, value := range header {
			r.Header.Set(name, value)
		}
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		answer.Header.Del("X-Amzn-Requestid")
		answer.Header.Del("Date")
		return answer.StatusCode, string(body), answer.Header
	}
	status, body, header := ask(http.MethodGet, "/of-nobody/", nil)
	assert.Equal(t, http.StatusNotFound, status)
	for _, path := range []string{"/", "/_shareproof/", "/_shareproof/digest", "/_shareproof/why?about=x"} {
		s, b, h := ask(http.MethodGet, path, map[string]string{"X-Shareproof-Generation": "99"})
		assert.Equal(t, status, s, path)
		assert.Equal(t, body, b, path)
		assert.Equal(t, header, h, path)
	}
	s, b, _ := ask(http.MethodPost, "/_shareproof/reset", nil)
	assert.Equal(t, status, s)
	assert.Equal(t, body, b)
	assert.NotContains(t, strings.ToLower(body), "shareproof")
	assert.NotContains(t, strings.ToLower(body), "emulator")
}

// asking adds headers that no signature covers.
type asking map[string]string

func (a asking) RoundTrip(r *http.Request) (*http.Response, error) {
	for name, value := range a {
		r.Header.Set(name, value)
	}
	return http.DefaultTransport.RoundTrip(r)
}

func TestAStrictEmulatorReadsNoHeadersOfTheControlAPI(t *testing.T) {
	as, _ := strictly(t, emulator.Options{Clock: 3000})
	owner := as["owner"]
	owner.HTTPClient = &http.Client{Transport: asking{"X-Shareproof-Generation": "99", "X-Shareproof-Time": "world"}}
	issued, err := sts.NewFromConfig(owner).GetSessionToken(t.Context(), nil)
	require.NoError(t, err)
	assert.WithinDuration(t, time.Now(), *issued.Credentials.Expiration, time.Minute, "an hour at 3000x")
	owner.HTTPClient = &http.Client{Transport: asking{"X-Amz-Meta": "unsigned"}}
	_, err = sts.NewFromConfig(owner).GetCallerIdentity(t.Context(), nil)
	refusedWith(t, err, "SignatureDoesNotMatch",
		"There were headers present in the request which were not signed: x-amz-meta")
}

func TestAStrangeOperationIsRefusedInAWSsWords(t *testing.T) {
	_, e := strictly(t, emulator.Options{})
	for name, c := range map[string]struct {
		request
		code, message string
	}{
		"JSON":  {cloudhsmCall("EatBackup", "{}"), "UnknownOperationException", ""},
		"EC2":   {ec2Call("Action=EatSnapshot"), "InvalidAction", "The action EatSnapshot is not valid for this web service."},
		"query": {stsCall("Action=EatRole&Version=2011-06-15"), "InvalidAction", "Could not find operation EatRole for version 2011-06-15"},
	} {
		t.Run(name, func(t *testing.T) {
			body := c.to(e).Body.String()
			assert.Contains(t, body, c.code)
			assert.Contains(t, body, c.message)
			assert.NotContains(t, body, "emulator")
		})
	}
}

func TestOneRequestIDTellsNothingOfTheNext(t *testing.T) {
	_, e := strictly(t, emulator.Options{})
	seen := map[string]bool{}
	for range 20 {
		w := cloudhsmCall("DescribeBackups", "{}").to(e)
		id := w.Header().Get("X-Amzn-Requestid")
		assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, id)
		assert.False(t, seen[id[:8]], id)
		seen[id[:8]] = true
	}
}

func TestAdministratorsMayBeUsers(t *testing.T) {
	known := []emulator.Account{{Name: "owner", Number: "318000000001"}}
	var id, secret string
	e := emulator.New(emulator.Options{Clock: emulator.Real, Strict: &emulator.Strict{Accounts: known}, Past: time.Hour,
		Prepare: func(w *model.World) {
			var err error
			id, secret, err = crowd.Administrator(w, known[0].Number)
			assert.NoError(t, err)
		}})
	url := "http://" + serve(t, e)
	as := aws.Config{Region: "us-east-1", BaseEndpoint: &url, RetryMaxAttempts: 1}
	who, err := sts.NewFromConfig(with(as, id, secret, "")).GetCallerIdentity(t.Context(), nil)
	require.NoError(t, err)
	assert.Equal(t, "arn:aws:iam::318000000001:user/administrator", *who.Arn)
	_, err = kms.NewFromConfig(with(as, id, secret, "")).CreateKey(t.Context(), nil)
	require.NoError(t, err)
	q := stsCall("Action=GetCallerIdentity&Version=2011-06-15")
	q.header["X-Amz-Date"] = time.Now().UTC().Format("20060102T150405Z")
	q.header["Authorization"] = "AWS4-HMAC-SHA256 Credential=/" + q.header["X-Amz-Date"][:8] +
		"/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=0"
	assert.Contains(t, q.to(e).Body.String(), "InvalidClientTokenId", "an account without a key has not the empty one")
}

func TestAccountsAreDrawn(t *testing.T) {
	one, err := emulator.LotOf(1).Accounts("owner", "consumer")
	require.NoError(t, err)
	again, err := emulator.LotOf(1).Accounts("consumer", "stranger", "owner")
	require.NoError(t, err)
	assert.Equal(t, one[0], again[2], "whatever the others are")
	other, err := emulator.LotOf(2).Accounts("owner")
	require.NoError(t, err)
	assert.NotEqual(t, one[0], other[0])
	assert.Regexp(t, `^[1-9][0-9]{11}$`, one[0].Number)
	assert.Regexp(t, `^AKIA[A-Z2-7]{16}$`, one[0].AccessKeyID)
	assert.Len(t, one[0].SecretAccessKey, 40)
	for _, names := range [][]string{{}, {"Owner"}, {"owner", "owner"}, {""}} {
		_, err := emulator.LotOf(1).Accounts(names...)
		assert.Error(t, err, names)
	}
}

func TestCredentialsOfOthersAreNotReplaced(t *testing.T) {
	accounts, err := emulator.LotOf(1).Accounts("owner")
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "aws")
	require.NoError(t, emulator.WriteCredentials(dir, "http://127.0.0.1:1", "us-east-1", emulator.Real, accounts))
	require.NoError(t, emulator.WriteCredentials(dir, "http://127.0.0.1:2", "us-east-1", emulator.Real, accounts), "its own it replaces")
	target, err := os.ReadFile(filepath.Join(dir, "target.yaml"))
	require.NoError(t, err)
	assert.Contains(t, string(target), "endpoint: http://127.0.0.1:2\n")
	assert.Contains(t, string(target), "  owner: {number: \""+accounts[0].Number+"\", accessKeyId: "+accounts[0].AccessKeyID)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "config"), []byte("[default]\n"), 0o600))
	assert.ErrorContains(t, emulator.WriteCredentials(dir, "http://127.0.0.1:3", "us-east-1", emulator.Real, accounts),
		"was not written by serve --strict")
}

func TestWhatIsLeftBehindIsTold(t *testing.T) {
	lot := emulator.LotOf(9)
	accounts, err := lot.Accounts("owner", "consumer")
	require.NoError(t, err)
	numbers := []string{accounts[0].Number, accounts[1].Number}
	wall := time.Now()
	e := emulator.New(emulator.Options{World: model.Options{Seed: lot.Seed(), Clock: func() time.Time { return wall }},
		Clock: emulator.Real, Strict: &emulator.Strict{Accounts: accounts}, Past: crowd.Takes(1, 2),
		Prepare: func(w *model.World) { assert.NoError(t, crowd.Fill(w, 1, 1, numbers...)) }})
	found := e.State()
	require.Len(t, found, 2)
	assert.Equal(t, "owner", found[0].Name)
	assert.True(t, found[0].AsFound())
	assert.Greater(t, found[0].Exists, 10)
	assert.WithinDuration(t, wall, e.Now(), time.Second, "the accounts were filled before")

	as := kernel.Caller{Account: numbers[0], Region: "us-east-1"}
	made, err := e.Do(t.Context(), as, &modelkms.CreateKey{})
	require.NoError(t, err)
	key := made.(*modelkms.CreateKeyOutput).KeyMetadata.KeyId
	left := e.State()
	assert.False(t, left[0].AsFound())
	assert.Equal(t, []string{"kms keys us-east-1 " + key + " Enabled"}, left[0].Appeared)
	assert.True(t, left[1].AsFound())

	_, err = e.Do(t.Context(), as, &modelkms.ScheduleKeyDeletion{KeyId: key})
	require.NoError(t, err)
	left = e.State()
	assert.True(t, left[0].AsFound(), "nobody can hurry the deletion of a key")
	assert.Equal(t, []string{"kms keys us-east-1 " + key + " PendingDeletion"}, left[0].Leaving)

	wall = wall.Add(10 * kernel.Day)
	left = e.State()
	assert.True(t, left[0].AsFound(), "what AWS does by itself is nobody's: %v %v", left[0].Appeared, left[0].Gone)

	out, err := e.Do(t.Context(), as, &modelkms.ListAliases{})
	require.NoError(t, err)
	for _, alias := range out.(*modelkms.ListAliasesOutput).Aliases {
		if !strings.HasPrefix(alias.AliasName, "alias/aws/") {
			_, err = e.Do(t.Context(), as, &modelkms.DeleteAlias{AliasName: alias.AliasName})
			require.NoError(t, err)
			assert.Equal(t, []string{"kms aliases us-east-1 " + alias.AliasName}, e.State()[0].Gone)
		}
	}
}
