package policy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/internal/timing"
	"github.com/shareproof/shareproof/model/policy"
)

func TestAQuestionMarkIsOneCharacter(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"caf?", "café", true}, {"caf?", "cafe", true}, {"caf??", "café", false}, {"*?", "€", true}, {"*??", "€", false},
		{"*??", "€é", true},
		{"?", "", false}, {"a*?b", "aéb", true}, {"a*?b", "ab", false}, {"é*é", "é", false}, {"é*é", "éé", true},
		{"\x00*", "\x00a", true}, {"\x00*", "*", false}, {"\x00?", "\x00*", true}, {"\x00", "", false}, {"a\x00", "a", false},
	} {
		assert.Equal(t, c.want, policy.Like(c.pattern, c.text), "%q and %q", c.pattern, c.text)
		assert.Equal(t, c.want, holds(t, "StringLike", "aws:userid", `"`+strings.ReplaceAll(c.pattern, "\x00", `\u0000`)+`"`,
			map[string][]string{"aws:userid": {c.text}}), "%q and %q", c.pattern, c.text)
	}
}

func TestAWildcardReachesOverAColonOnlyAtTheEndOfItsSegment(t *testing.T) {
	const key, group = "arn:aws:kms:us-east-1:111111111111:key/abc", "arn:aws:logs:us-east-1:111111111111:log-group:a:b"
	for _, c := range []struct {
		pattern, arn string
		want         bool
	}{
		{"*", key, true}, {"*", "", true}, {"arn:*", key, true}, {"arn:aws:kms:*", key, true},
		{"arn:aws:kms:us-east-1:*:key/abc", key, true},
		{"arn:aws:kms:us*1:key/abc", key, false}, {"arn:aws:kms:*key/abc", key, false}, {"arn:aws:kms:*:key/abc", key, true},
		{"arn:aws:k*:key/abc", key, true},
		{"arn:aws:kms:us-east-1?111111111111:key/abc", key, false},
		{"arn:aws:kms:us-east-?:111111111111:key/a?c", key, true}, {"*key/abc", key, false},
		{"arn:aws:kms:us*:key/*c", key, true}, {"arn:aws:kms:u**1:key/abc", key, false},
		{"arn:aws:kms:u**:key/abc", key, true},
		{"arn:aws:logs:us-east-1:111111111111:log*b", group, true}, {"arn:aws:logs:*:b", group, true},
		{"arn:aws:logs:*:log-group?a:b", group, true}, {"arn:aws:logs:us*b", group, false},
		{"arn:aws:kms:us-east-1:111111111111:key/abc:*", key, false},
		{"arn:aws:kms:us-east-1:111111111111*:key/abc", key, true}, {"arn:aws:kms*", "arn:aws:kms", true},
		{"arn:aws:kms:*", "arn:aws:kms", false},
		{"arn:aws:kms:${*}:key/abc", key, false}, {"arn:aws:kms:*${*}:key/abc", key, false},
	} {
		for element, want := range map[string]bool{"Resource": c.want, "NotResource": !c.want} {
			for _, effect := range []policy.Effect{policy.Allow, policy.Deny} {
				d := parse(t, `{"Version":"2012-10-17","Statement":{"Effect":"`+string(effect)+`","Action":"*","`+element+`":"`+
					c.pattern+`"}}`)
				assert.Equal(t, want, ask(&policy.Request{Resource: c.arn}, *d).Effect == effect, "%s by %s %s for %s", effect,
					element, c.pattern, c.arn)
			}
		}
	}
}

func TestNoPatternTakesLong(t *testing.T) {
	text := strings.Repeat("a", 400_000)
	for _, pattern := range []string{
		"*" + strings.Repeat("a", 7000) + "b", "*" + strings.Repeat("a", 7000) + "?b", "*" + strings.Repeat("a?", 3500) +
			"b*",
		strings.Repeat("*a", 3500) + "b", strings.Repeat("*a?", 2500) + "b", "*" + strings.Repeat("?", 7000) + "b*",
	} {
		began := time.Now()
		assert.False(t, policy.Like(pattern, text))
		timing.Within(t, began, time.Second, pattern[:8])
	}
	assert.True(t, policy.Like("*"+strings.Repeat("a?", 3500)+"b*", text+strings.Repeat("aé", 3500)+"bc"))
}
