package remote_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
)

// saysTyped answers every call with a status, a content type and a body.
func saysTyped(status int, kind, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

func TestTroubleIsNobodysRefusal(t *testing.T) {
	for name, c := range map[string]struct {
		http.Handler
		what string
		ours bool
	}{
		"wrong keys":        {says(401, `{"__type":"UnrecognizedClientException"}`), target.Credentials, true},
		"a wrong signature": {says(403, `{"__type":"InvalidSignatureException"}`), target.Credentials, true},
		"an expired token": {says(400, `{"__type":"com.amazon.coral.service#ExpiredTokenException"}`),
			target.Credentials, true},
		"throttling":             {says(400, `{"__type":"ThrottlingException"}`), target.Busy, false},
		"429 without a code":     {says(429, ``), target.Busy, false},
		"a crash":                {says(500, `<h1>Internal Server Error</h1>`), target.Broken, false},
		"a crash with a code":    {says(500, `{"__type":"InternalFailure"}`), target.Broken, false},
		"a proxy without anyone": {says(503, ``), target.Broken, false},
		"an unusual 5xx":         {says(520, ``), target.Broken, false},
		"a redirect":             {saysTyped(307, "text/html", ``), target.NotAWS, false},
		"a page":                 {saysTyped(200, "text/html; charset=utf-8", `<p>Log in</p>`), target.NotAWS, false},
		"a page without a type":  {says(200, "\n<!DOCTYPE html><html>"), target.NotAWS, false},
		"a gateway":              {says(403, `Forbidden`), target.NotAWS, false},
		"a page of a gateway":    {says(400, `<html>Bad Request`), target.NotAWS, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := open(t, c.Handler).Do(ctx, owner, &cloudhsm.DescribeBackups{})
			var refused *kernel.Error
			assert.False(t, errors.As(err, &refused), "%v", err)
			assert.NotErrorIs(t, err, target.ErrUnsupported)
			var trouble *target.Trouble
			require.ErrorAs(t, err, &trouble)
			assert.Equal(t, c.what, trouble.What)
			assert.Equal(t, c.ours, trouble.Ours)
		})
	}
}

func TestEC2sRefusalOfARightIsNoTroubleWithCredentials(t *testing.T) {
	const body = `<Response><Errors><Error><Code>AuthFailure</Code><Message>no</Message></Error></Errors></Response>`
	var refused *kernel.Error
	_, err := open(t, says(403, body)).Do(ctx, owner, &ebs.DescribeSnapshots{})
	require.ErrorAs(t, err, &refused)
	var trouble *target.Trouble
	_, err = open(t, says(401, body)).Do(ctx, owner, &ebs.DescribeSnapshots{})
	require.ErrorAs(t, err, &trouble)
	assert.Equal(t, target.Credentials, trouble.What)
}

func TestCredentialsThatTheTargetIssuedAreItsOwn(t *testing.T) {
	e := emulator.New(emulator.Options{})
	s := open(t, e)
	do := func(in any) any {
		out, err := s.Do(ctx, owner, in)
		require.NoError(t, err, "%T", in)
		return out
	}
	do(&iam.CreateRole{RoleName: "auditor", AssumeRolePolicyDocument: trust})
	session := do(&iam.AssumeRole{RoleArn: "arn:aws:iam::111111111111:role/auditor",
		RoleSessionName: "me"}).(*iam.AssumeRoleOutput).AssumedRoleUser.Arn
	require.NoError(t, s.Wait(ctx, 2*kernel.Day))
	_, err := s.Do(ctx, kernel.Caller{Account: "111111111111", Region: "eu-west-1", Principal: session},
		&iam.GetCallerIdentity{})
	var refused *kernel.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, "ExpiredToken", refused.Code)
}

func TestARoleThatCannotBeAssumedIsOurTrouble(t *testing.T) {
	const body = `<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>`
	s := open(t, says(403, body), func(c *remote.Config) {
		c.AccountKeys, c.Credentials = false, login("AKIATEST", "x", "")
		c.Accounts = map[string]remote.Account{owner.Account: {RoleARN: "arn:aws:iam::111111111111:role/tester"}}
	})
	_, err := s.Do(ctx, owner, &cloudhsm.DescribeBackups{})
	var refused *kernel.Error
	assert.False(t, errors.As(err, &refused))
	var trouble *target.Trouble
	require.ErrorAs(t, err, &trouble)
	assert.True(t, trouble.Ours)
	assert.ErrorContains(t, err, "arn:aws:iam::111111111111:role/tester cannot be assumed: AccessDenied: no")
}

func TestAnAnswerThatIsTooLongIsOurLimit(t *testing.T) {
	defer remote.Longest(100)()
	_, err := open(t, says(200, `{"Backups":[`+strings.Repeat(" ", 200)+`]}`)).Do(ctx, owner, &cloudhsm.DescribeBackups{})
	var trouble *target.Trouble
	require.ErrorAs(t, err, &trouble)
	assert.Equal(t, target.TooLong, trouble.What)
	assert.True(t, trouble.Ours)
}

func TestACallThatMayHaveBeenDoneTwiceIsInDoubt(t *testing.T) {
	var status atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(int(status.Swap(200)))
		_, _ = io.WriteString(w, `{}`)
	}))
	defer server.Close()
	config, err := remote.ForURL(server.URL)
	require.NoError(t, err)
	status.Store(404)
	s, err := remote.Open(ctx, config)
	require.NoError(t, err)
	for _, c := range []struct {
		first int32
		in    any
		doubt string
	}{
		{200, &cloudhsm.CreateCluster{}, ""},
		{429, &cloudhsm.CreateCluster{}, ""},
		{503, &cloudhsm.DescribeBackups{}, ""},
		{503, &cloudhsm.CreateCluster{}, "cloudhsmv2.CreateCluster was asked for again after HTTP status 503"},
	} {
		require.NoError(t, s.Reset(ctx, 1))
		status.Store(c.first)
		_, err = s.Do(ctx, owner, c.in)
		require.NoError(t, err)
		if c.doubt == "" {
			assert.Empty(t, s.Doubt())
		} else {
			assert.Contains(t, s.Doubt(), c.doubt)
		}
	}
}
