package remote_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/underaws"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
	"github.com/shareproof/shareproof/target/sandbox"
)

// cloud is an emulator that stands for real accounts, under the names of AWS.
type cloud struct {
	*emulator.Emulator
	names    *underaws.Names
	accounts []emulator.Account
	dir      string // with credentials and config, as the AWS CLI reads them

	mu     sync.Mutex
	scopes map[string]bool // host, Region and service of what was signed
}

// inAWS serves it, and the profiles of its accounts to this process.
func inAWS(t *testing.T, around func(http.Handler) http.Handler) *cloud {
	t.Helper()
	lot := emulator.LotOf(11)
	accounts, err := lot.Accounts(target.Accounts...)
	require.NoError(t, err)
	c := &cloud{accounts: accounts, dir: t.TempDir(), scopes: map[string]bool{},
		Emulator: emulator.New(emulator.Options{World: model.Options{Seed: lot.Seed()}, Clock: emulator.Real,
			Strict: &emulator.Strict{Accounts: accounts}})}
	var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scope := append(strings.Split(r.Header.Get("Authorization"), "/"), "", "", "", "")
		c.mu.Lock()
		c.scopes[r.Host+" "+scope[2]+" "+scope[3]] = true
		c.mu.Unlock()
		c.ServeHTTP(w, r)
	})
	if around != nil {
		h = around(h)
	}
	bundle := filepath.Join(c.dir, "ca.pem")
	c.names, err = underaws.Serve(h, bundle)
	require.NoError(t, err)
	t.Cleanup(c.names.Close)
	t.Cleanup(remote.Proxied(c.names.Proxy))
	t.Setenv("AWS_CA_BUNDLE", bundle)
	require.NoError(t, emulator.WriteCredentials(c.dir, "http://nobody.invalid", "us-east-1", emulator.Real, accounts))
	profiles(t, c.dir)
	return c
}

// profiles makes the files of a folder those that SDKs read, and nothing else.
func profiles(t *testing.T, dir string) {
	t.Helper()
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(dir, "config"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(dir, "credentials"))
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	for _, name := range []string{"AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} {
		t.Setenv(name, "")
	}
}

// file is a target file of AWS whose accounts are called by their profiles.
func (c *cloud) file(names ...string) string {
	text := "endpoint: aws\naccounts:\n"
	for _, a := range c.accounts {
		for _, name := range names {
			if a.Name == name {
				text += fmt.Sprintf("  %s: {number: %q, profile: %s}\n", name, a.Number, name)
			}
		}
	}
	return text
}

func opened(t *testing.T, file string) *remote.Target {
	t.Helper()
	config, err := remote.Parse("t.yaml", []byte(file))
	require.NoError(t, err)
	there, err := remote.Open(t.Context(), config)
	require.NoError(t, err)
	return there
}

// passing lets the time of an emulator pass whenever somebody waits.
type passing struct {
	*remote.Target
	emulator *emulator.Emulator
}

func (p *passing) Offers(c target.Capability) bool { return c == target.Clock || p.Target.Offers(c) }

func (p *passing) Wait(_ context.Context, d time.Duration) error {
	p.emulator.Advance(d)
	return nil
}

func TestTheSuitesReachAWSByItsOwnNames(t *testing.T) {
	if testing.Short() {
		t.Skip("tries the scenarios on crowded models first")
	}
	c := inAWS(t, nil)
	there := opened(t, c.file(target.Accounts...)+"patience: 3h\ntouches: [others, defaults]\n")
	require.True(t, there.IsAWS())
	require.NoError(t, there.Identify(t.Context()))
	box, err := sandbox.New(&passing{there, c.Emulator},
		sandbox.Places{Accounts: there.Numbers(), Regions: there.Regions()})
	require.NoError(t, err)
	r, err := conformance.Run(t.Context(), conformance.Options{Target: box, Paths: []string{
		"../../features/ebs/sharing_snapshots.feature", "../../features/iam/roles.feature",
		"../../features/kms/aliases.feature", "../../features/ram/tags.feature",
		"../../features/backup/vaults.feature",
	}})
	require.NoError(t, err)
	held := 0
	for _, s := range r.Scenarios {
		if s.Verdict == conformance.Conforms {
			held++
			continue
		}
		assert.Equal(t, conformance.Unsupported, s.Verdict, "%s %s: %s at %q", s.Source, s.Name, s.Reason, s.Step)
	}
	assert.Greater(t, held, len(r.Scenarios)*3/4, "most of %d are held", len(r.Scenarios))
	for _, host := range c.names.Asked() {
		assert.Regexp(t, `^([a-z0-9]+\.[a-z0-9-]+|iam)\.amazonaws\.com:443$`, host)
	}
	for _, scope := range []string{
		"sts.us-east-1.amazonaws.com us-east-1 sts", "iam.amazonaws.com us-east-1 iam",
		"ec2.us-east-1.amazonaws.com us-east-1 ec2", "ec2.eu-west-1.amazonaws.com eu-west-1 ec2",
		"kms.us-east-1.amazonaws.com us-east-1 kms", "ram.us-east-1.amazonaws.com us-east-1 ram",
		"backup.us-east-1.amazonaws.com us-east-1 backup",
	} {
		assert.True(t, c.scopes[scope], "%s was not called: %v", scope, c.scopes)
	}
}

func TestAWSRefusesWhoIsNotTheAccountThatTheFileNames(t *testing.T) {
	c := inAWS(t, nil)
	err := opened(t, strings.Replace(c.file("owner", "consumer"), "profile: consumer", "profile: stranger",
		1)).Identify(t.Context())
	require.ErrorIs(t, err, remote.ErrAccounts)
	err = opened(t, strings.Replace(c.file("owner", "consumer"), "profile: consumer", "profile: owner",
		1)).Identify(t.Context())
	require.ErrorIs(t, err, remote.ErrAccounts)
}

func TestWhoCannotTellWhoItsCallersAreIsNotAWS(t *testing.T) {
	inAWS(t, func(http.Handler) http.Handler { return http.NotFoundHandler() })
	err := opened(t, "endpoint: aws\naccounts: {owner: {number: '123456789012', profile: owner}}\n").Identify(t.Context())
	require.ErrorIs(t, err, remote.ErrAccounts)
}

func TestNoCredentialsFollowARedirectFromAWS(t *testing.T) {
	c := inAWS(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.Host, "kms.") {
				http.Redirect(w, r, "https://elsewhere.us-east-1.amazonaws.com/", http.StatusTemporaryRedirect)
				return
			}
			h.ServeHTTP(w, r)
		})
	})
	there := opened(t, c.file("owner"))
	require.NoError(t, there.Identify(t.Context()))
	_, err := there.Do(t.Context(), kernel.Caller{Account: c.accounts[0].Number, Region: "us-east-1"}, &kms.ListKeys{})
	var trouble *target.Trouble
	require.ErrorAs(t, err, &trouble)
	assert.Equal(t, []string{"kms.us-east-1.amazonaws.com:443", "sts.us-east-1.amazonaws.com:443"}, c.names.Asked())
}

func TestACertificateThatNobodyVouchesForIsNotBelieved(t *testing.T) {
	c := inAWS(t, nil)
	t.Setenv("AWS_CA_BUNDLE", "")
	err := opened(t, c.file("owner")).Identify(t.Context())
	require.ErrorContains(t, err, "certificate")
	assert.Empty(t, c.scopes, "nothing was said to it")

	empty := filepath.Join(t.TempDir(), "empty.pem")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	t.Setenv("AWS_CA_BUNDLE", empty)
	config, err := remote.Parse("t.yaml", []byte(c.file("owner")))
	require.NoError(t, err)
	_, err = remote.Open(t.Context(), config)
	require.ErrorContains(t, err, "empty.pem has no certificate")
}

func TestNoRegionLeadsElsewhere(t *testing.T) {
	c := inAWS(t, nil)
	there := opened(t, c.file("owner"))
	for _, region := range []string{"x.example.org/#", "us-east-1.example.org:443/", "mars-1", "", "owner@example.org/"} {
		_, err := there.Do(t.Context(), kernel.Caller{Account: c.accounts[0].Number, Region: region}, &kms.ListKeys{})
		require.ErrorIs(t, err, target.ErrUnsupported, region)
	}
	assert.Empty(t, c.names.Asked())
}
