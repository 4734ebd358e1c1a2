package evidence_test

import (
	"bytes"
	"context"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/conformance/evidence"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
	"github.com/stretchr/testify/require"
)

// kept is a trace in memory.
type kept struct{ bytes.Buffer }

func (*kept) Close() error { return nil }

// record plays suites on a target and returns the trace.
func record(t testing.TB, on target.Target, paths ...string) *kept {
	file, _ := recordTagged(t, on, "", paths...)
	return file
}

func recordTagged(t testing.TB, on target.Target, tags string, paths ...string) (*kept, *conformance.Report) {
	t.Helper()
	file := &kept{}
	clock := evidence.Real
	if on.Offers(target.Clock) {
		clock = evidence.Virtual
	}
	w := evidence.NewWriter(file, evidence.Header{Target: on.Identity(), Clock: clock, Fresh: on.Offers(target.Reset),
		Started: time.Now()}, nil, false)
	r, err := conformance.Run(context.Background(), conformance.Options{Target: on, Paths: paths, Tags: tags,
		Progress: func(o target.Outcome) { w.Write(o, "") }})
	require.NoError(t, err)
	require.NoError(t, w.Close(false))
	return file, r
}

func judge(t testing.TB, trace *kept, j *evidence.Judge) *evidence.Judgement {
	t.Helper()
	_, err := evidence.Read("trace", bytes.NewReader(trace.Bytes()), j.Group)
	require.NoError(t, err)
	return j.Judgement()
}

func TestWhatTheModelSaidConforms(t *testing.T) {
	race.Sequential(t)
	j := judge(t, record(t, &target.Model{}, "scenarios", "features/rds", "features/backup"), &evidence.Judge{})
	require.Zero(t, j.ExitCode(), "%+v", j.Findings)
	require.Equal(t, j.Exchanges, j.Judged, "%+v", j.NotJudged)
	require.Greater(t, j.Exchanges, 10_000)
}

func TestWhatIsRefusedForAQuotaOfTheScenariosWorldConforms(t *testing.T) {
	j := judge(t, record(t, &target.Model{}, "../../scenarios/testdata/histories/a_quota_met_by_a_restore_job.yaml"),
		&evidence.Judge{})
	require.Zero(t, j.ExitCode(), "%+v", j.Findings)
	require.Equal(t, j.Exchanges, j.Judged, "%+v", j.NotJudged)
}

func TestWhatTheEmulatorSaidConforms(t *testing.T) {
	server := httptest.NewServer(emulator.New(emulator.Options{World: model.Options{
		Start: time.Date(2031, 5, 1, 0, 0, 0, 0, time.UTC), Seed: 99}}))
	defer server.Close()
	config, err := remote.ForURL(server.URL)
	require.NoError(t, err)
	on, err := remote.Open(t.Context(), config)
	require.NoError(t, err)
	j := judge(t, record(t, on, "scenarios/cloudhsm", "scenarios/kms", "scenarios/ebs"), &evidence.Judge{})
	require.Zero(t, j.ExitCode(), "%+v", j.Findings)
	require.Equal(t, j.Exchanges, j.Judged, "%+v", j.NotJudged)
}

// silent is an endpoint whose answers say nothing where the model's are one structure.
type silent struct {
	target.Model
	calls int
}

func (s *silent) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	out, err := s.Model.Do(ctx, as, in)
	if v := reflect.ValueOf(out); err == nil && v.Elem().NumField() == 1 && v.Elem().Field(0).Kind() == reflect.Pointer {
		s.calls++
		return reflect.New(v.Type().Elem()).Interface(), nil
	}
	return out, err
}

func TestAnAnswerThatSaysNothingIsAccused(t *testing.T) {
	for _, scenario := range []string{"scenarios/cloudhsm", "scenarios/rds", "scenarios/organizations"} {
		on := &silent{}
		j := judge(t, record(t, on, scenario), &evidence.Judge{})
		require.GreaterOrEqual(t, j.Diverging, on.calls/2, "what follows may not be judged any more: %+v", j.NotJudged)
		require.Regexp(t, "^\\w+: want .*, got nothing", j.Findings[0].Reason)
	}
}

// BenchmarkValidate judges what the suites of some systems do. It is to judge 20,000 exchanges a
// second at least.
func BenchmarkValidate(b *testing.B) {
	trace := record(b, &target.Model{}, "kms", "ebs", "rds", "ram")
	b.SetBytes(int64(trace.Len()))
	exchanges := 0
	for b.Loop() {
		exchanges += judge(b, trace, &evidence.Judge{}).Exchanges
	}
	b.ReportMetric(float64(exchanges)/b.Elapsed().Seconds(), "exchanges/s")
}
