package model_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/deterministic"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/stretchr/testify/require"
)

// walk makes thousands of random calls and returns the digest of where they led
// and of all that was answered.
func walk(t *testing.T, seed int) string {
	w, backup := backedUp(t)
	words := vocabulary(backup)
	calls := rapid.Custom(func(t *rapid.T) any { return drawInput(t, words) })
	answers := kernel.NewHasher()
	for i := range 3000 {
		as := []kernel.Caller{owner, consumer, {Account: "333333333333", Region: "eu-west-1"}}[i%3]
		out, err := w.Do(as, calls.Example(seed+i))
		if err == nil {
			answers.Add(out)
		} else {
			answers.Add(err.Error())
		}
		w.Advance(time.Duration(i%48) * time.Minute)
	}
	return w.Digest() + answers.Sum()
}

// An empty name is a name like any other, and not that of nothing.
func TestOfSeveralUnknownFiltersTheLeastIsRefused(t *testing.T) {
	filters := map[string][]string{"": {"x"}, "bogus": {"y"}, "states": {"READY"}}
	for range 200 {
		for _, in := range []any{&cloudhsm.DescribeBackups{Filters: filters}, &cloudhsm.DescribeClusters{Filters: filters}} {
			_, err := model.New(model.Options{}).Do(owner, in)
			require.ErrorContains(t, err, `"" is not a filter`)
		}
	}
}

func TestALongWalkEndsInTheSameStateInEveryProcess(t *testing.T) {
	deterministic.InEveryProcess(t, func(seed uint64) string { return walk(t, int(seed)) })
}
