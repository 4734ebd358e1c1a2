package emulator_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/emulator/journal"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

// BenchmarkJournal puts emulators with and without a journal next to each other, in alternating
// windows of one run: of-none is the median ratio of the throughputs of calls that change
// something.
func BenchmarkJournal(b *testing.B) {
	for _, c := range []struct {
		name   string
		always bool
	}{{"interval", false}, {"always", true}} {
		for _, connections := range []int{1, 16} {
			b.Run(fmt.Sprintf("sync=%s/connections=%d", c.name, connections), func(b *testing.B) {
				perWindow := 2048
				if c.always {
					perWindow = 512
				}
				kept := lasting(b, emulator.Options{}, emulator.Data{Dir: b.TempDir(), Journal: journal.Options{Always: c.always}})
				call := cloudhsmCall("TagResource", `{"ResourceId":"`+clusterOf(b, kept)+`","TagList":[{"Key":"k","Value":"v"}]}`)
				bare := emulator.New(emulator.Options{})
				clusterOf(b, bare)
				loads := [2]*load{newLoad(b, serve(b, kept), call, connections), newLoad(b, serve(b, bare), call, connections)}
				for _, l := range loads {
					l.run(b, perWindow)
				}
				var ratios []float64
				var spent time.Duration
				for b.Loop() {
					ours, theirs := loads[0].run(b, perWindow), loads[1].run(b, perWindow)
					ratios, spent = append(ratios, float64(theirs)/float64(ours)), spent+ours
				}
				slices.Sort(ratios)
				b.ReportMetric(ratios[len(ratios)/2], "of-none")
				b.ReportMetric(float64(perWindow*len(ratios))/spent.Seconds(), "requests/s")
				b.ReportMetric(0, "ns/op") // an iteration is a pair of windows
			})
		}
	}
}

// BenchmarkOpen is the start of an emulator with a journal of a million calls, of which each tenth
// has made a key in one of ten accounts. It reports how long the longest start took.
func BenchmarkOpen(b *testing.B) {
	const calls = 1_000_000
	dir := b.TempDir()
	e := lasting(b, emulator.Options{}, emulator.Data{Dir: dir})
	var keys []string
	for i := range calls {
		as := kernel.Caller{Account: fmt.Sprint(111111111111 + i/10%10), Region: "us-east-1"}
		if i%10 == 0 {
			out, err := e.Do(b.Context(), as, &kms.CreateKey{Description: fmt.Sprint("key ", i)})
			require.NoError(b, err)
			keys = append(keys, out.(*kms.CreateKeyOutput).KeyMetadata.KeyId)
			continue
		}
		_, err := e.Do(b.Context(), as, &kms.TagResource{KeyId: keys[len(keys)-1],
			Tags: []kms.Tag{{TagKey: fmt.Sprint(i % 5), TagValue: fmt.Sprint(i)}}})
		require.NoError(b, err)
	}
	digest, longest := e.Digest(), time.Duration(0)
	for b.Loop() {
		copied := killed(b, dir)
		begun := time.Now()
		again, err := emulator.Open(emulator.Options{}, emulator.Data{Dir: copied})
		require.NoError(b, err)
		longest = max(longest, time.Since(begun))
		require.Equal(b, digest, again.Digest())
		require.NoError(b, again.Close())
	}
	b.ReportMetric(longest.Seconds(), "s/start")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkTravel goes to places of the past of a journal of 200,000 calls, each as far from the one before as
// it may be, and then to neighbours, as a slider does; and lists the last records.
func BenchmarkTravel(b *testing.B) {
	const calls = 200_000
	e := lasting(b, emulator.Options{}, emulator.Data{Dir: b.TempDir()})
	var key string
	for i := range calls {
		as := kernel.Caller{Account: fmt.Sprint(111111111111 + i/10%10), Region: "us-east-1"}
		if i%10 == 0 {
			out, err := e.Do(b.Context(), as, &kms.CreateKey{})
			require.NoError(b, err)
			key = out.(*kms.CreateKeyOutput).KeyMetadata.KeyId
			continue
		}
		_, err := e.Do(b.Context(), as, &kms.TagResource{KeyId: key,
			Tags: []kms.Tag{{TagKey: fmt.Sprint(i % 5), TagValue: fmt.Sprint(i)}}})
		require.NoError(b, err)
	}
	for name, path := range map[string]func(i int) string{
		"far":  func(i int) string { return fmt.Sprint("look?at=", 1+(i*(calls/2+7919))%calls) },
		"near": func(i int) string { return fmt.Sprint("look?at=", calls/2-i%1000) },
		"past": func(int) string { return "past" },
	} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				w := controlOf(http.MethodGet, path(i)).to(e)
				require.Equal(b, http.StatusOK, w.Code, w.Body)
			}
		})
	}
}
