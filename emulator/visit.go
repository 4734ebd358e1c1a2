package emulator

import (
	"net/url"

	"github.com/shareproof/shareproof/model/kernel"
)

// VisitConsole is somebody's look at the console of AWS Backup in his account and
// Region, which makes the vault Default where there is none.
func (e *Emulator) VisitConsole(as kernel.Caller) {
	e.today()
	defer e.mu.Unlock()
	e.visit(as)
}

func (e *Emulator) visit(as kernel.Caller) {
	e.visits++
	e.world.VisitConsole(as)
}

func (e *Emulator) controlConsole(q url.Values) (any, *complaint) {
	at, bad := place(q)
	if bad != nil {
		return nil, bad
	}
	e.visit(kernel.Caller{Account: at.Account, Region: at.Region})
	return map[string]any{"time": e.world.Now()}, nil
}
