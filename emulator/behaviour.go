package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// Behaviour is a digest of what the model does: of its operations, rules and lifecycles, and of the
// answers and the state of a short play. Versions with another one may play a journal otherwise.
var Behaviour = sync.OnceValue(func() string {
	h := sha256.New()
	for _, api := range services.All {
		for _, op := range api.Operations {
			fmt.Fprintln(h, api.Service, op.Name, op.Reads(), kernel.NewCoder(op.In).Layout(), kernel.NewCoder(op.Out).Layout())
		}
	}
	for _, r := range model.Rules() {
		fmt.Fprintln(h, r.ID, r.Kind, r.Operations)
	}
	for _, table := range model.Lifecycles() {
		fmt.Fprintln(h, table.Name, table.Start, table.Final)
		for _, row := range table.Rows {
			fmt.Fprintln(h, row.Name())
			if t := row.After; t != nil {
				fmt.Fprintln(h, t.Earliest, t.Typical, t.Latest, t.Promise)
			}
		}
	}
	w := model.New(model.Options{Seed: 1})
	for i, out := range play(w) {
		fmt.Fprintln(h, i, out)
	}
	fmt.Fprintln(h, w.Digest())
	return hex.EncodeToString(h.Sum(nil))
})

// play has two accounts call all operations a few times, and returns what these came to.
func play(w *model.World) (all []string) {
	const times = 8
	accounts := []string{"111111111111", "222222222222"}
	chance := rand.New(rand.NewPCG(1, 1))
	for range times {
		for _, api := range services.All {
			for _, op := range api.Operations {
				as := kernel.Caller{Account: accounts[chance.IntN(2)], Region: "us-east-1"}
				in, ok := w.Generate(&kernel.Draw{Chance: chance, Caller: as, Operation: op, Legal: true, Accounts: accounts,
					Regions: []string{"us-east-1", "eu-west-1"}, Certify: func(csr string) string { return csr }})
				if !ok {
					in = reflect.New(op.In).Interface()
				}
				out, err := w.Do(as, in)
				if err != nil {
					all = append(all, err.Error())
					continue
				}
				all = append(all, string(kernel.NewCoder(op.Out).Append(nil, reflect.ValueOf(out).Elem())))
			}
		}
		w.Advance(7 * time.Hour)
	}
	return all
}
