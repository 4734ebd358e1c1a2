package policy_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
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
	{"IfExists is passed over", "condition.go", "optional && len(have) == 0", "optional && len(have) < 0"},
}

func TestTheNaiveEvaluatorNoticesPlantedMistakes(t *testing.T) {
	if testing.Short() {
		t.Skip("each mistake takes a compilation")
	}
	for _, m := range planted {
		t.Run(m.kind, func(t *testing.T) {
			t.Parallel()
			out, err := exec.Command("go", "test", "-vet=off", "-overlay", overlay(t, m.file, m.right, m.wrong), ".",
				"-run", "^TestTheEngineAgreesWithTheNaiveEvaluator$", "-cases", "100000").CombinedOutput()
			require.Error(t, err, "nobody notices")
			require.Contains(t, string(out), "made as small as possible", "it does not even compile")
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
