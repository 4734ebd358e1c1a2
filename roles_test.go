package shareproof_test

import (
	"context"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/model"
)

// overHTTP serves an emulator and returns the configuration of the owner's
// administrator and of a role, as the SDK's documentation has it, and how often
// the role is assumed.
func overHTTP(t *testing.T, o emulator.Options) (e *emulator.Emulator, admin, role aws.Config, assumed *atomic.Int32) {
	e = emulator.New(o)
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	admin = aws.Config{Region: "us-east-1", BaseEndpoint: &server.URL,
		Credentials: credentials.NewStaticCredentialsProvider(owner, "any", "")}
	trust := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}]}`
	may := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*"}]}`
	people := iam.NewFromConfig(admin)
	made, err := people.CreateRole(t.Context(),
		&iam.CreateRoleInput{RoleName: aws.String("job"), AssumeRolePolicyDocument: &trust})
	require.NoError(t, err)
	_, err = people.PutRolePolicy(t.Context(),
		&iam.PutRolePolicyInput{RoleName: aws.String("job"), PolicyName: aws.String("p"), PolicyDocument: &may})
	require.NoError(t, err)
	provider := stscreds.NewAssumeRoleProvider(sts.NewFromConfig(admin), *made.Role.Arn)
	assumed, role = new(atomic.Int32), admin.Copy()
	role.Credentials = aws.NewCredentialsCache(aws.CredentialsProviderFunc(func(ctx context.Context) (aws.Credentials,
		error) {
		assumed.Add(1)
		return provider.Retrieve(ctx)
	}))
	return e, admin, role, assumed
}

func TestAClientWithARoleRenewsItsCredentialsByTheWallClock(t *testing.T) {
	for _, clock := range []emulator.Clock{emulator.Real, 60, 900} {
		t.Run(clock.String(), func(t *testing.T) {
			t.Parallel()
			_, _, role, assumed := overHTTP(t, emulator.Options{Clock: clock, ExpiryByWall: true})
			late := 0
			for began := time.Now(); time.Since(began) < 2500*time.Millisecond; time.Sleep(10 * time.Millisecond) {
				if err := describeVolumes(t.Context(), role); err != nil {
					require.ErrorContains(t, err, "RequestExpired")
					late++ // a busy machine paused between the client's look at its clock and the call
				}
			}
			assert.LessOrEqual(t, late, 3)
			if clock < 900 {
				assert.EqualValues(t, 1, assumed.Load())
			} else {
				assert.InDelta(t, 3, assumed.Load(), 1, "15 minutes of the world are a second")
			}
		})
	}
}

func TestAClientWithARoleWorksOnInAWorldOfManualTime(t *testing.T) {
	behind := func() time.Time { return time.Now().Add(-4900 * time.Millisecond) } // so that a lease is short
	for name, o := range map[string]emulator.Options{
		"in November 2025": {World: model.Options{Clock: behind}},
		"from now on":      {World: model.Options{Clock: behind}, StartNow: true},
	} {
		o.ExpiryByWall = true
		e, _, role, assumed := overHTTP(t, o)
		for range 3 {
			require.NoError(t, describeVolumes(t.Context(), role), name)
			e.Advance(2 * time.Hour)
			time.Sleep(150 * time.Millisecond)
		}
		assert.EqualValues(t, 3, assumed.Load())
	}
}

func TestTheExpiryThatAClientIsToldIsAheadOfItsClock(t *testing.T) {
	for clock, most := range map[emulator.Clock]time.Duration{emulator.Manual: 5 * time.Second, emulator.Real: time.Hour,
		60: time.Minute, 0.5: 2 * time.Hour} {
		_, admin, _, _ := overHTTP(t, emulator.Options{Clock: clock, ExpiryByWall: true})
		out, err := sts.NewFromConfig(admin).AssumeRole(t.Context(), &sts.AssumeRoleInput{
			RoleArn: aws.String("arn:aws:iam::111111111111:role/job"), RoleSessionName: aws.String("session"),
		})
		require.NoError(t, err)
		left := time.Until(*out.Credentials.Expiration)
		assert.LessOrEqual(t, left, most, clock)
		assert.Greater(t, left, most-most/10-2*time.Second, clock)
	}
}
