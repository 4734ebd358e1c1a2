package display_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/display"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kms"
)

func TestACallIsSpeltForTheCLI(t *testing.T) {
	yes, no, five := true, false, int32(5)
	require.Equal(t, "aws kms create-key --region us-east-1", display.Command(&kms.CreateKey{}, "us-east-1"))
	for want, in := range map[string]any{
		`aws cloudhsmv2 describe-backups --filters '{"states":["READY"]}' --max-results 5 --shared --no-sort-ascending --region us-east-1`: &cloudhsm.DescribeBackups{
			Filters: map[string][]string{"states": {"READY"}}, MaxResults: &five, Shared: &yes, SortAscending: &no,
		},
		`aws cloudhsmv2 put-resource-policy --policy '{"it'\''s": 1}' --resource-arn arn:aws:x --region us-east-1`: &cloudhsm.PutResourcePolicy{
			Policy: `{"it's": 1}`, ResourceArn: "arn:aws:x",
		},
		`aws cloudhsmv2 tag-resource --resource-id cluster-a --tag-list '{"Key":"a","Value":"b"}' --region us-east-1`: &cloudhsm.TagResource{
			ResourceId: "cluster-a", TagList: []cloudhsm.Tag{{Key: "a", Value: "b"}},
		},
	} {
		require.Equal(t, want, display.Command(in, "us-east-1"))
	}
}
