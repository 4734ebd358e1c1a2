package conformance

import (
	"errors"
	"testing"
	"time"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/require"
)

var owner = kernel.Caller{Account: "111111111111", Region: "us-east-1"}

func called(in, out any, err error) target.Exchange {
	return target.Exchange{Exchange: kernel.Exchange{As: owner, In: in, Out: out, Err: err}}
}

func telling(exchanges ...target.Exchange) []Exchange {
	return tell(target.Outcome{Exchanges: exchanges})
}

func TestSecretsAreNotTold(t *testing.T) {
	told := telling(called(&cloudhsm.DescribeClusters{}, &cloudhsm.DescribeClustersOutput{
		Clusters: []cloudhsm.Cluster{{ClusterId: "cluster-a", PreCoPassword: "hunter2"}},
	}, nil))
	require.Equal(t, map[string]any{"Clusters": []any{map[string]any{"ClusterId": "cluster-a",
		"PreCoPassword": "(redacted)"}}}, told[0].Answer)
}

func TestARepeatedCallIsToldOnce(t *testing.T) {
	poll := func(state cloudhsm.ClusterState) target.Exchange {
		return called(&cloudhsm.DescribeClusters{},
			&cloudhsm.DescribeClustersOutput{Clusters: []cloudhsm.Cluster{{State: state}}}, nil)
	}
	wait := target.Exchange{Waited: 30 * time.Second}
	told := telling(
		wait, poll("A"), wait, poll("B"), wait, poll("C"),
		called(&cloudhsm.DescribeBackups{}, nil, errors.New("gone")),
	)
	require.Len(t, told, 3)
	require.Equal(t, Exchange{Waited: "1m30s"}, told[0])
	require.Equal(t, map[string]any{"Clusters": []any{map[string]any{"State": "C"}}}, told[1].Answer)
	require.Equal(t, "gone", told[2].Error)
}

func TestTagsSelectAsInGherkin(t *testing.T) {
	tags := []string{"@rule:A", "@needs:clock"}
	for expression, want := range map[string]bool{
		"": true, "@rule:A": true, "@rule:B": false, "~@rule:A": false, "~@rule:B": true,
		"@rule:B,@rule:A": true, "@rule:A && @needs:clock": true, "@rule:A && ~@needs:clock": false,
		"@rule:B, ~@x && @rule:A": true,
	} {
		require.NoError(t, checkTags(expression))
		require.Equal(t, want, matches(expression, tags), expression)
	}
}
