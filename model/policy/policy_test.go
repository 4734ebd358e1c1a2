package policy_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/model/policy"
)

const sharing = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["222222222222","arn:aws:iam::333333333333:user/restorer"]},"Action":["cloudhsm:CreateCluster","cloudhsm:DescribeBackups"],"Resource":"arn:aws:cloudhsm:us-west-2:123456789012:backup/backup-123"}]}`

func request(account, action string) policy.Request {
	return policy.Request{Account: account, Action: action, Resource: "arn:aws:cloudhsm:us-west-2:123456789012:backup/backup-123"}
}

func TestTheSharingPolicyOfTheUserGuideAllowsTwoActionsToThoseItNames(t *testing.T) {
	d, err := policy.Parse(sharing)
	require.NoError(t, err)
	assert.True(t, d.Allows(request("222222222222", "cloudhsm:CreateCluster")))
	assert.True(t, d.Allows(request("333333333333", "cloudhsm:describebackups")), "actions are spelt in any case")
	assert.False(t, d.Allows(request("444444444444", "cloudhsm:CreateCluster")))
	assert.False(t, d.Allows(request("222222222222", "cloudhsm:DeleteBackup")))
	assert.False(t, d.Allows(policy.Request{Account: "222222222222", Action: "cloudhsm:CreateCluster", Resource: "arn:aws:cloudhsm:us-west-2:123456789012:backup/other"}))
	assert.Equal(t, sharing, d.String())
}

func TestWhatIsNotAPolicyIsRefusedByItsPlace(t *testing.T) {
	for text, complaint := range map[string]string{
		``:                      "policy: want a JSON object",
		`[]`:                    "policy: want a JSON object",
		`{"Version":"2020"}`:    `policy.Version: "2020" is neither`,
		`{"Statment":[]}`:       "policy.Statment: unknown element",
		`{"Statement":[]}`:      "policy.Statement: a policy needs at least one statement",
		`{"Statement":[{}]}`:    "policy.Statement[0]: Effect is missing",
		`{"Statement":[]} more`: "policy: text after the JSON object",
		`{"Version":"2012-10-17","Version":"2012-10-17"}`:                                                                     "policy.Version: element stands twice",
		`{"Statement":[{"Effect":"Perhaps"}]}`:                                                                                `policy.Statement[0].Effect: "Perhaps" is neither Allow nor Deny`,
		`{"Statement":[{"Effect":"Allow"}]}`:                                                                                  "policy.Statement[0]: Action is missing",
		`{"Statement":{"Effect":"Allow","Action":[]}}`:                                                                        "policy.Statement[0].Action: the list is empty",
		`{"Statement":[{"Effect":"Allow","Action":"a","NotAction":"b"}]}`:                                                     "policy.Statement[0].NotAction: unknown element",
		`{"Statement":[{"Effect":"Allow","Action":"a","Principal":{"AWS":"me"}}]}`:                                            `policy.Statement[0].Principal.AWS: "me" is neither an account, an IAM ARN nor *`,
		`{"Statement":[{"Effect":"Allow","Action":"a","Principal":{"Service":"ec2"}}]}`:                                       "policy.Statement[0].Principal.Service: only AWS principals are known",
		`{"Statement":[{"Effect":"Allow","Action":"a","Condition":{"Sounds":{"a":"b"}}}]}`:                                    "policy.Statement[0].Condition.Sounds: unknown operator",
		`{"Statement":[{"Effect":"Allow","Action":"a","Condition":{"StringEquals":{"aws:Moon":"full"}}}]}`:                    "policy.Statement[0].Condition.StringEquals.aws:Moon: unknown condition key",
		`{"Statement":[{"Effect":"Allow","Action":"a","Condition":{"StringEquals":{"aws:PrincipalOrgID":{"o":1}}}}]}`:         "policy.Statement[0].Condition.StringEquals.aws:PrincipalOrgID: want a string or a list of strings",
		`{"Statement":[{"Effect":"Allow","Action":"a","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o"},"StringEquals":`: "policy.Statement: ",
	} {
		_, err := policy.Parse(text)
		if assert.Error(t, err, text) && !strings.HasSuffix(complaint, ": ") {
			assert.Contains(t, err.Error(), complaint, text)
		}
	}
}

func TestConditionsDecideByTheContextOfTheRequest(t *testing.T) {
	d, err := policy.Parse(`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Condition":{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-a/*/ou-b/*"}}}]}`)
	require.NoError(t, err)
	r := request("222222222222", "cloudhsm:CreateCluster")
	assert.False(t, d.Allows(r), "a key that is not there matches nothing")
	r.Context = map[string][]string{"aws:PrincipalOrgPaths": {"o-a/r-1/ou-b/ou-c/"}}
	assert.True(t, d.Allows(r))
}

func drawDocument(t *rapid.T) policy.Document {
	statement := rapid.Custom(func(t *rapid.T) policy.Statement {
		return policy.Statement{
			Effect:     rapid.SampledFrom([]policy.Effect{policy.Allow, policy.Allow, policy.Deny}).Draw(t, "effect"),
			Principals: rapid.SliceOfN(rapid.SampledFrom([]string{"*", "111111111111", "222222222222"}), 1, 2).Draw(t, "principals"),
			Actions:    rapid.SliceOfN(rapid.SampledFrom([]string{"*", "cloudhsm:*", "cloudhsm:Create*", "cloudhsm:DescribeBackups"}), 1, 2).Draw(t, "actions"),
		}
	})
	return policy.Document{Version: "2012-10-17", Statements: rapid.SliceOfN(statement, 1, 5).Draw(t, "statements")}
}

func drawRequest(t *rapid.T) policy.Request {
	return request(rapid.SampledFrom([]string{"111111111111", "222222222222", "333333333333"}).Draw(t, "account"),
		rapid.SampledFrom([]string{"cloudhsm:CreateCluster", "cloudhsm:DescribeBackups", "ram:X"}).Draw(t, "action"))
}

func TestTheOrderOfStatementsNeverMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, r := drawDocument(t), drawRequest(t)
		mixed := d
		mixed.Statements = rapid.Permutation(slices.Clone(d.Statements)).Draw(t, "order")
		assert.Equal(t, d.Allows(r), mixed.Allows(r))
	})
}

func TestADenyNeverWidensAccess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, r := drawDocument(t), drawRequest(t)
		more := d
		denial := drawDocument(t).Statements[0]
		denial.Effect = policy.Deny
		more.Statements = append(slices.Clone(d.Statements), denial)
		if !d.Allows(r) {
			assert.False(t, more.Allows(r))
		}
	})
}

func TestADocumentReadsAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDocument(t)
		again, err := policy.Parse(d.String())
		require.NoError(t, err)
		assert.Equal(t, d.String(), again.String())
	})
}

func TestWildcardsMatchAsTheEquivalentRegularExpression(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pattern := rapid.StringMatching(`[ab*?]{0,8}`).Draw(t, "pattern")
		text := rapid.StringMatching(`[ab]{0,8}`).Draw(t, "text")
		equivalent := regexp.MustCompile("^" + strings.NewReplacer("*", ".*", "?", ".").Replace(pattern) + "$")
		assert.Equal(t, equivalent.MatchString(text), policy.Like(pattern, text))
	})
}

func FuzzParse(f *testing.F) {
	f.Add(sharing)
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := policy.Parse(text); err == nil {
			d.Allows(request("222222222222", "cloudhsm:CreateCluster"))
		}
	})
}
