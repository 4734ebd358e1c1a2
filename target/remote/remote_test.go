package remote_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
)

var (
	ctx   = context.Background()
	owner = kernel.Caller{Account: "111111111111", Region: "us-east-1"}
)

// open serves the handler and opens it as a target.
func open(t *testing.T, h http.Handler, change ...func(*remote.Config)) *remote.Target {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	c, err := remote.ForURL(server.URL)
	require.NoError(t, err)
	for _, f := range change {
		f(&c)
	}
	s, err := remote.Open(ctx, c)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close(ctx)) })
	return s
}

func TestAGlobalServiceIsAskedFromAnyRegion(t *testing.T) {
	s := open(t, emulator.New(emulator.Options{}))
	_, err := s.Do(ctx, kernel.Caller{Account: "111111111111", Region: "eu-west-1"}, &organizations.CreateOrganization{})
	require.NoError(t, err)
}

func TestAMissingRequiredMemberIsRefusedByTheService(t *testing.T) {
	s := open(t, emulator.New(emulator.Options{}))
	_, err := s.Do(ctx, owner, &cloudhsm.CreateCluster{})
	var refused *kernel.Error
	require.ErrorAs(t, err, &refused)
	assert.Same(t, cloudhsm.InvalidRequest, refused.ErrorShape, "the API's own fault is used again")
}

// says answers every call with a status, a body and a content type.
func says(status int, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

func TestAnOperationThatTheEndpointLacksIsUnsupported(t *testing.T) {
	for name, h := range map[string]http.Handler{
		"UnknownOperationException":   says(400, `{"__type":"UnknownOperationException"}`),
		"a path that nobody serves":   says(404, "404 page not found\n"),
		"a method that nobody serves": says(405, ""),
		"not implemented":             says(501, `<html>not yet</html>`),
		"InvalidAction":               says(400, `{"__type":"InvalidAction","message":"no"}`),
		"NotImplementedException":     says(400, `{"__type":"com.example#NotImplementedException"}`),
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, h)
			for _, in := range []any{&cloudhsm.DescribeBackups{}, &ram.ListResourceTypes{}, &organizations.ListRoots{}} {
				_, err := s.Do(ctx, owner, in)
				assert.ErrorIs(t, err, target.ErrUnsupported, "%T", in)
			}
		})
	}
}

func TestAWrongAnswerIsARefusalThatCanBeCompared(t *testing.T) {
	for name, c := range map[string]struct {
		http.Handler
		fault kernel.ErrorShape
	}{
		"an error that the service does not have": {says(400, `{"__type":"Surprise","message":"boo"}`),
			kernel.ErrorShape{Code: "Surprise", Status: 400}},
		"a missing resource": {says(404, `{"__type":"NoSuchThing","message":"boo"}`),
			kernel.ErrorShape{Code: "NoSuchThing", Status: 404}},
		"another kind of JSON": {says(200, `{"Backups":3}`),
			kernel.ErrorShape{Code: target.Unreadable, Status: 200}},
		"an error without a code": {says(400, `{}`), kernel.ErrorShape{Code: target.Unreadable, Status: 400}},
		"a known error with another status": {says(409,
			`{"__type":"CloudHsmInvalidRequestException","Message":"boo"}`),
			kernel.ErrorShape{Code: "CloudHsmInvalidRequestException", Status: 409}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := open(t, c.Handler).Do(ctx, owner, &cloudhsm.DescribeBackups{})
			var refused *kernel.Error
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, c.fault, *refused.ErrorShape)
			assert.NotErrorIs(t, err, target.ErrUnsupported)
		})
	}
}

func TestTroubleWithTheNetworkIsNobodysRefusal(t *testing.T) {
	var asked atomic.Int32
	s := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_shareproof/") {
			http.NotFound(w, r)
			return
		}
		asked.Add(1)
		c, _, _ := w.(http.Hijacker).Hijack()
		_ = c.Close()
	}))
	_, err := s.Do(ctx, owner, &cloudhsm.DescribeBackups{})
	var refused *kernel.Error
	require.Error(t, err)
	assert.False(t, errors.As(err, &refused))
	assert.NotErrorIs(t, err, target.ErrUnsupported)
	assert.EqualValues(t, 1, asked.Load(), "what may have been done is not asked for twice")

	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = s.Do(cancelled, owner, &cloudhsm.DescribeBackups{})
	assert.ErrorIs(t, err, context.Canceled)

	_, err = remote.Open(ctx, remote.Config{Endpoint: "http://127.0.0.1:1"})
	assert.ErrorContains(t, err, "the endpoint http://127.0.0.1:1 does not answer")
}

func TestABusyEndpointIsAskedAgain(t *testing.T) {
	var asked atomic.Int32
	s := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) < 4 { // the first is the probe
			w.WriteHeader(429)
			_, _ = io.WriteString(w, `{"__type":"ThrottlingException"}`)
			return
		}
		_, _ = io.WriteString(w, `{"Backups":[]}`)
	}))
	out, err := s.Do(ctx, owner, &cloudhsm.DescribeBackups{})
	require.NoError(t, err)
	assert.Equal(t, &cloudhsm.DescribeBackupsOutput{Backups: []cloudhsm.Backup{}}, out)
}

func TestAnEmulatorOfShareproofOffersEverything(t *testing.T) {
	e := emulator.New(emulator.Options{Clock: emulator.Real})
	s := open(t, e)
	for _, c := range target.Capabilities {
		assert.True(t, s.Offers(c), c)
	}
	assert.Equal(t, "endpoint", s.Identity().Kind)

	require.NoError(t, s.Reset(ctx, 3))
	before := e.Now()
	require.NoError(t, s.Wait(ctx, 7*kernel.Day))
	assert.Equal(t, 7*kernel.Day, e.Now().Sub(before))

	err := s.Activate(ctx, owner, "cluster-abcdefghijk")
	var refused *kernel.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, *cloudhsm.ResourceNotFound, *refused.ErrorShape)

	assert.ErrorContains(t, s.WritePages(ctx, owner, "db", 0, 10), `111111111111 has no DB cluster`)
	lineages, err := s.Storage(ctx)
	require.NoError(t, err)
	assert.Empty(t, lineages)

	require.NoError(t, s.VisitConsole(ctx, owner))
	vault, err := s.Do(ctx, owner, &backup.DescribeBackupVault{BackupVaultName: "Default"})
	require.NoError(t, err)
	assert.Equal(t, backup.VaultState("AVAILABLE"), vault.(*backup.DescribeBackupVaultOutput).VaultState)

	require.NoError(t, s.Close(ctx))
	assert.WithinDuration(t, time.Now(), e.Now(), time.Minute, "it is left as it was launched")
}

func TestAnEmulatorWhoseClockMayNotBeMovedIsWaitedFor(t *testing.T) {
	e := emulator.New(emulator.Options{Clock: emulator.Real})
	s := open(t, e, func(c *remote.Config) { c.NoClock = true })
	assert.False(t, s.Offers(target.Clock))
	assert.True(t, s.Offers(target.Reset))
	require.NoError(t, s.Reset(ctx, 3))
	require.NoError(t, s.Wait(ctx, time.Millisecond))
	assert.WithinDuration(t, time.Now(), e.Now(), time.Minute)
}

func TestAnEndpointIsResetByTheURLOfItsFile(t *testing.T) {
	resets, status := 0, http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path == "/empty" {
			resets++
			w.WriteHeader(status)
			return
		}
		w.WriteHeader(http.StatusNotFound)
	}))
	defer server.Close()
	config, err := remote.Parse("t.yaml",
		[]byte("endpoint: "+server.URL+"\naccountKeys: account-number\nreset: "+server.URL+"/empty\n"))
	require.NoError(t, err)
	s, err := remote.Open(t.Context(), config)
	require.NoError(t, err)
	assert.True(t, s.Offers(target.Reset))
	assert.False(t, s.Offers(target.Clock))
	require.NoError(t, s.Reset(t.Context(), 1))
	assert.Equal(t, 1, resets)

	status = http.StatusForbidden
	assert.ErrorContains(t, s.Reset(t.Context(), 1), "/empty: HTTP status 403")
}

func TestAnyOtherEndpointOffersNothingMore(t *testing.T) {
	s := open(t, says(404, "404 page not found"), func(c *remote.Config) { c.Patience = 10 * time.Millisecond })
	for _, c := range target.Capabilities {
		assert.Equal(t, c == target.Numbers, s.Offers(c), c)
	}
	require.NoError(t, s.Reset(ctx, 1))
	require.NoError(t, s.Wait(ctx, time.Millisecond))
	require.ErrorIs(t, s.Wait(ctx, time.Second), target.ErrUnsupported)
	require.ErrorIs(t, s.Activate(ctx, owner, "cluster-abcdefghijk"), target.ErrUnsupported)
	require.ErrorIs(t, s.WritePages(ctx, owner, "db", 0, 10), target.ErrUnsupported)
	_, err := s.Storage(ctx)
	require.ErrorIs(t, err, target.ErrUnsupported)
	require.ErrorIs(t, s.VisitConsole(ctx, owner), target.ErrUnsupported)
}

func TestWhatTheTargetFileRulesOutIsUnsupported(t *testing.T) {
	s := open(t, emulator.New(emulator.Options{}), func(c *remote.Config) {
		c.AccountKeys, c.Accounts = false,
			map[string]remote.Account{owner.Account: {Login: login(owner.Account, "x", "")}}
		c.Services, c.Without = []string{"cloudhsmv2", "ram"}, []string{"ram.GetPermission"}
	})
	_, err := s.Do(ctx, owner, &ram.ListResourceTypes{})
	require.NoError(t, err)
	for _, in := range []any{&ram.GetPermission{}, &organizations.DescribeOrganization{}} {
		_, err := s.Do(ctx, owner, in)
		require.ErrorIs(t, err, target.ErrUnsupported, "%T", in)
	}
	_, err = s.Do(ctx, kernel.Caller{Account: "999999999999", Region: "us-east-1"}, &ram.ListResourceTypes{})
	require.ErrorIs(t, err, target.ErrUnsupported)
	assert.ErrorContains(t, err, "account 999999999999, which the target file does not name")
}

func TestARoleIsAssumedWithTheFilesCredentials(t *testing.T) {
	e := emulator.New(emulator.Options{})
	s := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if !strings.Contains(string(body), "Action=AssumeRole") {
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			e.ServeHTTP(w, r)
			return
		}
		assert.Contains(t, string(body), "RoleArn=arn%3Aaws%3Aiam%3A%3A222222222222%3Arole%2Ftester")
		assert.Contains(t, string(body), "ExternalId=secret")
		assert.Contains(t, r.Header.Get("Authorization"), "Credential=AKIATEST/")
		_, _ = io.WriteString(w, `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
			<AccessKeyId>222222222222</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
			<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`)
	}), func(c *remote.Config) {
		c.AccountKeys, c.Credentials = false, login("AKIATEST", "x", "")
		c.Accounts = map[string]remote.Account{"222222222222": {RoleARN: "arn:aws:iam::222222222222:role/tester",
			ExternalID: "secret"}}
	})
	_, err := s.Do(ctx, kernel.Caller{Account: "222222222222", Region: "us-east-1"}, &ram.ListResourceTypes{})
	require.NoError(t, err)
}

// trust lets everybody of an account assume a role whom the account allows.
const trust = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}}`

func TestAPrincipalSignsWithTheCredentialsThatAnAnswerShowed(t *testing.T) {
	s := open(t, emulator.New(emulator.Options{}))
	do := func(as kernel.Caller, in any) any {
		out, err := s.Do(ctx, as, in)
		require.NoError(t, err, "%T", in)
		return out
	}
	do(owner, &iam.CreateRole{RoleName: "auditor", AssumeRolePolicyDocument: trust})
	do(owner, &iam.CreateUser{UserName: "ann", Path: "/staff/"})
	do(owner, &iam.CreateAccessKey{UserName: "ann"})
	session := do(owner, &iam.AssumeRole{RoleArn: "arn:aws:iam::111111111111:role/auditor",
		RoleSessionName: "me"}).(*iam.AssumeRoleOutput).AssumedRoleUser.Arn
	for _, principal := range []string{session, "arn:aws:iam::111111111111:user/staff/ann"} {
		who := do(kernel.Caller{Account: "111111111111", Region: "eu-west-1", Principal: principal}, &iam.GetCallerIdentity{})
		assert.Equal(t, principal, who.(*iam.GetCallerIdentityOutput).Arn)
	}

	bob := kernel.Caller{Account: "111111111111", Region: "eu-west-1", Principal: "arn:aws:iam::111111111111:user/bob"}
	_, err := s.Do(ctx, bob, &iam.GetCallerIdentity{})
	require.ErrorIs(t, err, target.ErrUnsupported)
	assert.ErrorContains(t, err, "acting as arn:aws:iam::111111111111:user/bob, whose credentials no answer has shown")
}

func TestTheEventsOfAnEmulatorAreThoseOfItsWorld(t *testing.T) {
	embedded, s := &target.Model{}, open(t, emulator.New(emulator.Options{}))
	var heard [2][]eventbridge.Event
	for i, on := range []target.Target{embedded, s} {
		require.NoError(t, on.Reset(ctx, 5))
		_, err := on.Do(ctx, owner, &ebs.CreateVolume{AvailabilityZone: "us-east-1a", Size: new(int32(1))})
		require.NoError(t, err)
		require.NoError(t, on.Wait(ctx, time.Hour))
		heard[i], err = on.Events(ctx, owner.Scope())
		require.NoError(t, err)
	}
	require.NotEmpty(t, heard[0])
	assert.Equal(t, heard[0], heard[1])

	_, err := open(t, says(404, "")).Events(ctx, owner.Scope())
	require.ErrorIs(t, err, target.ErrUnsupported)
}
