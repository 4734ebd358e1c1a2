package remote_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
	"github.com/shareproof/shareproof/target/sandbox"
)

// home serves an emulator that stands for the accounts owner and consumer, with a
// profile for each, and returns its URL, the accounts and the folder of the profiles.
func home(t *testing.T) (url string, accounts []emulator.Account, dir string) {
	t.Helper()
	lot := emulator.LotOf(5)
	accounts, err := lot.Accounts("owner", "consumer")
	require.NoError(t, err)
	e := emulator.New(emulator.Options{World: model.Options{Seed: lot.Seed()}, Clock: emulator.Real,
		Strict: &emulator.Strict{Accounts: accounts}})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	go func() { _ = e.Serve(ctx, l) }()
	url, dir = "http://"+l.Addr().String(), t.TempDir()
	require.NoError(t, emulator.WriteCredentials(dir, url, "us-east-1", emulator.Real, accounts))
	profiles(t, dir)
	t.Setenv("HOME", dir)
	return url, accounts, dir
}

// add appends to the configuration of a folder.
func add(t *testing.T, dir, text string, args ...any) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(dir, "config"), os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	_, err = fmt.Fprintf(f, "\n"+text+"\n", args...)
	require.NoError(t, err)
	require.NoError(t, f.Close())
}

// script writes a program for the shell.
func script(t *testing.T, dir, name, text string) string {
	t.Helper()
	file := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(file, []byte("#!/bin/sh\n"+text), 0o700))
	return file
}

const ended = `{"Version":1,"AccessKeyId":"ASIAENDED","SecretAccessKey":"aSecretThatEnds","SessionToken":"aToken",` +
	`"Expiration":"2026-01-01T00:00:00Z"}`

func TestCredentialsComeAsAWSUsersHaveThem(t *testing.T) {
	url, accounts, dir := home(t)
	owner, consumer := accounts[0], accounts[1]
	direct := opened(t, "endpoint: "+url+"\naccounts: {owner: {profile: owner}, consumer: {profile: consumer}}\n")
	require.NoError(t, direct.Identify(t.Context()))
	for _, name := range []string{"runner", "chained"} {
		_, err := direct.Do(t.Context(), kernel.Caller{Account: consumer.Number, Region: "us-east-1"}, &iam.CreateRole{
			RoleName: name, AssumeRolePolicyDocument: fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow",`+
				`"Principal":{"AWS":["%s","%s"]},"Action":"sts:AssumeRole"}]}`, owner.Number, consumer.Number)})
		require.NoError(t, err)
	}
	add(t, dir, "[profile chained]\nrole_arn = arn:aws:iam::%s:role/chained\nsource_profile = owner\nservices = here\n"+
		"region = us-east-1\n[services here]\nsts =\n  endpoint_url = %s", consumer.Number, url)
	add(t, dir, "[profile told]\ncredential_process = %s", script(t, dir, "tell", fmt.Sprintf(
		`echo '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"%s"}'`, consumer.AccessKeyID, consumer.SecretAccessKey)))
	for name, accounts := range map[string]string{
		"a profile with a role":         "consumer: {profile: chained}",
		"a program":                     "consumer: {profile: told}",
		"a role assumed by a profile":   fmt.Sprintf("consumer: {profile: owner, roleArn: 'arn:aws:iam::%s:role/runner'}", consumer.Number),
		"a role of profiles at the top": fmt.Sprintf("consumer: {roleArn: 'arn:aws:iam::%s:role/runner'}\ncredentials: {profile: owner}", consumer.Number),
	} {
		there := opened(t, "endpoint: "+url+"\naccounts:\n  owner: {profile: owner}\n  "+accounts+"\n")
		require.NoError(t, there.Identify(t.Context()), name)
		assert.Equal(t, map[string]string{"111111111111": owner.Number, "222222222222": consumer.Number},
			there.Identity().Accounts, name)
		assert.Equal(t, "(redacted)", there.Secrets().Text(owner.SecretAccessKey), name)
	}
}

func TestCredentialsThatEndAreRenewedInTheMiddleOfARun(t *testing.T) {
	url, accounts, dir := home(t)
	owner := accounts[0]
	add(t, dir, "[profile brief]\ncredential_process = %s", script(t, dir, "tell", fmt.Sprintf(
		`echo x >> %s/told; [ ! -e %s/over ] || { echo "ask the desk" >&2; exit 1; }
echo '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"%s","Expiration":"'$(date -u -d '+60 seconds' +%%Y-%%m-%%dT%%H:%%M:%%SZ)'"}'`,
		dir, dir, owner.AccessKeyID, owner.SecretAccessKey)))
	there := opened(t, "endpoint: "+url+"\naccounts: {owner: {profile: brief}}\n")
	require.NoError(t, there.Identify(t.Context()))
	as := kernel.Caller{Account: owner.Number, Region: "us-east-1"}
	_, err := there.Do(t.Context(), as, &iam.ListRoles{})
	require.NoError(t, err)
	told, err := os.ReadFile(filepath.Join(dir, "told"))
	require.NoError(t, err)
	assert.Len(t, strings.Fields(string(told)), 2, "what is about to end is asked for again")

	require.NoError(t, os.WriteFile(filepath.Join(dir, "over"), nil, 0o600))
	_, err = there.Do(t.Context(), as, &iam.ListRoles{})
	var trouble *target.Trouble
	require.ErrorAs(t, err, &trouble)
	assert.True(t, trouble.Ours)
	assert.Equal(t, target.NoCredentials, trouble.What)
	assert.ErrorContains(t, err, "profile brief: ")
}

// What ends in the middle of a run and cannot be renewed is our failure, whatever the rules
// are that were to be examined.
func TestCredentialsThatAreOverAccuseNobody(t *testing.T) {
	url, accounts, dir := home(t)
	add(t, dir, "[profile brief]\ncredential_process = %s", script(t, dir, "tell", fmt.Sprintf(
		`echo x >> %s/told; [ $(wc -l < %s/told) -lt 3 ] || exit 1
echo '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"%s","Expiration":"'$(date -u -d '+60 seconds' +%%Y-%%m-%%dT%%H:%%M:%%SZ)'"}'`,
		dir, dir, accounts[0].AccessKeyID, accounts[0].SecretAccessKey)))
	there := opened(t, "endpoint: "+url+"\naccounts: {owner: {profile: brief}, consumer: {profile: consumer}}\n"+
		"patience: 1s\n")
	require.NoError(t, there.Identify(t.Context()))
	box, err := sandbox.New(there, sandbox.Places{Accounts: there.Numbers(), Regions: there.Regions()})
	require.NoError(t, err)
	r, err := conformance.Run(t.Context(), conformance.Options{Target: box,
		Paths: []string{"../../features/kms/aliases.feature"}})
	require.NoError(t, err)
	assert.Equal(t, 4, r.ExitCode())
	accused := 0
	for _, s := range r.Scenarios {
		if s.Verdict == conformance.HarnessError {
			assert.Contains(t, s.Reason, "profile brief")
			accused++
		}
		assert.NotContains(t, []conformance.Verdict{conformance.Diverges, conformance.Inconclusive, conformance.Blocked},
			s.Verdict, s.Reason)
	}
	assert.Positive(t, accused)
	for _, rule := range r.Rules {
		assert.NotEqual(t, conformance.Diverges, rule.Verdict, rule.ID)
	}
}

func TestAnExpiredSessionNamesItsMend(t *testing.T) {
	url, _, dir := home(t)
	add(t, dir, "[profile work]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = runner\n"+
		"[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example.org/start")
	add(t, dir, "[profile old]\nsso_account_id = 123456789012\nsso_role_name = runner\nsso_region = us-east-1\n"+
		"sso_start_url = https://corp.example.org/start")
	add(t, dir, "[profile above]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = work\nregion = us-east-1")
	for _, profile := range []string{"work", "old", "above"} {
		err := opened(t, "endpoint: "+url+"\naccounts: {owner: {profile: "+profile+"}}\n").Identify(t.Context())
		var trouble *target.Trouble
		require.ErrorAs(t, err, &trouble, profile)
		assert.True(t, trouble.Ours)
		assert.ErrorContains(t, err, "profile "+profile+" has no valid session, say aws sso login --profile "+profile)
	}
	add(t, dir, "[profile done]\ncredential_process = %s", script(t, dir, "tell", "echo '"+ended+"'"))
	err := opened(t, "endpoint: "+url+"\naccounts: {owner: {profile: done}}\n").Identify(t.Context())
	var trouble *target.Trouble
	require.ErrorAs(t, err, &trouble)
	assert.NotContains(t, err.Error(), "aSecretThatEnds")
}

func TestAProfileThatIsNoneIsToldByItsPlace(t *testing.T) {
	url, _, dir := home(t)
	open := func(file string) error {
		config, err := remote.Parse("t.yaml", []byte(file))
		require.NoError(t, err)
		_, err = remote.Open(t.Context(), config)
		return err
	}
	err := open("endpoint: " + url + "\naccounts:\n  owner: {profile: nobody}\n")
	require.ErrorIs(t, err, remote.ErrProfile)
	assert.ErrorContains(t, err, `t.yaml:3:20: the profile cannot be used: there is no profile "nobody" in ~/.aws/config and `)
	err = open("endpoint: " + url + "\naccounts:\n  owner: {roleArn: 'arn:aws:iam::123456789012:role/x'}\n" +
		"credentials: {profile: nobody}\n")
	assert.ErrorContains(t, err, "t.yaml:4:24: the profile cannot be used")

	add(t, dir, "[profile half]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = nobody")
	err = open("endpoint: " + url + "\naccounts:\n  owner: {profile: half}\n")
	require.ErrorIs(t, err, remote.ErrProfile)
	assert.ErrorContains(t, err, "t.yaml:3:20: ")
}

func TestWithoutAProfileAWSIsCalledAsTheEnvironmentSays(t *testing.T) {
	c := inAWS(t, nil)
	file := fmt.Sprintf("endpoint: aws\naccounts: {owner: {number: %q}}\n", c.accounts[0].Number)
	t.Setenv("AWS_ACCESS_KEY_ID", c.accounts[0].AccessKeyID)
	t.Setenv("AWS_SECRET_ACCESS_KEY", c.accounts[0].SecretAccessKey)
	require.NoError(t, opened(t, file).Identify(t.Context()))
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	err := opened(t, file).Identify(t.Context())
	var trouble *target.Trouble
	require.ErrorAs(t, err, &trouble)
	assert.ErrorContains(t, err, "the credentials of the environment: ")
}

func TestATargetFileOfAWSIsReadStrictly(t *testing.T) {
	for content, complaint := range map[string]string{
		"endpoint: aws\naccountKeys: account-number":                                      "t.yaml:2:14: accountKeys does not go with endpoint: aws",
		"endpoint: aws\nreset: http://127.0.0.1/reset\naccounts: {}":                      "t.yaml:2:8: reset does not go with endpoint: aws",
		"endpoint: aws\nnotAWS: true\naccounts: {}":                                       "t.yaml:2:9: notAWS does not go with endpoint: aws",
		"endpoint: aws\naccounts: {owner: {number: '123456789012'}}\noffers: {speed: 60}": "t.yaml:3:17: speed does not go with endpoint: aws",
		"endpoint: aws":                                                                                             "t.yaml:1:1: a target needs either accounts",
		"endpoint: aws\naccounts: {owner: {}}":                                                                      "t.yaml:2:19: an account of AWS needs its number",
		"endpoint: aws\naccounts: {owner: {profile: sandbox}}":                                                      "t.yaml:2:19: an account of AWS needs its number",
		"endpoint: aws\naccounts: {owner: {number: '1', profile: sandbox}}":                                         `t.yaml:2:28: "1" is not the number of an account`,
		"endpoint: aws\naccounts: {owner: {number: '123456789012', profile: 7}}":                                    "t.yaml:2:53: want profile as a string, got 7",
		"endpoint: aws\naccounts: {owner: {number: '123456789012', profile: ''}}":                                   "t.yaml:2:53: want profile as a string, got",
		"endpoint: aws\naccounts: {owner: {number: '123456789012', profile: a, accessKeyId: b}}":                    `t.yaml:2:56: an account with keys of a profile has no key "accessKeyId": it has profile`,
		"endpoint: aws\naccounts: {owner: {number: '123456789012', accessKeyId: b}}":                                `an account with keys lacks "secretAccessKey"`,
		"endpoint: https://kms.us-east-1.amazonaws.com\naccounts: {owner: {number: '123456789012'}}":                "t.yaml:1:11: kms.us-east-1.amazonaws.com is AWS itself: want endpoint: aws in a target file",
		"endpoint: http://h\naccounts: {owner: {}}":                                                                 `t.yaml:2:19: an account with keys lacks "accessKeyId"`,
		"endpoint: aws\ncredentials: {profile: a, secretAccessKey: b}\naccounts: {owner: {number: '123456789012'}}": `t.yaml:2:27: credentials of a profile has no key "secretAccessKey"`,
	} {
		_, err := remote.Parse("t.yaml", []byte(content))
		assert.ErrorContains(t, err, complaint, content)
	}
	c, err := remote.Parse("t.yaml", []byte("endpoint: aws\naccounts:\n  owner: {roleArn: 'arn:aws:iam::123456789012:role/x'}\n"))
	require.NoError(t, err)
	assert.Equal(t, "123456789012", c.Accounts["111111111111"].Number, "it is the role's")
	assert.True(t, c.IsAWS())
}
