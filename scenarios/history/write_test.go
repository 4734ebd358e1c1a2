package history_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func read(t require.TestingT, text []byte) *history.History {
	s, err := scenarios.Read("h.yaml", text)
	require.NoError(t, err, "%s", text)
	return s.History
}

func TestAWrittenHistoryIsReadAsItWas(t *testing.T) {
	h := history.Of(manual, history.Honest, record(manual, restored()))
	h.Invariants = []string{"INV-SEE-01"}
	h.Accounts = map[string]string{"a1": "111111111111", "consumer": "222222222222"}
	again := read(t, scenarios.Write(h, `Nobody restores: "a" backup, #1`))
	require.Equal(t, h, again)
}

func TestSettingsAreWrittenWhereTheyAreNotTheDefault(t *testing.T) {
	for _, o := range []model.Options{
		{}, manual, {Seed: 1<<64 - 1, Pace: kernel.Sampled},
		{Start: time.Date(2030, 2, 3, 4, 5, 6, 7e6, time.UTC), ManualActivation: true},
	} {
		h := &history.History{Options: o,
			Steps: []history.Step{{Advance: 90 * time.Minute}, calls(owner, &cloudhsm.DescribeClusters{})}}
		again := read(t, scenarios.Write(h, "x"))
		require.Equal(t, o, again.Options)
		require.Empty(t, again.Invariants, "all")
		require.Equal(t, h.Steps[0].Advance, again.Steps[0].Advance)
	}
}

// Any text, list and number survives.
func TestAnyInputSurvivesTheWriting(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		text := rapid.String().Filter(func(s string) bool { return !strings.Contains(s, "${") })
		size := rapid.Int32().Draw(t, "size")
		truth := rapid.Bool().Draw(t, "truth")
		h := &history.History{Steps: []history.Step{
			{Advance: time.Duration(rapid.Int64Range(1, int64(1000*kernel.Day/time.Millisecond)).Draw(t,
				"wait")) * time.Millisecond},
			calls(kernel.Caller{Account: "999999999999", Region: "eu-west-1"}, &cloudhsm.DescribeBackups{
				Filters: map[string][]string{"states": rapid.SliceOf(text).Draw(t, "states")}, MaxResults: &size, Shared: &truth,
			}),
			calls(owner, &ram.CreateResourceShare{Name: text.Draw(t, "name"), Tags: []ram.Tag{{Key: text.Draw(t, "key")}, {}},
				Principals: []string{}}),
			{As: owner, In: &ram.CreateResourceShare{ResourceShareConfiguration: &ram.ResourceShareConfiguration{}},
				Fails: truth},
		}}
		again := read(t, scenarios.Write(h, text.Filter(func(s string) bool { return s != "" }).Draw(t, "title")))
		for i := range h.Steps {
			require.Equal(t, h.Steps[i].As, again.Steps[i].As)
			require.Equal(t, h.Steps[i].Advance, again.Steps[i].Advance)
			require.Equal(t, h.Steps[i].In, again.Steps[i].In)
		}
	})
}

// A word that YAML has a meaning for is still a word, as a text and as a key.
func TestAWordOfYAMLSurvivesTheWriting(t *testing.T) {
	for _, word := range []string{"<<", "=", "~", "null", "yes", "off", "1:20", "0x1", ".inf", "2001-01-01", "- a", "? b",
		"a: b", "#c", " ", "!!str", "&a", "*a", "|", ">", "%d", "@e", "`f", "---", "...", "{}", "'", "\"", "\n"} {
		h := &history.History{Steps: []history.Step{
			{As: owner, In: &ram.CreateResourceShare{Name: word, Tags: []ram.Tag{{Key: word, Value: word}}}},
			{As: owner, In: &cloudhsm.DescribeBackups{Filters: map[string][]string{word: {word}}}},
		}}
		again := read(t, scenarios.Write(h, word))
		for i := range h.Steps {
			require.Equal(t, h.Steps[i].In, again.Steps[i].In, "%q", word)
		}
	}
}

// Whatever is cut off from its end, a history is refused with one line.
func TestEveryProperPrefixOfAHistoryIsRefused(t *testing.T) {
	h := history.Of(manual, history.Honest, record(manual, restored()))
	text := scenarios.Write(h, "Nobody restores a backup")
	read(t, text)
	for n := range text {
		_, err := scenarios.Read("h.yaml", text[:n])
		require.Error(t, err, "%s", text[:n])
		require.Regexp(t, `^h\.yaml:\d+:\d+: [^\n]+$`, err.Error())
	}
}

// lying is a target with a planted bug.
type lying struct {
	target.Model
	do    func(w *wrong, as kernel.Caller, in any) (any, error)
	world history.World
}

func (l *lying) Reset(ctx context.Context, seed uint64) error {
	err := l.Model.Reset(ctx, seed)
	l.world = made(l.do)(l.World)
	return err
}

func (l *lying) Do(_ context.Context, as kernel.Caller, in any) (any, error) {
	return l.world.Do(as, in)
}

func TestAWrittenHistoryBreaksTheSameInvariantAgain(t *testing.T) {
	do := bugs["does not delete shares"]
	h := &history.History{Steps: []history.Step{
		calls(owner, &ram.CreateResourceShare{Name: "x"},
			history.Saved{Name: "share1", Path: "ResourceShare.ResourceShareArn"}),
		calls(owner, &ram.DeleteResourceShare{ResourceShareArn: "${share1}"}),
		calls(owner, &ram.GetResourceShares{ResourceOwner: "SELF"}),
	}}
	require.Equal(t, 2, history.On(factory(do))(h))
	require.Equal(t, -1, history.On(history.Honest)(h))

	s, err := scenarios.Read("h.yaml", scenarios.Write(h, "x"))
	require.NoError(t, err)
	require.Equal(t, 2, history.On(factory(do))(s.History))

	o := s.Run(t.Context(), &lying{do: do}, 0)
	var mismatch *target.Mismatch
	require.ErrorAs(t, o.Err, &mismatch)
	require.Contains(t, mismatch.Message, "INV-")
	require.Equal(t, "a1: ram.GetResourceShares (line 11)", o.Step)
	require.NoError(t, s.Run(t.Context(), &target.Model{}, 0).Err)
}
