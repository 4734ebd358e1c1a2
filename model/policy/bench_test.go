package policy_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/policy"
)

// twenty is a key policy of 20 statements all of which have to be looked at,
// most of them up to their conditions, and a request that the last one allows.
func twenty(t require.TestingT) (*policy.Document, *policy.Request) {
	text := `{"Version":"2012-10-17","Statement":[`
	for i := range 19 {
		text += fmt.Sprintf(`{"Sid":"%d","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111111111111:role/service-role/AWSDataLifecycleManagerDefaultRole","arn:aws:iam::222222222222:root"]},
			"Action":["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:DescribeKey"],"Resource":"*",
			"Condition":{"StringEquals":{"kms:CallerAccount":"222222222222"},"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-a/*/ou-%d/*"}}},`, i, i)
	}
	text += `{"Sid":"last","Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"kms:GenerateDataKey*","Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":true}}}]}`
	d, err := policy.Parse(policy.KeyPolicy, text)
	require.NoError(t, err)
	return &d, &policy.Request{
		Principal: session, Action: "kms:GenerateDataKeyWithoutPlaintext",
		Resource: "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
		Context: map[string][]string{
			"aws:PrincipalArn": {session.Role}, "aws:PrincipalAccount": {"222222222222"}, "aws:PrincipalOrgID": {"o-a"},
			"aws:PrincipalOrgPaths": {"o-a/r-1/ou-100/ou-x/"}, "aws:RequestedRegion": {"eu-west-1"}, "aws:userid": {session.ID},
			"kms:CallerAccount": {"222222222222"}, "kms:ViaService": {"ec2.eu-west-1.amazonaws.com"},
			"kms:GrantIsForAWSResource": {"true"},
		},
	}
}

func TestADecisionAllocatesNothing(t *testing.T) {
	d, r := twenty(t)
	require.Equal(t, policy.Answer{Effect: policy.Allow, Source: "key policy", Statement: 19, Sid: "last",
		Delegated: true}, policy.Ask(r, policy.Source{Name: "key policy", Document: d}))
	require.Zero(t, testing.AllocsPerRun(100, func() { policy.Ask(r, policy.Source{Name: "key policy", Document: d}) }))
}

// A decision is to take less than 5 µs and at most 2 allocations.
func BenchmarkDecideOver20Statements(b *testing.B) {
	d, r := twenty(b)
	b.ReportAllocs()
	for b.Loop() {
		policy.Ask(r, policy.Source{Name: "key policy", Document: d})
	}
}
