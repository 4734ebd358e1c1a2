package conformance_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/sdk"
	"github.com/stretchr/testify/require"
)

// traces plays everything on a target and returns what was said, in order.
func traces(t *testing.T, on target.Target) (report *conformance.Report, outcomes []target.Outcome) {
	report = check(t, conformance.Options{Target: on, Progress: func(o target.Outcome) { outcomes = append(outcomes, o) }})
	return report, outcomes
}

// said is an exchange as far as it is the same on every way to the model: the
// wire does not tell which rule refused.
func said(e target.Exchange) any {
	var refused *kernel.Error
	if errors.As(e.Err, &refused) {
		return []any{e.As, e.Waited, target.Plain(e.In), refused.Status, refused.Code, refused.Message}
	}
	return []any{e.As, e.Waited, target.Plain(e.In), target.Plain(e.Out), e.Err}
}

func TestTheEmulatorSaysWhatTheModelSays(t *testing.T) {
	if testing.Short() {
		t.Skip("plays every scenario over HTTP")
	}
	server := httptest.NewServer(emulator.New(emulator.Options{}))
	defer server.Close()
	config, err := sdk.ForURL(server.URL)
	require.NoError(t, err)
	remote, err := sdk.Open(context.Background(), config)
	require.NoError(t, err)

	here, spoken := traces(t, &target.Model{})
	there, heard := traces(t, remote)
	require.Equal(t, here.Verdict, there.Verdict)
	require.Equal(t, here.Totals, there.Totals)
	require.Len(t, heard, len(spoken))
	for i, o := range spoken {
		require.Equal(t, here.Scenarios[i].Verdict, there.Scenarios[i].Verdict, o.Name)
		require.Len(t, heard[i].Exchanges, len(o.Exchanges), o.Name)
		for j, e := range o.Exchanges {
			require.Equal(t, said(e), said(heard[i].Exchanges[j]), o.Name)
		}
	}
}
