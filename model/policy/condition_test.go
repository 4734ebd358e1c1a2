package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model/policy"
)

// holds reports whether a condition, written in JSON, lets a request through.
func holds(t assert.TestingT, operator, key, values string, context map[string][]string) bool {
	text := fmt.Sprintf(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Condition":{%q:{%q:%s}}}}`,
		operator, key, values)
	d, err := policy.Parse(anyKind, text)
	assert.NoError(t, err)
	return d.Allows(&policy.Request{Context: context})
}

func TestWhatOperatorsCompare(t *testing.T) {
	for _, c := range []struct {
		operator, key, values, have string // several values of the request are apart by blanks
		want                        bool
	}{
		{"StringEquals", "aws:username", `"a"`, "a", true},
		{"StringEquals", "aws:username", `"a"`, "A", false},
		{"StringEquals", "aws:username", `["b","a"]`, "a", true},
		{"StringEquals", "aws:username", `"a*"`, "ab", false},
		{"StringEquals", "aws:username", `"a"`, "", false},
		{"StringNotEquals", "aws:username", `["b","a"]`, "a", false},
		{"StringNotEquals", "aws:username", `["b","a"]`, "c", true},
		{"StringNotEquals", "aws:username", `"a"`, "", true},
		{"StringEqualsIgnoreCase", "aws:username", `"a"`, "A", true},
		{"StringNotEqualsIgnoreCase", "aws:username", `"a"`, "A", false},
		{"StringLike", "aws:username", `"a?c*"`, "abcd", true},
		{"StringLike", "aws:username", `"a?c*"`, "ac", false},
		{"StringNotLike", "aws:username", `"a?c*"`, "abcd", false},
		{"StringNotLike", "aws:username", `"a?c*"`, "", true},
		{"StringEquals", "AWS:UserName", `"a"`, "a", true}, // keys are written in any case

		{"NumericEquals", "aws:MultiFactorAuthAge", `7`, "7.0", true},
		{"NumericNotEquals", "aws:MultiFactorAuthAge", `"7"`, "8", true},
		{"NumericLessThan", "aws:MultiFactorAuthAge", `10`, "9", true},
		{"NumericLessThan", "aws:MultiFactorAuthAge", `10`, "10", false},
		{"NumericLessThanEquals", "aws:MultiFactorAuthAge", `10`, "10", true},
		{"NumericGreaterThan", "aws:MultiFactorAuthAge", `10`, "9", false},
		{"NumericGreaterThanEquals", "aws:MultiFactorAuthAge", `10`, "10", true},
		{"NumericGreaterThanEquals", "aws:MultiFactorAuthAge", `10`, "many", false},

		{"DateGreaterThan", "aws:CurrentTime", `"2025-11-01T00:00:00Z"`, "2025-11-01T00:00:01Z", true},
		{"DateLessThan", "aws:CurrentTime", `"2025-11-01"`, "2025-10-31T23:59:59Z", true},
		{"DateLessThanEquals", "aws:CurrentTime", `"2025-11-01T01:00:00+01:00"`, "2025-11-01T00:00:00Z", true},
		{"DateGreaterThanEquals", "aws:EpochTime", `"2025-11-01T00:00:00Z"`, "1761955200", true},
		{"DateEquals", "aws:CurrentTime", `1761955200`, "2025-11-01T00:00:00Z", true},
		{"DateNotEquals", "aws:CurrentTime", `"2025"`, "2025-01-01T00:00:00Z", false},

		{"Bool", "kms:GrantIsForAWSResource", `true`, "true", true}, // KMS-POL-16
		{"Bool", "kms:GrantIsForAWSResource", `"true"`, "true", true},
		{"Bool", "kms:GrantIsForAWSResource", `"True"`, "true", true},
		{"Bool", "kms:GrantIsForAWSResource", `true`, "", false}, // KMS-POL-15
		{"Bool", "kms:GrantIsForAWSResource", `false`, "false", true},
		{"BinaryEquals", "aws:userid", `"QmluYXJ5"`, "QmluYXJ5", true},
		{"BinaryEquals", "aws:userid", `"QmluYXJ5"`, "YmluYXJ5", false},

		{"IpAddress", "aws:SourceIp", `"203.0.113.0/24"`, "203.0.113.7", true},
		{"IpAddress", "aws:SourceIp", `"203.0.113.0/24"`, "203.0.114.7", false},
		{"IpAddress", "aws:SourceIp", `["198.51.100.7","2001:db8::/32"]`, "2001:db8::1", true},
		{"NotIpAddress", "aws:SourceIp", `"203.0.113.7"`, "203.0.113.7", false},
		{"NotIpAddress", "aws:SourceIp", `"203.0.113.0/24"`, "", true},

		{"ArnLike", "aws:PrincipalArn", `"arn:aws:iam::*:role/*"`, "arn:aws:iam::222222222222:role/a/b:c", true},
		// no * reaches over a colon
		{"ArnLike", "aws:PrincipalArn", `"arn:aws:*:222222222222:role/a:b"`, "arn:aws:iam::222222222222:role/a:b", false},
		{"ArnEquals", "aws:PrincipalArn", `"arn:aws:iam::22222222222?:role/a"`, "arn:aws:iam::222222222222:role/a", true},
		{"ArnLike", "aws:PrincipalArn", `"*"`, "arn:aws:iam::222222222222:role/a", true},
		{"ArnLike", "aws:PrincipalArn", `"arn:aws:iam::*:role/*"`, "nonsense", false},
		{"ArnNotEquals", "aws:PrincipalArn", `"arn:aws:iam::*:role/a"`, "arn:aws:iam::222222222222:role/a", false},
		{"ArnNotLike", "aws:PrincipalArn", `"arn:aws:iam::*:role/a"`, "", true},

		{"Null", "kms:ViaService", `true`, "", true},
		{"Null", "kms:ViaService", `"true"`, "ec2.eu-west-1.amazonaws.com", false},
		{"Null", "kms:ViaService", `false`, "ec2.eu-west-1.amazonaws.com", true},
		{"Null", "kms:ViaService", `"false"`, "", false},

		{"StringEqualsIfExists", "kms:ViaService", `"a"`, "", true},
		{"StringEqualsIfExists", "kms:ViaService", `"a"`, "b", false},
		{"BoolIfExists", "aws:MultiFactorAuthPresent", `true`, "", true},

		{"ForAllValues:StringEquals", "kms:GrantOperations", `["Decrypt","Encrypt"]`, "Decrypt", true},
		{"ForAllValues:StringEquals", "kms:GrantOperations", `["Decrypt","Encrypt"]`, "Decrypt CreateGrant", false},
		{"ForAllValues:StringEquals", "kms:GrantOperations", `["Decrypt","Encrypt"]`, "", true},
		{"ForAllValues:StringNotEquals", "kms:GrantOperations", `"CreateGrant"`, "Decrypt CreateGrant", false},
		{"ForAllValues:StringNotEquals", "kms:GrantOperations", `"CreateGrant"`, "Decrypt Encrypt", true},
		{"ForAnyValue:StringEquals", "kms:GrantOperations", `"Decrypt"`, "Decrypt CreateGrant", true},
		{"ForAnyValue:StringEquals", "kms:GrantOperations", `"Decrypt"`, "", false},
		{"ForAnyValue:StringNotEquals", "kms:GrantOperations", `"Decrypt"`, "Decrypt CreateGrant", true},
		{"ForAnyValue:StringNotEquals", "kms:GrantOperations", `"Decrypt"`, "Decrypt", false},
		{"ForAnyValue:StringNotEquals", "kms:GrantOperations", `"Decrypt"`, "", false},
		{"ForAnyValue:StringLikeIfExists", "aws:TagKeys", `"team*"`, "", true},
		{"ForAnyValue:StringLike", "aws:PrincipalOrgPaths", `"o-a/*/ou-b/*"`, "o-a/r-1/ou-b/ou-c/", true},

		{"StringEquals", "kms:EncryptionContext:AppName", `"ledger"`, "ledger", true},
		{"StringEquals", "KMS:EncryptionContext:appname", `"ledger"`, "ledger", true},
	} {
		context := map[string][]string{}
		for key := range strings.FieldsSeq("aws:username aws:userid aws:SourceIp aws:CurrentTime aws:EpochTime " +
			"aws:PrincipalArn aws:PrincipalOrgPaths aws:MultiFactorAuthPresent aws:MultiFactorAuthAge " +
			"kms:GrantIsForAWSResource kms:ViaService kms:GrantOperations aws:TagKeys kms:EncryptionContext:AppName") {
			if have := strings.Fields(c.have); strings.EqualFold(key, c.key) && len(have) > 0 {
				context[key] = have
			}
		}
		assert.Equal(t, c.want, holds(t, c.operator, c.key, c.values, context), "%s %s: %s, where the request has %q",
			c.operator, c.key, c.values, c.have)
	}
}

func TestANegatedOperatorHoldsWhereTheOtherDoesNot(t *testing.T) {
	negated := [][2]string{
		{"StringEquals", "StringNotEquals"}, {"StringLike", "StringNotLike"},
		{"StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"},
		{"NumericEquals", "NumericNotEquals"}, {"DateEquals", "DateNotEquals"}, {"ArnLike", "ArnNotLike"},
		{"IpAddress", "NotIpAddress"},
		{"NumericLessThan", "NumericGreaterThanEquals"}, {"DateGreaterThan", "DateLessThanEquals"},
	}
	texts := map[string][]string{
		"S": {"a", "A", "ab", "b"}, "N": {"1", "2", "-3.5"}, "D": {"2025-11-01", "2025-11-01T00:00:00Z", "1700000000"},
		"A": {"arn:aws:iam::222222222222:role/a", "arn:aws:iam::333333333333:role/a"}, "I": {"203.0.113.7", "203.0.113.8"},
	}
	property.Check(t, func(t *rapid.T) {
		pair := rapid.SampledFrom(negated).Draw(t, "operators")
		some := rapid.SampledFrom(texts[pair[0][:1]])
		have, want := some.Draw(t, "have"), fmt.Sprintf("%q", some.Draw(t, "want"))
		context := map[string][]string{"aws:SourceIp": {have}}
		assert.NotEqual(t, holds(t, pair[0], "aws:SourceIp", want, context), holds(t, pair[1], "aws:SourceIp", want, context))
	})
}

func TestVariablesStandForWhatTheRequestHas(t *testing.T) {
	bob := map[string][]string{"aws:username": {"bob"}, "aws:PrincipalAccount": {"222222222222"}}
	star := map[string][]string{"aws:username": {"*"}}
	for _, c := range []struct {
		resource, have string
		context        map[string][]string
		want           bool
	}{
		{"home/${aws:username}/*", "home/bob/x", bob, true},
		{"home/${aws:username}/*", "home/eve/x", bob, false},
		{"home/${AWS:UserName}", "home/bob", bob, true},
		{"home/${aws:username}", "home/", nil, false},
		{"home/${aws:username, 'nobody'}", "home/nobody", nil, true},
		{"home/${aws:username}", "home/anybody", star, false},
		{"home/${aws:username}", "home/*", star, true},
		{"${aws:PrincipalAccount}-${aws:username}", "222222222222-bob", bob, true},
		{"a${*}", "a*", nil, true},
		{"a${*}", "ab", nil, false},
		{"a${?}${$}", "a?$", nil, true},
		{"a${b", "a${b", nil, true},
	} {
		d := parse(t, `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"`+c.resource+`"}}`)
		assert.Equal(t, c.want, d.Allows(&policy.Request{Resource: c.have, Context: c.context}), "%s for %s", c.resource,
			c.have)
	}
	assert.True(t, holds(t, "StringEquals", "aws:userid", `"${aws:username}"`,
		map[string][]string{"aws:username": {"x"}, "aws:userid": {"x"}}))
	assert.False(t, holds(t, "StringEquals", "aws:userid", `"${aws:username}"`, map[string][]string{"aws:userid": {"x"}}),
		"nothing equals what has no value")
	assert.True(t, holds(t, "StringNotEquals", "aws:userid", `"${aws:username}"`,
		map[string][]string{"aws:userid": {"x"}}), "and all is unlike it")
}

func TestAVariableWithoutAValueMatchesNoResource(t *testing.T) {
	for _, c := range []struct {
		effect, element string
		applies         bool
	}{
		{"Allow", "Resource", false}, {"Deny", "Resource", false},
		{"Allow", "NotResource", false}, {"Deny", "NotResource", true},
	} {
		d := parse(t, `{"Version":"2012-10-17","Statement":{"Effect":"`+c.effect+`","Action":"*","`+c.element+
			`":"home/${aws:username}"}}`)
		answer := ask(&policy.Request{Resource: "home/bob"}, *d)
		assert.Equal(t, c.applies, answer.Effect != "", "%s with %s", c.effect, c.element)
	}
}

// The operators that take variables, and what they compare.
var withVariables = map[string]string{
	"StringEquals": "aws:userid", "StringLike": "aws:userid", "StringEqualsIgnoreCase": "aws:userid",
	"ArnEquals": "aws:PrincipalArn", "ArnLike": "aws:PrincipalArn",
	"StringNotEquals": "aws:userid", "StringNotLike": "aws:userid", "StringNotEqualsIgnoreCase": "aws:userid",
	"ArnNotEquals": "aws:PrincipalArn", "ArnNotLike": "aws:PrincipalArn",
}

func TestAVariableWithoutAValueIsUnlikeEverything(t *testing.T) {
	for operator, key := range withVariables {
		for _, set := range []string{"", "ForAllValues:", "ForAnyValue:"} {
			for _, exists := range []string{"", "IfExists"} {
				negated := strings.Contains(operator, "Not")
				there, name := map[string][]string{key: {session.Role}}, set+operator+exists
				assert.Equal(t, negated, holds(t, name, key, `"${aws:username}"`, there), "%s, the key has a value", name)
				assert.Equal(t, negated, holds(t, name, key, `["${aws:username}","${kms:ViaService}"]`, there),
					"%s, two without a value", name)
				assert.Equal(t, !negated, holds(t, name, key, `["${aws:username}","`+session.Role+`"]`, there),
					"%s, beside one that is alike", name)
				missing := exists != "" || set == "ForAllValues:" || set == "" && negated
				assert.Equal(t, missing, holds(t, name, key, `"${aws:username}"`, nil), "%s, the key has none", name)
			}
		}
	}
}

func TestOnlyStringAndARNOperatorsTakeVariables(t *testing.T) {
	for _, operator := range strings.Fields("NumericEquals NumericNotEquals DateLessThan DateNotEquals Bool " +
		"BinaryEquals IpAddress NotIpAddress Null") {
		_, err := policy.Parse(anyKind, `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Condition":{"`+
			operator+`":{"aws:userid":"${aws:username}"}}}}`)
		assert.ErrorContains(t, err, `"${aws:username}" is no value for this operator`, operator)
	}
}

func TestAKeyOfSeveralValuesNeedsASetOperator(t *testing.T) {
	for key, values := range map[string][]string{
		"kms:GrantOperations": {"Decrypt", "Encrypt"}, "kms:encryptioncontextkeys": {"Decrypt"},
		"aws:PrincipalOrgPaths": {"Decrypt"}, "aws:userid": {"Decrypt", "Encrypt"},
	} {
		for operator, want := range map[string]string{
			"StringEquals": "Decrypt", "StringLike": "D*", "StringEqualsIgnoreCase": "decrypt", "StringNotEquals": "Decrypt",
			"StringNotLike": "D*", "StringNotEqualsIgnoreCase": "decrypt",
			"StringEqualsIfExists": "Decrypt", "StringNotEqualsIfExists": "Decrypt",
		} {
			for _, effect := range []string{"Allow", "Deny"} {
				d := parse(t, `{"Statement":{"Effect":"`+effect+`","Action":"*","Condition":{"`+operator+`":{"`+key+`":"`+want+
					`"}}}}`)
				answer := ask(&policy.Request{Context: map[string][]string{key: values}}, *d)
				assert.Equal(t, effect == "Deny", answer.Effect != "", "%s by %s of %s", effect, operator, key)
				assert.Equal(t, effect == "Allow", answer.Several, "%s by %s of %s", effect, operator, key)
			}
		}
		assert.True(t, holds(t, "ForAnyValue:StringEquals", key, `"Decrypt"`, map[string][]string{key: values}), key)
		assert.True(t, holds(t, "Null", key, `false`, map[string][]string{key: values}), key)
	}
}

func TestANullDatasetMeetsForAllValues(t *testing.T) {
	for operator, met := range map[string]bool{"ForAllValues:StringEquals": true, "ForAnyValue:StringEquals": false,
		"StringEquals": false} {
		assert.Equal(t, met, holds(t, operator, "aws:userid", `"a"`, map[string][]string{"aws:userid": {""}}), operator)
	}
}

func TestNoNumberOfSecondsWraps(t *testing.T) {
	now := map[string][]string{"aws:CurrentTime": {"2025-11-01T00:00:00Z"}}
	for _, c := range []struct {
		operator, seconds string
		want              bool
	}{
		{"DateGreaterThan", "9223372036854775807", false}, {"DateLessThan", "9223372036854775807", true},
		{"DateGreaterThan", "-292275054", true}, {"DateLessThan", "-292275054", false},
	} {
		assert.Equal(t, c.want, holds(t, c.operator, "aws:CurrentTime", c.seconds, now), "%s %s", c.operator, c.seconds)
	}
	_, err := policy.Parse(anyKind,
		`{"Statement":{"Effect":"Allow","Action":"*","Condition":{"DateLessThan":{"aws:CurrentTime":9223372036854775808}}}}`)
	assert.ErrorContains(t, err, "is no value for this operator")
}

// A request may spell a key twice, once without values.
func TestOfSpellingsOfAKeyTheLeastIsTheOneThatCounts(t *testing.T) {
	context := map[string][]string{"AWS:username": nil, "aws:userName": {"a"}}
	for range 50 {
		require.False(t, holds(t, "StringEquals", "aws:username", `"a"`, context))
	}
}

func TestAnOldPolicyHasNoVariables(t *testing.T) {
	d := parse(t, `{"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"${aws:username}"}}`)
	assert.True(t, d.Allows(&policy.Request{Resource: "${aws:username}",
		Context: map[string][]string{"aws:username": {"bob"}}}))
}
