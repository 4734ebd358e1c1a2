package conformance

import "context"

var AtLeast = atLeast

var AllMutants, Excuse = allMutants, excuse

// Hunt plays the suites against some mutants.
func Hunt(ctx context.Context, some []*Mutant) error { return hunt(ctx, some, nil) }
