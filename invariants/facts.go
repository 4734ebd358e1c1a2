package invariants

// Handle is what a Service's Facts field takes: a *Facts.
type Handle interface {
	slot() *int
	fresh() any
	fork(facts any) any
}

// Facts keeps a value of F in each history: what one service remembers. F holds
// values and Maps only, so that copying it forks it; slices and maps in it are
// replaced, never written into.
type Facts[F any] struct{ place int }

// Of returns the facts of a call's history. Only Learn may change them.
func (f *Facts[F]) Of(c *Call) *F { return c.history.facts[f.place].(*F) }

func (f *Facts[F]) slot() *int { return &f.place }

func (f *Facts[F]) fresh() any { return new(F) }

func (f *Facts[F]) fork(facts any) any {
	c := *facts.(*F)
	return &c
}
