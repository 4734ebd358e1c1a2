package evidence_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/conformance/evidence"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/require"
)

// kept is a trace in memory.
type kept struct{ bytes.Buffer }

func (*kept) Close() error { return nil }

// record plays suites on a target and returns the trace.
func record(t testing.TB, on target.Target, paths ...string) *kept {
	return recordTagged(t, on, "", paths...)
}

func recordTagged(t testing.TB, on target.Target, tags string, paths ...string) *kept {
	t.Helper()
	file := &kept{}
	clock := evidence.Real
	if on.Offers(target.Clock) {
		clock = evidence.Virtual
	}
	w := evidence.NewWriter(file, evidence.Header{Target: on.Identity(), Clock: clock, Fresh: on.Offers(target.Reset),
		Started: time.Now()}, nil, false)
	_, err := conformance.Run(context.Background(), conformance.Options{Target: on, Paths: paths, Tags: tags,
		Progress: func(o target.Outcome) { w.Write(o, "") }})
	require.NoError(t, err)
	require.NoError(t, w.Close(false))
	return file
}

func judge(t testing.TB, trace *kept, j *evidence.Judge) *evidence.Judgement {
	t.Helper()
	_, err := evidence.Read("trace", bytes.NewReader(trace.Bytes()), j.Group)
	require.NoError(t, err)
	return j.Judgement()
}

func TestWhatTheModelSaidConforms(t *testing.T) {
	trace := record(t, &target.Model{})
	began := time.Now()
	j := judge(t, trace, &evidence.Judge{})
	t.Logf("%d bytes, %d exchanges in %s, %+v", trace.Len(), j.Exchanges, time.Since(began), j.NotJudged)
	for i, f := range j.Findings {
		if i < 40 {
			t.Logf("%+v", f)
		}
	}
	require.Zero(t, j.ExitCode(), "%+v", len(j.Findings))
	require.Equal(t, j.Exchanges, j.Judged)
}
