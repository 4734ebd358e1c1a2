package remote_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/target/remote"
)

const fullFile = `name: staging
endpoint: http://127.0.0.1:4566/
region: eu-west-1
credentials: {accessKeyId: AKIABROKER, secretAccessKey: b}
accounts:
  "111111111111": {accessKeyId: AKIAOWNER, secretAccessKey: s, sessionToken: t}
  222222222222: {roleArn: "arn:aws:iam::222222222222:role/tester", externalId: x}
offers:
  services: [cloudhsmv2, ram]
  without: [ram.GetPermission]
  clock: false
patience: 5m
`

// login is by keys that are written down.
func login(id, secret, token string) remote.Login {
	return remote.Login{Keys: remote.Keys{AccessKeyID: id, SecretAccessKey: secret, SessionToken: token}}
}

func TestATargetFileIsReadWhole(t *testing.T) {
	c, err := remote.Parse("t.yaml", []byte(fullFile))
	require.NoError(t, err)
	assert.Equal(t, remote.Config{
		Name: "staging", Endpoint: "http://127.0.0.1:4566", Region: "eu-west-1",
		Credentials: login("AKIABROKER", "b", ""),
		Accounts: map[string]remote.Account{
			"111111111111": {Number: "111111111111", Login: login("AKIAOWNER", "s", "t")},
			"222222222222": {Number: "222222222222", RoleARN: "arn:aws:iam::222222222222:role/tester", ExternalID: "x"},
		},
		Services: []string{"cloudhsmv2", "ram"}, Without: []string{"ram.GetPermission"}, NoClock: true, Speed: 1,
		Patience: 5 * time.Minute,
	}, c)
}

func TestTheSmallestTargetFileNamesAnEndpointAndItsKeys(t *testing.T) {
	c, err := remote.Parse("t.yaml", []byte("endpoint: http://127.0.0.1:4566\naccountKeys: account-number\n"))
	require.NoError(t, err)
	same, err := remote.ForURL("http://127.0.0.1:4566/")
	require.NoError(t, err)
	assert.Equal(t, same, c)
}

func TestABadTargetFileIsRefusedByItsPlace(t *testing.T) {
	for content, complaint := range map[string]string{
		"":                           "t.yaml:1:1: the file is empty: want a target",
		"a: [":                       "t.yaml:1:1: did not find expected node content",
		"- a":                        "t.yaml:1:1: want a target as a mapping, got a list",
		"endpoint: http://h\nurl: x": `t.yaml:2:1: a target has no key "url": it has name, endpoint, notAWS, region`,
		"name: a\nname: b":           `t.yaml:2:1: "name" stands here twice`,
		"endpoint: https://ram.us-east-1.amazonaws.com":                                       "t.yaml:1:11: ram.us-east-1.amazonaws.com is AWS itself",
		"endpoint: localhost:1":                                                               `t.yaml:1:11: "localhost:1" is not the URL of an endpoint`,
		"accountKeys: account-number":                                                         "t.yaml:1:1: a target needs an endpoint",
		"endpoint: http://h":                                                                  "t.yaml:1:1: a target needs either accounts, with their keys or roles, or accountKeys: account-number",
		"endpoint: http://h\nregion: mars":                                                    `t.yaml:2:9: "mars" is not a Region`,
		"endpoint: http://h\npatience: long":                                                  `t.yaml:2:11: "long" is not a time span`,
		"endpoint: http://h\naccountKeys: any":                                                `t.yaml:2:14: "any" is not a way to make keys`,
		"endpoint: http://h\naccounts:\n  \"1234\": {}":                                       `t.yaml:3:3: "1234" is not an account: want 12 digits`,
		"endpoint: http://h\naccounts:\n  111111111111: {accessKeyId: a}":                     `t.yaml:3:17: an account with keys lacks "secretAccessKey"`,
		"endpoint: http://h\naccounts:\n  111111111111: {accessKeyId: 1, secretAccessKey: b}": "t.yaml:3:31: want accessKeyId as a string, got 1 (int: quote it",
		"endpoint: http://h\naccounts:\n  111111111111: {key: a}":                             `t.yaml:3:18: an account with keys has no key "key"`,
		"endpoint: http://h\naccounts:\n  111111111111: {roleArn: me}\ncredentials: {accessKeyId: a, secretAccessKey: b}": `t.yaml:3:27: "me" is not the ARN of a role`,
		"endpoint: http://h\naccounts:\n  111111111111: {roleArn: \"arn:aws:iam::1:role/r\"}":                             "t.yaml:3:17: a role needs credentials",
		"endpoint: http://h\naccountKeys: account-number\noffers: {services: [s3]}":                                       `t.yaml:3:21: "s3" is not known: want a service such as ram`,
		"endpoint: http://h\naccountKeys: account-number\noffers: {without: [ram]}":                                       `t.yaml:3:20: "ram" is not known: want an operation such as ram.GetPermission`,
		"endpoint: http://h\naccountKeys: account-number\noffers: {clock: maybe}":                                         `t.yaml:3:17: want clock as true or false, got "maybe"`,
		"endpoint: http://h\naccountKeys: account-number\noffers: {reset: true}":                                          `t.yaml:3:10: offers has no key "reset": it has services, without, clock, speed`,
	} {
		_, err := remote.Parse("t.yaml", []byte(content))
		require.ErrorContains(t, err, complaint, content)
	}
	_, err := remote.ForURL("ftp://h")
	require.ErrorContains(t, err, `"ftp://h" is not the URL of an endpoint`)
}
