package target

import "time"

// Foreseeing is a target that knows for how long nothing happens there by itself.
type Foreseeing interface {
	// Still returns for how long from now on nothing happens at the target unless it is
	// called, 0 where that is not known.
	Still() time.Duration
}

// Still asks a target, if it can be asked and its clock is moved on demand.
func Still(t Target) time.Duration {
	if f, ok := t.(Foreseeing); ok && t.Offers(Clock) {
		return f.Still()
	}
	return 0
}

// Pause is how long to wait until a question is asked again to which nothing but time makes
// another answer: a step, or as many steps as it takes until something happens, but no more
// than have been waited for, since answers may lag behind, nor than patience is left for.
func Pause(t Target, step, waited, left time.Duration) time.Duration {
	until := min(Still(t), waited, left)
	return step * max(1, (until+step-1)/step)
}
