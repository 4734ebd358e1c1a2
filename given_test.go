package shareproof_test

import (
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof"
)

var subnets = []string{"subnet-0123456789abcdef0"}

func TestASharedBackupIsRestored(t *testing.T) {
	cloud := shareproof.New(t)
	cloud.Given(`
		Given an active cluster "vault" of "owner"
		And a ready backup "b1" of cluster "vault"
		And backup "b1" is shared with "consumer" as "share"`)
	hsm := cloudhsmv2.NewFromConfig(cloud.Config("222222222222"))
	_, err := hsm.CreateCluster(t.Context(), &cloudhsmv2.CreateClusterInput{
		SourceBackupId: aws.String(cloud.Named("b1").ARN), HsmType: aws.String("hsm2m.medium"), SubnetIds: subnets,
	})
	require.NoError(t, err)
	cloud.Advance(time.Hour) // no time at all
}

func TestTheCodeOfREADMEIsThatOfATest(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	code, err := os.ReadFile("given_test.go")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllSubmatch(readme, -1)
	require.NotEmpty(t, blocks)
	for _, block := range blocks {
		assert.Contains(t, string(code), string(block[1]))
	}
}
