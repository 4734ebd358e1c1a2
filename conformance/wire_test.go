package conformance_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
)

var createTimestamp = regexp.MustCompile(`"CreateTimestamp":([\d.]+)`)

// misspelling opens an emulator that writes when clusters were created as a text.
func misspelling(t *testing.T) target.Target {
	world := emulator.New(emulator.Options{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		world.ServeHTTP(answer, r)
		for name, values := range answer.Header() {
			if name != "Content-Length" {
				w.Header()[name] = values
			}
		}
		w.WriteHeader(answer.Code)
		body := createTimestamp.ReplaceAllStringFunc(answer.Body.String(), func(found string) string {
			seconds, err := strconv.ParseFloat(strings.TrimPrefix(found, `"CreateTimestamp":`), 64)
			require.NoError(t, err)
			return `"CreateTimestamp":"` + time.UnixMilli(int64(seconds*1000)).UTC().Format(time.RFC3339Nano) + `"`
		})
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	config, err := remote.ForURL(server.URL)
	require.NoError(t, err)
	opened, err := remote.Open(t.Context(), config)
	require.NoError(t, err)
	return opened
}

func TestAWireMistakeIsOneCauseAndScenariosGoOn(t *testing.T) {
	r := check(t, conformance.Options{Target: misspelling(t),
		Paths: []string{"features/cloudhsm/sharing_a_backup.feature", "features/ram/idempotency.feature"}})
	require.Equal(t, conformance.Diverges, r.Verdict)
	require.Equal(t, 1, r.ExitCode())
	require.Contains(t, r.Reason, "its answers are not in the protocols of AWS: ")
	require.Zero(t, r.Totals.Diverges, "no rule is accused")
	require.Zero(t, r.Totals.Blocked, "scenarios go on")
	require.Positive(t, r.Totals.Partial)
	require.Positive(t, r.Totals.Conforms, "where nothing is misspelt")
	for _, s := range r.Scenarios {
		if s.System == "cloudhsm" {
			require.NotEqual(t, conformance.Conforms, s.Verdict, "%s: no client of AWS reads that", s.Name)
			require.Contains(t, s.Reason, "held, but no client of AWS reads its answers: cloudhsmv2.")
		}
	}
	for _, result := range r.Rules {
		require.NotEqual(t, conformance.Diverges, result.Verdict, result.ID)
	}

	var members []string
	for _, m := range r.Wire {
		members = append(members, m.Operation+" "+m.Member)
		assert.Equal(t, "want a number of seconds since the Unix epoch, got a string", m.Reason)
		assert.GreaterOrEqual(t, m.Count, m.Scenarios)
		assert.Positive(t, m.Scenarios)
		assert.Regexp(t, `^2025-11-0\dT`, m.Got)
		assert.Regexp(t, `^features/cloudhsm/sharing_a_backup.feature:\d+$`, m.Example)
	}
	require.Contains(t, members, "cloudhsmv2.CreateCluster Cluster.CreateTimestamp")
	require.Len(t, r.Causes, len(r.Wire), "each is told once")
	for _, c := range r.Causes {
		require.True(t, c.Wire)
		require.Empty(t, c.Rules)
		calls := c.Reproduction.Calls
		_, name, _ := strings.Cut(c.Operation, ".")
		kebab := strings.ToLower(regexp.MustCompile(`(.)([A-Z])`).ReplaceAllString(name, "$1-$2"))
		assert.Contains(t, calls[len(calls)-1], "aws cloudhsmv2 "+kebab+" ", "they end with the call that shows it")
	}
}

func TestACauseHasTheReproductionWithTheFewestCalls(t *testing.T) {
	if testing.Short() {
		t.Skip("plays whole suites")
	}
	r := check(t, conformance.Options{Target: &endpoint{do: pedantic}, Paths: []string{"features/kms", "features/ebs"},
		Rerun: func(source string) string { return "again " + source }})
	require.Len(t, r.Causes, 1)
	with := r.Causes[0].Reproduction
	require.Equal(t, "again "+with.Source, with.Rerun)
	require.Regexp(t, `^# as \w+ \(\d{12}\)$`, with.Calls[0])
	last := with.Calls[len(with.Calls)-2:]
	require.Regexp(t, `^aws kms put-key-policy .*--region \S+ --cli-input-json '{}'$`, last[0])
	require.Equal(t, "# refused: NotFoundException: No such policy exists", last[1])
	for _, s := range r.Scenarios {
		if s.Source == with.Source {
			require.Equal(t, conformance.Diverges, s.Verdict, "it shows what the cause is charged with")
		}
	}
	page, err := r.HTML()
	require.NoError(t, err)
	require.Contains(t, string(page), "$ again "+with.Source)
	require.Contains(t, string(page), "# refused: NotFoundException: No such policy exists")
}

func TestAMistakeOnTheWireCanBeKnown(t *testing.T) {
	if testing.Short() {
		t.Skip("plays whole suites")
	}
	o := conformance.Options{Target: misspelling(t), Paths: []string{"features/cloudhsm/sharing_a_backup.feature"}}
	var all []string
	for _, m := range check(t, o).Wire {
		all = append(all, "wire: "+m.Operation+" "+m.Member)
	}
	o.Known = known(t, "2027-01-01", all...)
	r := check(t, o)
	require.Equal(t, conformance.KnownDivergence, r.Verdict)
	require.Zero(t, r.ExitCode())
	require.Zero(t, r.Totals.OK(), "what held only so does not conform")
	for i, m := range r.Wire {
		require.True(t, m.Known)
		require.Equal(t, conformance.StillDiverges, r.Known[i].State)
		require.Equal(t, m.Scenarios, r.Known[i].Scenarios)
	}
	o.Known = known(t, "2027-01-01", all[1:]...)
	r = check(t, o)
	require.Equal(t, conformance.Diverges, r.Verdict, "one is not known")
	require.Equal(t, "its answers are not in the protocols of AWS: 1 wire mistake", r.Reason)
	require.Equal(t, 1, check(t, conformance.Options{Target: o.Target, Paths: o.Paths,
		Known: known(t, "2026-01-01", all...)}).ExitCode(), "nobody answers for them any more")
}

func TestAMistakeOnTheWireThatIsGoneBreaksTheRunOfAllSuites(t *testing.T) {
	if testing.Short() {
		t.Skip("plays whole suites")
	}
	list := known(t, "2027-01-01", "wire: kms.DescribeKey KeyMetadata.CreationDate")
	r := check(t, conformance.Options{Target: &target.Model{}, Known: list})
	require.Equal(t, conformance.NowConforms, r.Known[0].State)
	require.Equal(t, 1, r.ExitCode())
	r = check(t, conformance.Options{Target: &target.Model{}, Known: list, Tags: "@rule:HSM-POL-02"})
	require.Equal(t, conformance.NotSeen, r.Known[0].State, "a part does not show that it is gone")
}
