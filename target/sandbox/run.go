package sandbox

import (
	"fmt"
	"regexp"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// runName is how a run is called: when it began, to the microsecond, and its seed.
var runName = regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)-[0-9a-f]{1,16}$`)

const runTime = "2006-01-02T15:04:05.000000Z"

// RunOf makes the name of a run that begins at a time, which no other run has.
func RunOf(seed uint64, begun time.Time) string {
	return fmt.Sprintf("%s-%x", begun.UTC().Format(runTime), seed)
}

// BegunAt returns when the run of a name began, by the clock of the machine on which it ran.
func BegunAt(run string) (begun time.Time, err error) {
	if m := runName.FindStringSubmatch(run); m != nil {
		begun, err = kernel.ParseMoment(m[1])
	}
	if begun.IsZero() {
		return begun, fmt.Errorf("%q is not the name of a run, as %s is", run, RunOf(1, time.Unix(1767225600, 0)))
	}
	return begun, err
}
