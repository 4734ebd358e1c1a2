package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model/policy"
)

func TestEveryStatementTellsWhyItAppliesOrNot(t *testing.T) {
	d, err := policy.Parse(policy.KeyPolicy, `{"Version":"2012-10-17","Statement":[
		{"Sid":"Account","Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"kms:*","Resource":"*"},
		{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"},
		{"Effect":"Allow","Principal":"*","Action":"kms:*"},
		{"Effect":"Allow","Principal":{"AWS":"333333333333"},"Action":"kms:*","Resource":"*"},
		{"Effect":"Deny","NotPrincipal":"*","Action":"kms:*","Resource":"*"},
		{"Effect":"Allow","Principal":"*","Action":"kms:Encrypt","Resource":"*"},
		{"Effect":"Allow","Principal":"*","NotAction":"kms:D*","Resource":"*"},
		{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"arn:aws:s3:::a"},
		{"Effect":"Allow","Principal":"*","Action":"kms:*","NotResource":"*"},
		{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":true,"kms:GrantIsForAWSResource":true}}},
		{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":["1","2"]}}}]}`)
	assert.NoError(t, err)
	r := request(restorer, "kms:Decrypt")
	r.Context = map[string][]string{"kms:CallerAccount": {"222222222222"}, "aws:SecureTransport": {"true"}}
	var because []string
	for i, f := range policy.Explain(r, policy.Source{Name: "key policy", Document: &d}) {
		because = append(because, f.Because)
		assert.Equal(t, "key policy", f.Source)
		assert.Equal(t, i, f.Statement)
		assert.Equal(t, i < 2, f.Applies, f.Because)
	}
	assert.Equal(t, []string{
		"it leaves the decision to the identity policies of account 222222222222",
		"all its elements match",
		"it lacks an element without which it has no effect",
		"Principal does not name " + restorer.ARN,
		"NotPrincipal spares " + restorer.ARN,
		"Action does not match kms:Decrypt",
		"NotAction excludes kms:Decrypt",
		"Resource does not match " + backup,
		"NotResource excludes " + backup,
		"Condition Bool asks of kms:GrantIsForAWSResource: true; the request has none",
		"Condition StringEquals asks of kms:CallerAccount: 1, 2; the request has 222222222222",
	}, because)
}

func TestTheStatementThatDecidesIsOneThatApplies(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		d, r := drawDocument(t), drawRequest(t)
		a := ask(r, d)
		applies := false
		for _, f := range policy.Explain(r, policy.Source{Document: &d}) {
			applies = applies || f.Applies
			assert.False(t, f.Applies && f.Effect == policy.Deny && a.Effect != policy.Deny)
			assert.False(t, f.Statement == a.Statement && a.Effect != "" && !f.Applies)
		}
		assert.Equal(t, applies, a.Effect != "")
	})
}
