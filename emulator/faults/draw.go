package faults

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// Draw makes a plan by seed: each kind of fault is in it or not, at a rate of up
// to a tenth of the calls, and so is each happening, before one of the first
// thirty calls, rather an early one: hours or days pass, the caller's account
// leaves its organization, the owner of the last share or policy revokes it.
//
// With kinds the plan has of this only faults of these kinds, and no happenings, at
// the same rates: Draw(seed, Network...) is what a network does, and nobody's doing.
func Draw(seed uint64, kinds ...Kind) Plan {
	chance := rand.New(rand.NewPCG(seed, 0))
	p := Plan{Seed: seed}
	for _, kind := range Kinds {
		drawn, percent, part := chance.IntN(2) == 0, 1+9*chance.Float64(), chance.Float64()
		if !drawn || len(kinds) > 0 && !slices.Contains(kinds, kind) {
			continue
		}
		r := Rate{Fault: Fault{Kind: kind}, Percent: percent}
		switch kind {
		case Delay:
			r.By = time.Second + time.Duration(part*float64(10*time.Minute)).Truncate(time.Second)
		case StaleRead:
			r.By = time.Second + time.Duration(part*float64(longestWindow()-time.Second)).Truncate(time.Second)
		}
		p.Rates = append(p.Rates, r)
	}
	for _, h := range []Happening{
		{Advance: time.Hour + time.Duration(chance.IntN(72))*time.Hour},
		{As: "${" + caller + "}", In: &organizations.LeaveOrganization{}},
		{As: "${ResourceShareArn}", In: &ram.DeleteResourceShare{ResourceShareArn: "${ResourceShareArn}"}},
		{As: "${ResourceArn}", In: &cloudhsm.DeleteResourcePolicy{ResourceArn: "${ResourceArn}"}},
	} {
		if drawn, nth := chance.IntN(4) == 0, 1+chance.IntN(1+chance.IntN(30)); drawn && len(kinds) == 0 {
			p.Script = append(p.Script, Scripted{At: Place{Nth: nth}, Happening: h})
		}
	}
	return p
}
