package invariants

import "github.com/shareproof/shareproof/model/kernel"

// Permit is a permission that was given, and perhaps taken back: Ended is 0 while
// it was not.
type Permit struct{ Since, Ended kernel.Time }

// Now as the start of a time means that only what there is now counts.
const Now = kernel.Time(1<<63 - 1)

// Within reports whether the permission was there at some time since a time; if
// that is Now, whether it is there still.
func (p Permit) Within(since kernel.Time) bool { return p.Ended == 0 || p.Ended >= since }
