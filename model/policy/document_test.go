package policy_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model/policy"
)

const sharing = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["222222222222","arn:aws:iam::333333333333:user/restorer"]},"Action":["cloudhsm:CreateCluster","cloudhsm:DescribeBackups"],"Resource":"arn:aws:cloudhsm:us-west-2:123456789012:backup/backup-123"}]}`

// The grammar that asks for nothing, and knows a few keys more.
var anyKind = &policy.Grammar{Keys: []string{"aws:SourceIp", "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"}}

func parse(t require.TestingT, text string) *policy.Document {
	d, err := policy.Parse(anyKind, text)
	require.NoError(t, err, text)
	return &d
}

func TestWhatIsNotAPolicyIsRefusedByItsPlace(t *testing.T) {
	const statement = "policy.Statement[0]"
	for text, complaint := range map[string]string{
		``:                                     "policy: want a JSON object",
		`[]`:                                   "policy: want a JSON object",
		`{"Version":"2020"}`:                   `policy.Version: "2020" is neither`,
		`{"Version":null}`:                     `policy.Version: want a string`,
		`{"Statment":[]}`:                      "policy.Statment: unknown element",
		`{"Statement":[]}`:                     "policy.Statement: a policy needs at least one statement",
		`{"Statement":[{}]}`:                   statement + ": Effect is missing",
		`{"Statement":[]} more`:                "policy: text after the JSON object",
		`{"Id":"a","Id":"a"}`:                  "policy.Id: element stands twice",
		`{"Statement":["Allow"]}`:              statement + ": want a JSON object",
		`{"Statement":[{"Effect":"Perhaps"}]}`: statement + `.Effect: "Perhaps" is neither Allow nor Deny`,
		`{"Statement":{"Effect":"Deny","Action":[]}}`:                                                                         statement + ".Action: the list is empty",
		`{"Statement":{"Effect":"Allow","Resource":[]}}`:                                                                      statement + ".Resource: the list is empty",
		`{"Statement":{"Effect":"Deny","NotResource":[]}}`:                                                                    statement + ".Resource: the list is empty",
		`{"Statement":{"Effect":"allow"}}`:                                                                                    statement + `.Effect: "allow" is neither Allow nor Deny`,
		`{"Statement":{"Action":[1]}}`:                                                                                        statement + ".Action: want one or more strings",
		`{"Statement":{"Aktion":"kms:Decrypt"}}`:                                                                              statement + ".Aktion: unknown element",
		`{"Statement":{"Principal":"everybody"}}`:                                                                             statement + ".Principal: want a JSON object",
		`{"Statement":[{"Effect":"Allow","Action":"a:b","NotAction":"a:c"}]}`:                                                 statement + ": Action and NotAction exclude each other",
		`{"Statement":[{"Effect":"Allow","Resource":"a","NotResource":"b"}]}`:                                                 statement + ": Resource and NotResource exclude each other",
		`{"Statement":[{"Effect":"Allow","NotPrincipal":"*"}]}`:                                                               statement + ".NotPrincipal: only statements that deny have it",
		`{"Statement":[{"Effect":"Allow","Principal":{}}]}`:                                                                   statement + ".Principal: it names nobody",
		`{"Statement":[{"Effect":"Allow","Principal":{"Gods":"Zeus"}}]}`:                                                      statement + ".Principal.Gods: principals are AWS, Service, Federated or CanonicalUser",
		`{"Statement":[{"Effect":"Allow","Condition":{"Sounds":{"a":"b"}}}]}`:                                                 statement + ".Condition.Sounds: unknown operator",
		`{"Statement":[{"Effect":"Allow","Condition":{"NullIfExists":{"aws:userid":"true"}}}]}`:                               statement + ".Condition.NullIfExists: unknown operator",
		`{"Statement":[{"Effect":"Allow","Condition":{"ForAllValues:ForAnyValue:Bool":{"aws:userid":"true"}}}]}`:              statement + ".Condition.ForAllValues:ForAnyValue:Bool: unknown operator",
		`{"Statement":[{"Effect":"Allow","Condition":{"ForSomeValues:Bool":{"aws:userid":"true"}}}]}`:                         statement + ".Condition.ForSomeValues:Bool: unknown operator",
		`{"Statement":[{"Effect":"Allow","Condition":{"StringEquals":{"aws:Moon":"full"}}}]}`:                                 statement + ".Condition.StringEquals.aws:Moon: unknown condition key",
		`{"Statement":[{"Effect":"Allow","Condition":{"StringEquals":{"aws:PrincipalTag/":"a"}}}]}`:                           statement + ".Condition.StringEquals.aws:PrincipalTag/: unknown condition key",
		`{"Statement":[{"Effect":"Allow","Condition":{"StringEquals":{"kms:EncryptionContext:":"a"}}}]}`:                      statement + ".Condition.StringEquals.kms:EncryptionContext:: unknown condition key",
		`{"Statement":[{"Effect":"Allow","Condition":{"StringEquals":{"aws:PrincipalOrgID":{"o":1}}}}]}`:                      statement + ".Condition.StringEquals.aws:PrincipalOrgID: want one or more strings, numbers or truth values",
		`{"Statement":[{"Effect":"Allow","Condition":{"StringEquals":{"aws:PrincipalOrgID":null}}}]}`:                         statement + ".Condition.StringEquals.aws:PrincipalOrgID: want one or more",
		`{"Statement":[{"Effect":"Allow","Condition":{"Bool":{"kms:GrantIsForAWSResource":"yes"}}}]}`:                         statement + `.Condition.Bool.kms:GrantIsForAWSResource: "yes" is no value for this operator`,
		`{"Statement":[{"Effect":"Allow","Condition":{"NumericLessThan":{"aws:EpochTime":"soon"}}}]}`:                         statement + `.Condition.NumericLessThan.aws:EpochTime: "soon" is no value`,
		`{"Statement":[{"Effect":"Allow","Condition":{"NumericLessThan":{"aws:EpochTime":"NaN"}}}]}`:                          statement + `.Condition.NumericLessThan.aws:EpochTime: "NaN" is no value`,
		`{"Statement":[{"Effect":"Allow","Condition":{"DateLessThan":{"aws:CurrentTime":"soon"}}}]}`:                          statement + `.Condition.DateLessThan.aws:CurrentTime: "soon" is no value`,
		`{"Statement":[{"Effect":"Allow","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/33"}}}]}`:                      statement + `.Condition.IpAddress.aws:SourceIp: "203.0.113.0/33" is no value`,
		`{"Statement":[{"Effect":"Allow","Condition":{"ArnLike":{"aws:PrincipalArn":"role/x"}}}]}`:                            statement + `.Condition.ArnLike.aws:PrincipalArn: "role/x" is no value`,
		`{"Statement":[{"Effect":"Allow","Condition":{"StringEquals":{"aws:userid":"a"},"StringEquals":{"aws:userid":"a"}}}]`: "policy: EOF",
	} {
		_, err := policy.Parse(anyKind, text)
		if assert.Error(t, err, text) {
			assert.True(t, strings.HasPrefix(err.Error(), complaint), "%s\nis refused by  %s\nand should by %s", text, err,
				complaint)
		}
	}
}

func TestNamesThatNobodyCanHaveAreToldByTheirPlace(t *testing.T) {
	for text, complaint := range map[string]string{
		`{"Effect":"Allow","Action":"Decrypt"}`:                                               `Action: "Decrypt" is neither service:Action nor *`,
		`{"Effect":"Allow","NotAction":["kms:*","kms:"]}`:                                     `NotAction: "kms:" is neither service:Action nor *`,
		`{"Effect":"Allow","Principal":{"AWS":"me"},"Action":"*"}`:                            `Principal.AWS: "me" is neither an account, an IAM ARN nor *`,
		`{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::22:root"},"Action":"*"}`:        `NotPrincipal.AWS: "arn:aws:iam::22:root" is neither an account, an IAM ARN nor *`,
		`{"Effect":"Allow","Principal":{"Service":["dlm.amazonaws.com","ec2"]},"Action":"*"}`: `Principal.Service: "ec2" is no service, as in dlm.amazonaws.com`,
		`{"Effect":"Allow","Principal":{"Service":".amazonaws.com"},"Action":"*"}`:            `Principal.Service: ".amazonaws.com" is no service, as in dlm.amazonaws.com`,
		`{"Effect":"Deny","NotPrincipal":{"Service":"a..amazonaws.com.cn"},"Action":"*"}`:     `NotPrincipal.Service: "a..amazonaws.com.cn" is no service, as in dlm.amazonaws.com`,
	} {
		assert.EqualError(t, parse(t, `{"Statement":`+text+`}`).CheckNames(), "policy.Statement[0]."+complaint, text)
	}
	assert.NoError(t, parse(t, sharing).CheckNames())
}

func TestEachKindOfPolicyHasItsGrammar(t *testing.T) {
	const (
		plain     = `{"Statement":{"Effect":"Allow","Action":"kms:Decrypt"}}`
		about     = `{"Statement":{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}}`
		trust     = `{"Statement":{"Effect":"Allow","Principal":{"Service":"dlm.amazonaws.com"},"Action":"sts:AssumeRole"}}`
		complete  = `{"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}}`
		principal = `{"Statement":{"Effect":"Allow","Principal":"*"}}`
		others    = `{"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}}`
	)
	const none, lacks = "this kind of policy has none", "is missing"
	for _, c := range []struct {
		text, identity, trust, key, resource, template string
	}{
		{plain, "Resource " + lacks, "Principal " + lacks, "Principal " + lacks, "Principal " + lacks, ""},
		{about, "", "Principal " + lacks, "Principal " + lacks, "Principal " + lacks, "Resource: " + none},
		{trust, "Principal: " + none, "", "", "", "Principal: " + none},
		{complete, "Principal: " + none, "Resource: " + none, "", "", "Principal: " + none},
		{others, "Principal: " + none, "NotPrincipal: " + none, "", "", "Principal: " + none},
		{principal, "Principal: " + none, "Action " + lacks, "", "Action " + lacks, "Principal: " + none},
	} {
		for complaint, grammar := range map[*string]*policy.Grammar{
			&c.identity: policy.IdentityPolicy, &c.trust: policy.TrustPolicy, &c.key: policy.KeyPolicy,
			&c.resource: policy.ResourcePolicy, &c.template: policy.PermissionTemplate,
		} {
			_, err := policy.Parse(grammar, c.text)
			if *complaint == "" {
				assert.NoError(t, err, c.text)
			} else {
				assert.ErrorContains(t, err, *complaint, c.text)
			}
		}
	}
}

func TestAKeyPolicysStatementWithoutActionOrResourceHasNoEffect(t *testing.T) {
	for _, rest := range []string{`"Action":"kms:*"`, `"Resource":"*"`} {
		d, err := policy.Parse(policy.KeyPolicy, `{"Statement":{"Effect":"Deny","Principal":"*",`+rest+`}}`)
		require.NoError(t, err)
		assert.Empty(t, policy.Ask(&policy.Request{Action: "kms:Decrypt"}, policy.Source{Document: &d}).Effect)
	}
}

func TestTheSharingPolicyOfTheUserGuideReadsAsItWasWritten(t *testing.T) {
	assert.Equal(t, sharing, parse(t, sharing).String())
}

func TestADocumentReadsAsItWasWritten(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		d := drawDocument(t)
		assert.Equal(t, d, *parse(t, d.String()))
		var spaced bytes.Buffer
		require.NoError(t, json.Indent(&spaced, []byte(d.String()), " ", "\t"))
		assert.Equal(t, d, *parse(t, spaced.String()))
	})
}

func TestACacheForgetsNothingOfADocument(t *testing.T) {
	var cache policy.Cache
	for range 2 {
		key, err := cache.Parse(policy.KeyPolicy, `{"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:*"}}`)
		require.NoError(t, err)
		assert.True(t, key.Statements[0].Void)
		resource, err := cache.Parse(policy.ResourcePolicy,
			`{"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:*"}}`)
		require.NoError(t, err)
		assert.False(t, resource.Statements[0].Void, "the same text is another document by another grammar")
		_, err = cache.Parse(policy.IdentityPolicy, "{}")
		assert.Error(t, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(sharing)
	f.Add(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"222222222222"},"NotAction":"kms:*","NotResource":"${aws:username}","Condition":{"ForAllValues:ArnLikeIfExists":{"aws:PrincipalArn":["*","arn:aws:iam::*:role/${aws:username,'x'}"]},"Bool":{"kms:GrantIsForAWSResource":true},"NumericLessThan":{"aws:EpochTime":1e3}}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := policy.Parse(anyKind, text)
		if err != nil {
			return
		}
		r := request(restorer, "cloudhsm:CreateCluster")
		answer := policy.Ask(r, policy.Source{Document: &d})
		again := parse(t, d.String())
		assert.Equal(t, answer, policy.Ask(r, policy.Source{Document: again}))
		for i, f := range policy.Explain(r, policy.Source{Document: &d}) {
			assert.False(t, f.Applies && i < answer.Statement && f.Effect == answer.Effect && !answer.Delegated &&
				f.Effect == policy.Deny)
		}
	})
}
