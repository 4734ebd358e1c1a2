package emulator

import (
	"net/url"

	"github.com/shareproof/shareproof/model/kernel"
)

// VisitConsole is somebody's look at the console of AWS Backup in his account and
// Region, which makes the vault Default where there is none. An error says that a world which is kept could not
// be written.
func (e *Emulator) VisitConsole(as kernel.Caller) error {
	if err := e.toChange(); err != nil {
		return err
	}
	e.look(as)
	return e.safely()
}

func (e *Emulator) look(as kernel.Caller) {
	e.settle()
	e.visit(as)
	e.note(&entry{Kind: visited, As: as})
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
	e.look(kernel.Caller{Account: at.Account, Region: at.Region})
	return map[string]any{"time": e.world.Now()}, nil
}
