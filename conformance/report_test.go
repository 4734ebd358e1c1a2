package conformance_test

import (
	"bytes"
	"encoding/xml"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/require"
)

// reports are one of each kind.
func reports(t *testing.T) map[string]*conformance.Report {
	return map[string]*conformance.Report{
		"whole":        whole(t),
		"filtered":     check(t, conformance.Options{Target: &target.Model{}, Paths: suite(t, strong), Tags: "@rule:" + strong}),
		"empty":        check(t, conformance.Options{Target: &target.Model{}, Tags: "@nothing"}),
		"diverging":    check(t, conformance.Options{Target: &endpoint{do: wrongly}, Paths: suite(t, strong)}),
		"inconclusive": check(t, conformance.Options{Target: &endpoint{do: wrongly}, Paths: suite(t, weak)}),
	}
}

func TestReportsFitTheirSchema(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(conformance.Schema))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	require.NoError(t, compiler.AddResource("report", document))
	schema, err := compiler.Compile("report")
	require.NoError(t, err)

	for name, r := range reports(t) {
		text, err := r.JSON()
		require.NoError(t, err)
		report, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err)
		require.NoError(t, schema.Validate(report), name)
	}
	wrong, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(`{"apiVersion": "shareproof.dev/v2"}`)))
	require.NoError(t, err)
	require.Error(t, schema.Validate(wrong))
}

func TestTheReportIsThreeFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "down")
	r := check(t, conformance.Options{Target: &target.Model{}, Paths: suite(t, strong)})
	require.NoError(t, r.Write(dir))
	require.NoError(t, r.Write(dir), "a report before is replaced")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	require.Equal(t, []string{"junit.xml", "report.html", "report.json"}, names)
}

func TestThePageNeedsNothingFromOutside(t *testing.T) {
	for name, r := range reports(t) {
		page, err := r.HTML()
		require.NoError(t, err)
		for _, outside := range []string{`src="`, `href="`, "@import", "url("} {
			require.NotContains(t, string(page), outside, name)
		}
		for _, rule := range r.Rules {
			require.Contains(t, string(page), rule.ID)
		}
	}
}

func TestThePageShowsTheFailingExchange(t *testing.T) {
	page, err := reports(t)["diverging"].HTML()
	require.NoError(t, err)
	require.Contains(t, string(page), "aws cloudhsmv2 create-cluster --hsm-type hsm2m.medium")
	require.Contains(t, string(page), "CloudHsmAccessDeniedException: no")
}

func TestCredentialsOfAnEndpointAreNotTold(t *testing.T) {
	r := reports(t)["diverging"]
	require.Equal(t, "http://127.0.0.1:1/path", r.Target.URL)
	for _, render := range []func() ([]byte, error){r.JSON, r.HTML, r.JUnit} {
		text, err := render()
		require.NoError(t, err)
		require.NotContains(t, string(text), "hunter2")
	}
}

func TestJUnitTellsVerdictsApart(t *testing.T) {
	type junit struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
	}
	for name, want := range map[string]junit{
		"filtered":     {Tests: 1},
		"diverging":    {Tests: 1, Failures: 1},
		"inconclusive": {Tests: 1, Errors: 1},
	} {
		text, err := reports(t)[name].JUnit()
		require.NoError(t, err)
		var got junit
		require.NoError(t, xml.Unmarshal(text, &got))
		require.Equal(t, want, got, name)
	}
}
