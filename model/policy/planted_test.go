package policy_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/policy"
)

// planted are mistakes in the engine's code, each of a kind that it made once or
// nearly.
var planted = []struct{ kind, file, right, wrong string }{
	{"a variable without a value makes negated operators fail", "condition.go",
		"if ok && o.same(have, p) {\n\t\t\treturn !o.negated", "if !ok || o.same(have, p) {\n\t\t\treturn ok && !o.negated"},
	{"a variable without a value excludes a resource from what is denied", "variables.go", "s.effect == Allow && s.lacks",
		"s.lacks"},
	{"a key of several values is a variable", "variables.go", "len(v) == 1 && !isMultivalued(key)", "len(v) == 1"},
	{"a role's ARN is as good as its session's", "combine.go", "case resource.ByRole && identity.Bounded:", "case false:"},
	{"a boundary limits what a session is allowed", "combine.go", "case resource.ByRole && identity.Bounded:",
		"case identity.Bounded:"},
	{"a boundary's denial is none", "combine.go", "identity.Effect == Deny || boundary.Effect == Allow",
		"identity.Effect == Deny || boundary.Effect != \"\""},
	{"service control policies may all be silent", "combine.go", "level.Effect != Allow && forbids == nil", "false"},
	{"one level of service control policies is enough", "combine.go", "if forbids == nil || identity",
		"if forbids == nil || len(levels) > 1 || identity"},
	{"a resource's policy helps against service control policies", "combine.go",
		"case identity.Controlled, resource.Delegated", "case resource.Delegated"},
	{"one of several values is enough without a set operator", "condition.go", "might && s.effect == Deny, might",
		"might, might"},
	{"nothing is denied without a set operator", "condition.go", "might && s.effect == Deny, might", "false, might"},
	{"a wildcard leaps over colons", "variables.go", "filled.isResource(s.Resource)", "filled.matches(s.Resource, false)"},
	{"a wildcard at a segment's end stays within it", "arn.go", "if !colon {", "if colon || !colon {"},
	{"a value's wildcards are wildcards", "variables.go", "b.WriteString(utf8Text(value))",
		"b.WriteString(filledWildcards(value))"},
	{"? matches a byte", "pattern.go", "t += width(text[t:])", "t++"},
	{"seconds since 1970 wrap", "operators.go", "return instant{n, 0}, true",
		"return instant{time.Unix(n, 0).UnixNano() / 1e9, 0}, true"},
	{"ForAllValues: asks for a value", "condition.go", "quantifier == forAll && areEmpty(have)", "false"},
	{"Null takes true for false", "condition.go", "truth(v) == (len(have) == 0)", "truth(v) != (len(have) == 0)"},
	{"an empty list of values matches all", "condition.go", "\treturn o.negated\n}", "\treturn o.negated != (len(want) == 0)\n}"},
	{"a service of actions has wildcards", "pattern.go", "named && p != \"*:*\" &&", "false && named &&"},
	{"no action is *:*", "pattern.go", "named && p != \"*:*\" &&", "named &&"},
	{"a zone lies the other way", "operators.go", "if text[0] == '-' {", "if text[0] == '+' {"},
	{"a zone of hours alone is none", "operators.go", "minutes = 60 * r.number(hours, 2, 0, 23)", "minutes = 0 * r.number(hours, 2, 0, 23)"},
	{"a session policy's denial is none", "combine.go", "identity.Effect == Deny || session.Effect == Allow",
		"identity.Effect == Deny || session.Effect != \"\""},
	{"session policies add rights", "combine.go", "identity.Effect == Deny || session.Effect == Allow {\n\t\treturn identity",
		"identity.Effect == Deny || session.Effect == Allow {\n\t\treturn session"},
	{"session policies do not limit what the role's ARN is allowed", "combine.go", "(a.ByRole || a.Open) && identity.Limited",
		"a.Open && identity.Limited"},
	{"session policies do not limit what everybody is allowed", "combine.go", "(a.ByRole || a.Open) && identity.Limited",
		"a.ByRole && identity.Limited"},
	{"session policies limit what the session's ARN is allowed", "combine.go", "(a.ByRole || a.Open) && identity.Limited",
		"!a.Delegated && identity.Limited"},
	{"IfExists is passed over", "condition.go", "optional && len(have) == 0", "optional && len(have) < 0"},
}

func TestTheNaiveEvaluatorNoticesPlantedMistakes(t *testing.T) {
	if testing.Short() {
		t.Skip("each mistake takes a compilation")
	}
	for _, m := range planted {
		t.Run(m.kind, func(t *testing.T) {
			t.Parallel()
			out, err := exec.Command("go", "test", "-vet=off", "-ldflags=-s -w", "-overlay", overlay(t, m.file, m.right, m.wrong), ".",
				"-run", "^TestTheEngineAgreesWithTheNaiveEvaluator$", "-cases", "100000").CombinedOutput()
			require.Error(t, err, "nobody notices")
			require.Contains(t, string(out), "made as small as possible", "it does not even compile")
		})
	}
}

// mistaken are for each operator one that is nearly the same.
var mistaken = map[string]string{
	"StringEquals": "StringLike", "StringNotEquals": "StringLike", "StringEqualsIgnoreCase": "StringEquals",
	"StringNotEqualsIgnoreCase": "StringEquals", "StringLike": "StringEquals", "StringNotLike": "StringEquals",
	"NumericEquals": "StringEquals", "NumericNotEquals": "StringEquals", "NumericLessThan": "NumericLessThanEquals",
	"NumericLessThanEquals": "NumericLessThan", "NumericGreaterThan": "NumericGreaterThanEquals",
	"NumericGreaterThanEquals": "NumericGreaterThan",
	"DateEquals":               "StringEquals", "DateNotEquals": "StringEquals", "DateLessThan": "DateLessThanEquals",
	"DateLessThanEquals": "DateLessThan", "DateGreaterThan": "DateGreaterThanEquals",
	"DateGreaterThanEquals": "DateGreaterThan",
	"Bool":                  "StringEquals", "BinaryEquals": "StringEqualsIgnoreCase", "IpAddress": "StringEquals",
	"NotIpAddress": "StringEquals", "ArnEquals": "StringLike", "ArnLike": "StringLike", "ArnNotEquals": "StringLike",
	"ArnNotLike": "StringLike",
}

// The naive evaluator notices a mistake in each of the operators.
func TestTheNaiveEvaluatorNoticesAMistakeInEachOperator(t *testing.T) {
	for _, operator := range policy.Operators() {
		t.Run(operator, func(t *testing.T) {
			require.Contains(t, mistaken, operator)
			restore := policy.PlantOperator(operator, mistaken[operator])
			defer restore()
			for i := range 400_000 {
				if d := (drawing{rand.New(rand.NewPCG(*seed, uint64(i)))}); d.example().differs() {
					return
				}
			}
			t.Error("nobody notices")
		})
	}
}

// overlay puts a mistake in place of what is right, for the compiler alone.
func overlay(t *testing.T, file, right, wrong string) string {
	source, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(string(source), right), "%s has it once", file)
	dir := t.TempDir()
	spoilt, plan := filepath.Join(dir, file), filepath.Join(dir, "overlay.json")
	require.NoError(t, os.WriteFile(spoilt, []byte(strings.Replace(string(source), right, wrong, 1)), 0o600))
	at, err := filepath.Abs(file)
	require.NoError(t, err)
	text, err := json.Marshal(map[string]map[string]string{"Replace": {at: spoilt}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(plan, text, 0o600))
	return plan
}
