package conformance

import (
	"context"

	"github.com/shareproof/shareproof/target"
)

var AtLeast = atLeast

var AllMutants, Excuse = allMutants, excuse

// Hunt plays the suites against some mutants.
func Hunt(ctx context.Context, some []*Mutant) error { return hunt(ctx, some, nil) }

// HuntElsewhere plays against some mutants the scenarios that do not meet what is broken.
func HuntElsewhere(ctx context.Context, some []*Mutant) error {
	units, err := findUnits(ctx, some)
	if err != nil {
		return err
	}
	for _, m := range some {
		m.Outcome = Survived
		for _, u := range units {
			if err := m.face(ctx, u, func(c target.Case) bool { return !m.met[key(c)] }); err != nil {
				return err
			}
		}
	}
	return nil
}
