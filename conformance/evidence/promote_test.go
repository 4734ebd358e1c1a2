package evidence_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/conformance/evidence"
	"github.com/shareproof/shareproof/conformance/live"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pretended is the model in the clothes of AWS: only tests have such a thing.
type pretended struct{ target.Model }

func (*pretended) Identity() target.Identity {
	return target.Identity{Name: "aws", Kind: target.KindAWS}
}

// pretend plays scenarios that need no time on the model as if it were AWS, and returns the file of
// the trace. Change, if set, changes its header.
func pretend(t *testing.T, prepare func(*model.World), change func(*evidence.Header), paths ...string) string {
	t.Helper()
	started := time.Now()
	on := &pretended{target.Model{Options: model.Options{Start: started}, Prepare: prepare}}
	h := evidence.Header{Target: on.Identity(), Clock: evidence.Real, Started: started,
		Regions: map[string]string{"us-east-1": "eu-central-1", "eu-west-1": "us-east-1"}}
	if change != nil {
		change(&h)
	}
	file := &kept{}
	w := evidence.NewWriter(file, h, nil, false)
	_, err := conformance.Run(context.Background(), conformance.Options{Target: on, Paths: paths, Tags: "~@needs:clock",
		Progress: func(o target.Outcome) {
			if !slices.ContainsFunc(o.Exchanges, func(e target.Exchange) bool { return e.In == nil || e.Fails }) {
				w.Write(o, "")
			}
		}})
	require.NoError(t, err)
	require.NoError(t, w.Close(false))
	name := filepath.Join(t.TempDir(), "trace.jsonl")
	require.NoError(t, os.WriteFile(name, file.Bytes(), 0o600))
	return name
}

// promote judges a trace and adds what it shows to what was seen.
func promote(t *testing.T, seen *live.Seen, trace string) (j *evidence.Judgement, rules int, err error) {
	t.Helper()
	p := evidence.Promotion{Seen: seen, Now: time.Now()}
	judge := evidence.Judge{Watch: true}
	if err := evidence.Validate([]string{trace}, &judge, p.See); err != nil {
		return nil, 0, err
	}
	j = judge.Judgement()
	p.Contradicted(j)
	rules, _ = p.Promote(j)
	return j, rules, nil
}

const someGrants = "features/kms/grants.feature"

func TestATraceOfAWSSaysWhenAndWhereRulesWereSeen(t *testing.T) {
	seen := &live.Seen{}
	j, rules, err := promote(t, seen, pretend(t, nil, nil, someGrants))
	require.NoError(t, err)
	require.Zero(t, j.Diverging, "%+v", j.Findings)
	assert.Greater(t, rules, 10)
	assert.Len(t, seen.All(), rules)
	refused := 0
	for _, at := range seen.All() {
		assert.Equal(t, time.Now().UTC().Format(time.DateOnly), at.Date)
		assert.Subset(t, []string{"eu-central-1", "us-east-1"}, at.Regions, "where the calls were made: %s", at.Rule)
		assert.NotEmpty(t, at.API)
		refused += at.Refused
	}
	assert.NotZero(t, refused)
	again, err := live.Parse("seen.yaml", seen.Text())
	require.NoError(t, err, "%s", seen.Text())
	assert.Equal(t, seen.Text(), again.Text())
	assert.NotRegexp(t, `\d{12}\b[^0-9a-f]`, string(bytes.ReplaceAll(seen.Text(), []byte("sha256"), nil)), "no account stands there")
}

// A rule is seen only by what puts it to the test: nothing else that the model knows of KMS.
func TestARuleThatNoExchangePutsToTheTestIsNotSeen(t *testing.T) {
	seen := &live.Seen{}
	_, _, err := promote(t, seen, pretend(t, nil, nil, "features/kms/aliases.feature"))
	require.NoError(t, err)
	all := map[string]bool{}
	for _, at := range seen.All() {
		all[at.Rule] = true
		assert.NotEqual(t, "dlm", model.Rule(at.Rule).Service)
	}
	for _, r := range model.Rules() {
		if slices.Equal(r.Operations, []string{"CreateGrant"}) || r.ID == "IAM-EVA-08" { // which is asked, and decides nothing
			assert.False(t, all[r.ID], "%s", r.ID)
		}
	}
}

func TestOnlyATraceOfAWSIsPromoted(t *testing.T) {
	of := func(kind string) func(*evidence.Header) {
		return func(h *evidence.Header) { h.Target = target.Identity{Name: "local", Kind: kind} }
	}
	for want, change := range map[string]func(*evidence.Header){
		`the trace was recorded at local, which is not AWS but of the kind "endpoint"`: of(target.KindEndpoint),
		`the trace was recorded at local, which is not AWS but of the kind "model"`:    of(target.KindModel),
		`of the kind "": `:       of(""),
		"what answered was moto": func(h *evidence.Header) { h.Target.Implementation = &target.Implementation{Project: "moto"} },
		"its clock was moved":    func(h *evidence.Header) { h.Clock = evidence.Virtual },
		"emptied":                func(h *evidence.Header) { h.Fresh = true },
		"before the trace began": func(h *evidence.Header) { h.Started = h.Started.Add(time.Hour) },
	} {
		seen := &live.Seen{}
		_, _, err := promote(t, seen, pretend(t, nil, change, "features/kms/aliases.feature"))
		assert.ErrorIs(t, err, evidence.ErrNotLive, want)
		assert.ErrorContains(t, err, want)
		assert.Empty(t, seen.All())
	}
}

// What AWS does otherwise promotes nothing, and contradicts what was seen however weak the
// evidence was.
func TestWhatContradictsPromotesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("plays many scenarios")
	}
	seen := &live.Seen{}
	_, _, err := promote(t, seen, pretend(t, nil, nil, "features/kms"))
	require.NoError(t, err)
	before := seen.Text()
	var weak, strong *kernel.Rule
	for _, at := range seen.All() {
		switch r := model.Rule(at.Rule); {
		case at.Refused == 0 || r.Error == nil || r.Service != "kms":
		case r.Evidence.Strong() && strong == nil:
			strong = r
		case !r.Evidence.Strong() && weak == nil:
			weak = r
		}
	}
	require.NotNil(t, weak)
	require.NotNil(t, strong)
	for _, r := range []*kernel.Rule{weak, strong} {
		otherwise := pretend(t, func(w *model.World) { w.SwitchOff(r) }, nil, "features/kms")
		j, rules, err := promote(t, seen, otherwise)
		require.NoError(t, err)
		assert.NotZero(t, j.Diverging, "%s: %+v", r.ID, j.Findings)
		assert.Zero(t, rules)
		assert.Equal(t, string(before), string(seen.Text()))

		unseen := &live.Seen{}
		j, _, err = promote(t, unseen, otherwise)
		require.NoError(t, err)
		_, ok := unseen.Of(r.ID)
		assert.False(t, ok, "%s was contradicted, and is not seen by the same trace: %+v", r.ID, j.Findings)
	}
}
