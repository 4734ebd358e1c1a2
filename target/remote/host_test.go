package remote_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/target/remote"
)

func TestNoSpellingOfAWSPassesAsATarget(t *testing.T) {
	for _, host := range []string{
		"cloudhsmv2.us-east-1.amazonaws.com", "cloudhsmv2.us-east-1.AMAZONAWS.COM", "ram.us-east-1.amazonaws.com.",
		"ram.us-east-1.amazonaws.com.:443",
		"ec2.cn-north-1.amazonaws.com.cn", "ec2.cn-north-1.api.amazonwebservices.com.cn", "ec2.eusc-de-east-1.amazonaws.eu",
		"EC2.us-east-1.API.AWS",
		"amazonaws.com", "abc.lambda-url.us-east-1.on.aws", "ec2.us-iso-east-1.c2s.ic.gov",
		"ec2.us-isob-east-1.sc2s.sgov.gov",
		"ec2.us-isof-south-1.csp.hci.ic.gov", "ec2.eu-isoe-west-1.cloud.adc-e.uk", "kms.us-iso-east-1.api.aws.ic.gov",
		"ec2.us-east-1.amazonaws.com:443", "signin.aws.amazon.com",
	} {
		_, err := remote.ForURL("https://" + host)
		assert.ErrorContains(t, err, "is AWS itself", host)
		_, err = remote.Parse("t.yaml", []byte("endpoint: https://"+host+"\nnotAWS: true\naccountKeys: account-number"))
		assert.ErrorContains(t, err, "t.yaml:1:11", host)
		assert.ErrorContains(t, err, "is AWS itself", host)
		_, err = remote.Parse("t.yaml",
			[]byte("endpoint: http://127.0.0.1:1\naccountKeys: account-number\nreset: https://"+host))
		assert.ErrorContains(t, err, "t.yaml:3:8", host)
	}
	for _, odd := range []string{"https://ec2.us-east-1.ａmazonaws.com", "https://ec2.us-east-1.amazonaws。com"} {
		_, err := remote.ForURL(odd)
		assert.ErrorContains(t, err, "is not ASCII", odd)
	}
}

func TestEveryEndpointOfTheSDKIsAWSItself(t *testing.T) {
	for _, region := range []string{
		"us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1",
		"us-isof-south-1", "eusc-de-east-1", "xx-unknown-1",
	} {
		for i := range 4 {
			dual, fips := i&1 > 0, i&2 > 0
			endpoint, err := kms.NewDefaultEndpointResolverV2().ResolveEndpoint(t.Context(), kms.EndpointParameters{
				Region: &region, UseDualStack: &dual, UseFIPS: &fips,
			})
			require.NoError(t, err)
			_, err = remote.ForURL(endpoint.URI.String())
			assert.ErrorContains(t, err, "is AWS itself", endpoint.URI.String())
		}
	}
}

func TestOthersWithAWSInTheirNamesAreNotAWS(t *testing.T) {
	for _, host := range []string{"notamazonaws.com", "amazonaws.com.example.org", "my-aws",
		"localhost.localstack.cloud:4566", "aws.example"} {
		_, err := remote.Parse("t.yaml", []byte("endpoint: http://"+host+"\nnotAWS: true\naccountKeys: account-number"))
		assert.NoError(t, err, host)
	}
}

func TestAnAddressThatAnybodyMayHaveIsAskedForByName(t *testing.T) {
	for _, address := range []string{"203.0.113.7", "[2001:db8::1]:4566", "169.254.169.254", "8.8.8.8:80", "example.org",
		"127.0.0.1.example.org", "2130706433"} {
		_, err := remote.ForURL("http://" + address)
		require.ErrorIs(t, err, remote.ErrPublic, address)
		assert.ErrorContains(t, err, "notAWS: true")
		_, err = remote.Parse("t.yaml", []byte("endpoint: http://"+address+"\nnotAWS: true\naccountKeys: account-number"))
		assert.NoError(t, err, address)
	}
	for _, address := range []string{"127.0.0.1:4566", "[::1]:4566", "10.1.2.3", "172.31.0.1:80", "192.168.1.1",
		"[fd00::1]:80", "localhost:4566", "LOCALHOST.:80", "emulator:4566", "a.localhost"} {
		_, err := remote.ForURL("http://" + address)
		assert.NoError(t, err, address)
	}
}

func TestANameIsJudgedByTheAddressThatItLeadsTo(t *testing.T) {
	require.NoError(t, remote.Connects(t.Context(), "127.0.0.1:80"))
	for _, address := range []string{"203.0.113.7:80", "[2001:db8::1]:443", "169.254.169.254:80"} {
		require.ErrorIs(t, remote.Connects(t.Context(), address), remote.ErrPublic, address)
	}
}

func TestAPasswordInAURLIsRefusedAndNotShown(t *testing.T) {
	for _, at := range []string{"http://u:hunter22@127.0.0.1:4566", "http://u:hunter22@h?x=1", "ftp://u:hunter22@h",
		"http://u:hun ter22@h"} {
		_, err := remote.ForURL(at)
		require.Error(t, err)
		assert.NotContains(t, err.Error(), "hunter22")
		assert.NotContains(t, err.Error(), "ter22")
	}
}

func TestTheControlClientFollowsNoRedirect(t *testing.T) {
	asked := 0
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer elsewhere.Close()
	here := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	defer here.Close()
	c, err := remote.Parse("t.yaml",
		[]byte("endpoint: "+here.URL+"\naccountKeys: account-number\nreset: "+here.URL+"/reset"))
	require.NoError(t, err)
	target, err := remote.Open(t.Context(), c)
	require.NoError(t, err)
	require.ErrorContains(t, target.Reset(t.Context(), 1), "HTTP status 307")
	assert.Zero(t, asked)
}

func TestASecretInTheWrongPlaceIsNotQuoted(t *testing.T) {
	const secret = "wJalrXUtnFEMI/K7MDENG"
	for _, content := range []string{
		"endpoint: http://h\ncredentials: " + secret,
		"endpoint: http://h\n" + secret + ": x",
		"endpoint: http://h\ncredentials: {accessKeyId: a, " + secret + ": b}",
		"endpoint: http://h\naccounts:\n  " + secret + ": {}",
		"endpoint: http://h\naccounts:\n  111111111111: {roleArn: " + secret +
			"}\ncredentials: {accessKeyId: a, secretAccessKey: b}",
		"endpoint: http://h\nregion: " + secret,
	} {
		_, err := remote.Parse("t.yaml", []byte(content))
		require.Error(t, err, content)
		assert.NotContains(t, err.Error(), secret)
		assert.True(t, strings.HasPrefix(err.Error(), "t.yaml:"), err)
	}
}

func TestAMisspeltOperationIsQuoted(t *testing.T) {
	_, err := remote.Parse("t.yaml",
		[]byte("endpoint: http://h\naccountKeys: account-number\noffers: {without: [cloudhsmv2.CreateClustr]}"))
	require.ErrorContains(t, err, "cloudhsmv2.CreateClustr")
}
