package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/policy"
)

// This file is the engine's decision as a table of cases, after these pages of the IAM
// User Guide (https://docs.aws.amazon.com/IAM/latest/UserGuide/PAGE.html):
// reference_policies_elements_condition_operators,
// reference_policies_condition-single-vs-multi-valued-context-keys,
// reference_policies_elements_*, reference_policies_variables.

// operands are what an operator, in either sense, compares with two values: two others
// that match them and two that do not.
type operands struct {
	operator, negation string
	key                string
	want, same, others [2]string
}

var compared = []operands{
	{"StringEquals", "StringNotEquals", "aws:username", [2]string{"a", "b"}, [2]string{"a", "b"}, [2]string{"A", "ab"}},
	{"StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "aws:username", [2]string{"a", "b"}, [2]string{"A", "b"},
		[2]string{"c", "ab"}},
	{"StringLike", "StringNotLike", "aws:username", [2]string{"a?c*", "b"}, [2]string{"abcd", "b"}, [2]string{"ac", "B"}},
	{"NumericEquals", "NumericNotEquals", "aws:MultiFactorAuthAge", [2]string{"7", "8"}, [2]string{"7.0", "8"},
		[2]string{"9", "many"}},
	{"NumericLessThan", "", "aws:MultiFactorAuthAge", [2]string{"7", "8"}, [2]string{"6", "7.9"}, [2]string{"8", "9"}},
	{"NumericLessThanEquals", "", "aws:MultiFactorAuthAge", [2]string{"7", "8"}, [2]string{"8", "-1"}, [2]string{"8.1", "9"}},
	{"NumericGreaterThan", "", "aws:MultiFactorAuthAge", [2]string{"7", "8"}, [2]string{"7.1", "9"}, [2]string{"7", "-9"}},
	{"NumericGreaterThanEquals", "", "aws:MultiFactorAuthAge", [2]string{"7", "8"}, [2]string{"7", "9"}, [2]string{"6", "-9"}},
	{"DateEquals", "DateNotEquals", "aws:CurrentTime", [2]string{"2025-11-01", "2025-11-02T00:00:00Z"},
		[2]string{"2025-11-01T00:00:00Z", "2025-11-02T01:00:00+01:00"}, [2]string{"2025-11-03", "soon"}},
	{"DateLessThan", "", "aws:CurrentTime", [2]string{"2025-11-01", "2025-10-01"}, [2]string{"2025-10-31", "1"},
		[2]string{"2025-11-01", "2026"}},
	{"DateLessThanEquals", "", "aws:CurrentTime", [2]string{"2025-11-01", "2025-10-01"}, [2]string{"2025-11-01", "1"},
		[2]string{"2025-11-01T00:00:01Z", "2026"}},
	{"DateGreaterThan", "", "aws:CurrentTime", [2]string{"2025-11-01", "2025-12-01"}, [2]string{"2025-11-02", "2026"},
		[2]string{"2025-11-01", "1"}},
	{"DateGreaterThanEquals", "", "aws:CurrentTime", [2]string{"2025-11-01", "2025-12-01"}, [2]string{"2025-11-01", "2026"},
		[2]string{"2025-10-31T23:59:59Z", "1"}},
	{"Bool", "", "aws:SecureTransport", [2]string{"true", "TRUE"}, [2]string{"true", "True"}, [2]string{"false", "yes"}},
	{"BinaryEquals", "", "kms:EncryptionContext:b", [2]string{"QmluYXJ5", "YQ=="}, [2]string{"QmluYXJ5", "YQ=="},
		[2]string{"YmluYXJ5", "a"}},
	{"IpAddress", "NotIpAddress", "aws:SourceIp", [2]string{"203.0.113.0/24", "2001:db8::/32"},
		[2]string{"203.0.113.7", "2001:db8::1"}, [2]string{"203.0.114.7", "nowhere"}},
	{"ArnEquals", "ArnNotEquals", "aws:PrincipalArn", [2]string{"arn:aws:iam::*:role/a", "arn:aws:iam::1:user/b"},
		[2]string{"arn:aws:iam::2:role/a", "arn:aws:iam::1:user/b"}, [2]string{"arn:aws:iam::2:role/b", "role/a"}},
	{"ArnLike", "ArnNotLike", "aws:PrincipalArn", [2]string{"arn:aws:iam::*:role/*", "arn:aws:iam::1:user/b"},
		[2]string{"arn:aws:iam::2:role/x/a", "arn:aws:iam::1:user/b"}, [2]string{"arn:aws:iam::2:user/b", "role/a"}},
}

// decisions tell whether a condition lets a statement apply: y if it does, n if not, and
// d where it does so for denials alone, which no source tells (docs/policies.md). The
// columns are the values of the request: no key, a key without values, an empty text, one
// that matches, one that does not, one of two, both of two, none of two.
var decisions = []struct{ form, columns string }{
	{"%s", "        nnn yn dd n"},
	{"%sIfExists", "yyn yn dd n"},
	{"ForAllValues:%s", "yyy yn ny n"},
	{"ForAllValues:%sIfExists", "yyy yn ny n"},
	{"ForAnyValue:%s", "nnn yn yy n"},
	{"ForAnyValue:%sIfExists", "yyn yn yy n"},
	{"not %s", "yyy ny dd d"},
	{"not %sIfExists", "yyy ny dd d"},
	{"not ForAllValues:%s", "yyy ny nn y"},
	{"not ForAllValues:%sIfExists", "yyy ny nn y"},
	{"not ForAnyValue:%s", "nny ny yn y"},
	{"not ForAnyValue:%sIfExists", "yyy ny yn y"},
}

func (o *operands) requests() []map[string][]string {
	has := func(values ...string) map[string][]string { return map[string][]string{o.key: values} }
	return []map[string][]string{nil, has(), has(""), has(o.same[0]), has(o.others[0]), has(o.same[0], o.others[0]),
		has(o.same[0], o.same[1]), has(o.others[0], o.others[1])}
}

func TestTheTableOfOperators(t *testing.T) {
	for _, o := range compared {
		for _, d := range decisions {
			form, negated := strings.CutPrefix(d.form, "not ")
			name := o.operator
			if negated {
				name = o.negation
			}
			if name == "" {
				continue
			}
			columns := strings.ReplaceAll(d.columns, " ", "")
			for i, context := range o.requests() {
				for _, effect := range []policy.Effect{policy.Allow, policy.Deny} {
					document := policy.Document{Version: "2012-10-17", Statements: []policy.Statement{{Effect: effect,
						Actions: []string{"*"}, Resources: []string{"*"}, Conditions: []policy.Condition{
							{Operator: fmt.Sprintf(form, name), Key: o.key, Values: o.want[:]}}}}}
					read := parse(t, document.String())
					applies := policy.Ask(&policy.Request{Action: "a:b", Context: context}, policy.Source{Document: read}).Effect != ""
					want := columns[i] == 'y' || columns[i] == 'd' && effect == policy.Deny
					assert.Equal(t, want, applies, "%s %s %v, column %d", effect, document.Statements[0].Conditions[0].Operator,
						context, i)
					plain := naive{&policy.Request{Action: "a:b", Context: context}}.hear([]policy.Document{*read})
					assert.Equal(t, want, plain.allows() || plain.denies, "naively: %s of %v, column %d", document, context, i)
				}
			}
		}
	}
}

func TestTheTableOfNull(t *testing.T) {
	for _, c := range []struct {
		values string
		have   []string
		want   bool
	}{
		{`"true"`, nil, true}, {`"true"`, []string{}, true}, {`"true"`, []string{""}, false},
		{`"true"`, []string{"a"}, false}, {`"true"`, []string{"a", "b"}, false},
		{`"false"`, nil, false}, {`"false"`, []string{}, false}, {`"false"`, []string{""}, true},
		{`"false"`, []string{"a"}, true}, {`false`, []string{"a", "b"}, true}, {`["true","false"]`, nil, true}, {`[]`, nil, false},
	} {
		assert.Equal(t, c.want, holds(t, "Null", "aws:username", c.values, map[string][]string{"aws:username": c.have}),
			"%s of %v", c.values, c.have)
	}
}

// elements are statements, who asks what of which resource, and whether they apply. An
// element that is left out is what matches.
var elements = []struct {
	page, statement string
	who             policy.Principal
	applies         bool
}{
	{"effect", `{"Effect":"Allow","Action":"kms:Decrypt"}`, restorer, true},
	{"action", `{"Effect":"Allow","Action":"KMS:decrypt"}`, restorer, true},
	{"action", `{"Effect":"Allow","Action":"kms:De*"}`, restorer, true},
	{"action", `{"Effect":"Allow","Action":"kms:?ecrypt"}`, restorer, true},
	{"action", `{"Effect":"Allow","Action":["kms:Encrypt","kms:Decrypt"]}`, restorer, true},
	{"action", `{"Effect":"Allow","Action":"k?s:Decrypt"}`, restorer, false},
	{"action", `{"Effect":"Allow","Action":"*:Decrypt"}`, restorer, false},
	{"action", `{"Effect":"Deny","Action":"*"}`, restorer, true},
	{"action", `{"Effect":"Deny","Action":"*:*"}`, restorer, true},
	{"notaction", `{"Effect":"Allow","NotAction":"kms:Encrypt"}`, restorer, true},
	{"notaction", `{"Effect":"Deny","NotAction":["kms:D*","kms:E*"]}`, restorer, false},
	{"resource", `{"Effect":"Allow","Action":"*","Resource":"*"}`, restorer, true},
	{"resource", `{"Effect":"Allow","Action":"*","Resource":"arn:aws:kms:*:111111111111:key/*"}`, restorer, true},
	{"resource", `{"Effect":"Allow","Action":"*","Resource":"arn:aws:kms:*:key/abc"}`, restorer, true},
	{"resource", `{"Effect":"Allow","Action":"*","Resource":"arn:aws:kms:us*1:key/abc"}`, restorer, false},
	{"resource", `{"Effect":"Deny","Action":"*","Resource":"arn:aws:kms:us-east-1:111111111111:key/ABC"}`, restorer, false},
	{"resource", `{"Effect":"Deny","Action":"*","Resource":["arn:aws:s3:::b","arn:aws:kms:us-east-1:111111111111:key/a?c"]}`,
		restorer, true},
	{"resource", `{"Effect":"Allow","Action":"*","Resource":"arn:aws:kms:us-east-1:111111111111:key/${aws:username}"}`, restorer, false},
	{"notresource", `{"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::*"}`, restorer, true},
	{"notresource", `{"Effect":"Deny","Action":"*","NotResource":"arn:aws:kms:*"}`, restorer, false},
	{"notresource", `{"Effect":"Deny","Action":"*","NotResource":"arn:aws:s3:::${aws:username}"}`, restorer, true},
	{"notresource", `{"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::${aws:username}"}`, restorer, false},
	{"principal", `{"Effect":"Allow","Principal":"*","Action":"*"}`, stranger, true},
	{"principal", `{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"*"}`, stranger, true},
	{"principal", `{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"*"}`, session, true},
	{"principal", `{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::222222222222:root"},"Action":"*"}`, session, true},
	{"principal", `{"Effect":"Deny","Principal":{"AWS":"` + session.Role + `"},"Action":"*"}`, session, true},
	{"principal", `{"Effect":"Deny","Principal":{"AWS":"` + session.ARN + `"},"Action":"*"}`, session, true},
	{"principal", `{"Effect":"Allow","Principal":{"AWS":"AROAIOSFODNN7EXAMPLE"},"Action":"*"}`, session, true},
	{"principal", `{"Effect":"Allow","Principal":{"Service":"dlm.amazonaws.com"},"Action":"*"}`, service, true},
	{"principal", `{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"*"}`, service, false},
	{"principal", `{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"*"}`, stranger, false},
	{"principal", `{"Effect":"Deny","Principal":{"Federated":"cognito-identity.amazonaws.com"},"Action":"*"}`, session, false},
	{"notprincipal", `{"Effect":"Deny","NotPrincipal":{"AWS":["222222222222","` + session.Role + `","` + session.ARN + `"]},"Action":"*"}`,
		session, false},
	{"notprincipal", `{"Effect":"Deny","NotPrincipal":{"AWS":"` + session.Role + `"},"Action":"*"}`, session, true},
	{"notprincipal", `{"Effect":"Deny","NotPrincipal":{"AWS":"333333333333"},"Action":"*"}`, restorer, true},
	{"condition", `{"Effect":"Allow","Action":"*","Condition":{}}`, restorer, true},
	{"condition", `{"Effect":"Allow","Action":"*","Condition":{"StringEquals":{"aws:userid":"x","aws:PrincipalOrgID":"o-1"}}}`, restorer, false},
	{"condition", `{"Effect":"Deny","Action":"*","Condition":{"Null":{"s3:prefix":true},"StringNotEquals":{"s3:prefix":"a"}}}`, restorer, true},
}

func TestTheTableOfElements(t *testing.T) {
	for _, c := range elements {
		require.NotEmpty(t, c.page)
		d := parse(t, `{"Version":"2012-10-17","Statement":`+c.statement+`}`)
		r := &policy.Request{Principal: c.who, Action: "kms:Decrypt", Resource: arns[0]}
		assert.Equal(t, c.applies, policy.Ask(r, policy.Source{Document: d}).Effect != "", "elements_%s: %s", c.page, c.statement)
		plain := naive{r}.hear([]policy.Document{*d})
		assert.Equal(t, c.applies, plain.allows() || plain.denies, "naively: elements_%s: %s", c.page, c.statement)
	}
}
