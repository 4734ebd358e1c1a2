package faults_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
)

func TestAPlanInGoIsHeldToWhatAFileIs(t *testing.T) {
	rate := func(r faults.Rate) faults.Plan { return faults.Plan{Rates: []faults.Rate{r}} }
	script := func(s faults.Scripted) faults.Plan { return faults.Plan{Script: []faults.Scripted{s}} }
	throttling := faults.Fault{Kind: faults.Throttling}
	happening := func(h faults.Happening) faults.Plan { return script(faults.Scripted{Happening: h}) }
	for mistake, p := range map[string]faults.Plan{
		`Rates[0].Kind: there is no fault "trottling"`:                 rate(faults.Rate{Fault: faults.Fault{Kind: "trottling"}, Percent: 100}),
		"Rates[0].Percent: want a number above 0 and up to 100, got 0": rate(faults.Rate{Fault: throttling}),
		"Rates[0].Percent: want a number above 0 and up to 100, got 1": rate(faults.Rate{Fault: throttling, Percent: 100.5}),
		"Rates[0].Most: want a whole number above 0": rate(faults.Rate{Fault: throttling, Percent: 1,
			Most: -1}),
		`Rates[0].Calls: there is no operation or service "s3"`: rate(faults.Rate{Fault: throttling, Percent: 1,
			Calls: []string{"s3"}}),
		`Rates[0].Accounts: "me" is not an account number`: rate(faults.Rate{Fault: throttling, Percent: 1,
			Accounts: []string{"me"}}),
		`Rates[0].By: delay lacks "by"`: rate(faults.Rate{Fault: faults.Fault{Kind: faults.Delay},
			Percent: 1}),
		"Rates[0].By: throttling has no duration": rate(faults.Rate{Fault: faults.Fault{Kind: faults.Throttling, By: 1},
			Percent: 1}),
		"Rates[0].By: want a time span of up to 36500 days": rate(faults.Rate{Fault: faults.Fault{Kind: faults.Delay,
			By: -1}, Percent: 1}),
		"Rates[0].By: the window of a stale read is 3m0s at most": rate(faults.Rate{Fault: faults.Fault{Kind: faults.StaleRead, By: time.Hour}, Percent: 1}),
		"Rates[0].Kind: kms cannot have the fault stale-read":     rate(faults.Rate{Fault: faults.Fault{Kind: faults.StaleRead, By: 1}, Percent: 1, Calls: []string{"kms"}}),
		"Script[0].Fault: want one of Fault, Advance and In":      script(faults.Scripted{At: faults.Place{Nth: 1}}),
		`Script[0].At.Call: there is no operation "ram"`: script(faults.Scripted{At: faults.Place{Call: "ram"},
			Fault: throttling}),
		`Script[0].At.As: "me" is not an account number`: script(faults.Scripted{At: faults.Place{As: "me"},
			Fault: throttling}),
		"Script[0].At.Nth: want a whole number above 0, got -1": script(faults.Scripted{At: faults.Place{Nth: -1},
			Fault: throttling}),
		"Script[0].Advance: want a time span of up to 36500 days": happening(faults.Happening{Advance: kernel.LongestSpan +
			1}),
		"Script[0].In: ram.DeleteResourceShare is not a pointer": happening(faults.Happening{As: "111111111111",
			In: ram.DeleteResourceShare{}}),
		"Script[0].In: *ram.DeleteResourceShare is not a pointer": happening(faults.Happening{As: "111111111111",
			In: (*ram.DeleteResourceShare)(nil)}),
		`Script[0].As: "" is not an account number`: happening(faults.Happening{In: &ram.DeleteResourceShare{}}),
		`Script[0].Region: there is no Region "mars"`: happening(faults.Happening{As: "111111111111",
			Region: "mars", In: &ram.DeleteResourceShare{}}),
		`Script[0].In: no call or answer has a text called "Share"`: happening(faults.Happening{As: "${caller}",
			In: &ram.DeleteResourceShare{ResourceShareArn: "${Share}"}}),
	} {
		assert.ErrorContains(t, p.Validate(), mistake)
		assert.Panics(t, func() { faults.New(p, model.New(model.Options{}), nil) }, mistake)
	}
}

func TestDrawnPlansHaveNoMistake(t *testing.T) {
	assert.NoError(t, faults.Plan{}.Validate())
	for seed := range uint64(1000) {
		assert.NoError(t, faults.Draw(seed).Validate())
	}
}

func TestANetworkIsNobodysDoing(t *testing.T) {
	kinds := map[faults.Kind]bool{}
	for seed := range uint64(200) {
		whole, network := faults.Draw(seed), faults.Draw(seed, faults.Network...)
		assert.Empty(t, network.Script)
		for _, r := range network.Rates {
			kinds[r.Kind] = true
			assert.Contains(t, whole.Rates, r, "at the rates that the whole plan has")
		}
		for _, r := range whole.Rates {
			if r.Kind != faults.FailingJob {
				assert.Contains(t, network.Rates, r)
			}
		}
	}
	assert.Len(t, kinds, len(faults.Network))
}
