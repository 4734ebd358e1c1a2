package conformance_test

import (
	"errors"
	"net/http/httptest"
	"testing"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
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
		return []any{e.As, e.Waited, values.Plain(e.In), refused.Status, refused.Code, refused.Message}
	}
	return []any{e.As, e.Waited, values.Plain(e.In), values.Plain(e.Out), e.Err}
}

// The remote target speaks the protocols as package wire takes them to be; the
// SDK's clients, which nobody here wrote, check that.
func TestTheEmulatorSaysWhatTheModelSays(t *testing.T) {
	if testing.Short() {
		t.Skip("plays every scenario over HTTP")
	}
	here, spoken := traces(t, &target.Model{})
	for name, open := range map[string]func(remote.Config) (target.Target, error){
		"to the remote target": func(c remote.Config) (target.Target, error) { return remote.Open(t.Context(), c) },
		"to the SDK's clients": func(c remote.Config) (target.Target, error) { return sdk.Open(t.Context(), c) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(emulator.New(emulator.Options{}))
			defer server.Close()
			config, err := remote.ForURL(server.URL)
			require.NoError(t, err)
			on, err := open(config)
			require.NoError(t, err)
			there, heard := traces(t, on)
			require.Len(t, heard, len(spoken))
			for i, o := range spoken {
				require.Equal(t, here.Scenarios[i].Verdict, there.Scenarios[i].Verdict, "%s %s",
					here.Scenarios[i].Source, here.Scenarios[i].Name)
				require.Len(t, heard[i].Exchanges, len(o.Exchanges), o.Name)
				for j, e := range o.Exchanges {
					require.Equal(t, said(e), said(heard[i].Exchanges[j]), o.Name)
				}
			}
			require.Equal(t, here.Verdict, there.Verdict)
			require.Equal(t, here.Totals, there.Totals)
		})
	}
}
