package conformance_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/require"
)

var (
	reportsOnce sync.Once
	allReports  map[string]*conformance.Report
)

// reports are one of each kind, made once.
func reports(t *testing.T) map[string]*conformance.Report {
	race.Sequential(t)
	reportsOnce.Do(func() { allReports = makeReports(t) })
	require.NotNil(t, allReports)
	return allReports
}

func makeReports(t *testing.T) map[string]*conformance.Report {
	return map[string]*conformance.Report{
		"whole": whole(t),
		"filtered": check(t, conformance.Options{Target: &target.Model{}, Paths: suite(t, strong),
			Tags: "@rule:" + strong}),
		"empty":        check(t, conformance.Options{Target: &target.Model{}, Tags: "@nothing"}),
		"diverging":    check(t, conformance.Options{Target: &endpoint{do: wrongly}, Paths: suite(t, strong)}),
		"inconclusive": check(t, conformance.Options{Target: &endpoint{do: wrongly}, Paths: suite(t, strong+", "+weak)}),
		"blocked":      check(t, conformance.Options{Target: &endpoint{do: wrongly}, Paths: suite(t, weak)}),
		"unsupported":  check(t, conformance.Options{Target: &endpoint{do: lacking}, Paths: suite(t, strong)}),
		"implemented": check(t, conformance.Options{Target: &implemented{}, Paths: suite(t, strong),
			Claims: []string{"cloudhsm-sharing"}}),
		"interrupted": interrupted(t, 1),
		"known": check(t, conformance.Options{Target: &endpoint{do: wrongly}, Paths: suite(t, strong),
			Known: known(t, "2027-01-01", "rule: "+strong, "rule: KMS-KEY-01")}),
		"expired": check(t, conformance.Options{Target: &endpoint{do: wrongly}, Paths: suite(t, strong),
			Known: known(t, "2026-01-01", "scenario: On "+strong)}),
		"own, known": check(t, conformance.Options{Target: &endpoint{do: wrongly}, Paths: suite(t, strong), Own: true,
			Known: known(t, "2027-01-01", "scenario: On "+strong)}),
		"own": check(t, conformance.Options{Target: &target.Model{}, Paths: own(t, ownFeature), Own: true}),
		"own, covering": check(t, conformance.Options{Target: &target.Model{}, Paths: own(t, ownFeature), Own: true,
			Coverage: true}),
		"own, failing": check(t, conformance.Options{Target: &endpoint{do: wrongly}, Paths: suite(t, strong), Own: true}),
		"own and ours": check(t, conformance.Options{Target: &target.Model{}, Own: true,
			Paths: append(own(t, ownFeature), "scenarios/ram")}),
	}
}

// implemented is an endpoint whose file says what it is.
type implemented struct{ endpoint }

func (i *implemented) Identity() target.Identity {
	id := i.endpoint.Identity()
	id.Implementation = &target.Implementation{Organization: "Example", Project: "cloud-in-a-box",
		URL: "https://example.org/box", Version: "4.1.0", Date: "2026-11-02", Commit: "0f3c2aa"}
	id.Asked = []target.Finding{{About: "clock", State: target.InTheWay, Says: "an hour behind", Mend: "set it"},
		{About: "services", State: target.Fine, Says: "answers ram"}}
	return id
}

func TestAReportSaysWhatWasTested(t *testing.T) {
	r := check(t, conformance.Options{Target: &implemented{}, Paths: suite(t, strong)})
	text, err := r.JSON()
	require.NoError(t, err)
	require.Regexp(t, `"implementation": {\s+"organization": "Example",\s+"project": "cloud-in-a-box",\s+"url": `+
		`"https://example.org/box",\s+"version": "4.1.0",\s+"date": "2026-11-02",\s+"commit": "0f3c2aa"\s+}`, string(text))
	page, err := r.HTML()
	require.NoError(t, err)
	require.Contains(t, string(page), "Example cloud-in-a-box 4.1.0, 2026-11-02, commit <code>0f3c2aa</code>")
	again, err := conformance.ReadReport("report.json", text)
	require.NoError(t, err)
	require.Empty(t, conformance.Compare([]*conformance.Report{r, again}), "what is written is read")
}

func lacking(any) error { return target.Unsupported("anything") }

// interrupted is the report of a run of everything on the model that ended after
// some scenarios.
func interrupted(t *testing.T, after int) *conformance.Report {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := conformance.Run(ctx, conformance.Options{Target: &target.Model{}, Progress: func(target.Outcome) {
		if after--; after == 0 {
			cancel()
		}
	}})
	require.NoError(t, err)
	return r
}

func TestReportsFitTheirSchema(t *testing.T) {
	if testing.Short() {
		t.Skip("plays whole suites")
	}
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
	if testing.Short() {
		t.Skip("plays whole suites")
	}
	for name, r := range reports(t) {
		page, err := r.HTML()
		require.NoError(t, err)
		require.NotRegexp(t, `src="|href="[^#]|@import|url\(`, string(page), name)
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

type junit struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Skipped  int `xml:"skipped,attr"`
}

func junitOf(t *testing.T, r *conformance.Report) (counts junit, text string) {
	written, err := r.JUnit()
	require.NoError(t, err)
	require.NoError(t, xml.Unmarshal(written, &counts))
	return counts, string(written)
}

func TestJUnitTellsVerdictsApart(t *testing.T) {
	for name, want := range map[string]junit{
		"filtered":     {Tests: 1},
		"diverging":    {Tests: 1, Failures: 1},
		"inconclusive": {Tests: 1, Errors: 1},
		"blocked":      {Tests: 2, Errors: 1, Skipped: 1},
		"unsupported":  {Tests: 2, Errors: 1, Skipped: 1},
		"empty":        {Tests: 1, Errors: 1},
	} {
		got, _ := junitOf(t, reports(t)[name])
		require.Equal(t, want, got, name)
	}
}

func TestTheJUnitFileOfAnInterruptedRunIsNotGreen(t *testing.T) {
	all := len(whole(t).Scenarios)
	counts, text := junitOf(t, interrupted(t, 3))
	require.Equal(t, junit{Tests: all + 1, Errors: 1, Skipped: all - 3}, counts)
	require.Contains(t, text, fmt.Sprintf(`<error type="interrupted" message="interrupted after 3 of %d scenarios"`, all))
	require.Contains(t, text, `message="not run: the run ended before this scenario was played"`)
}
