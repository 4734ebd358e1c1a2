package emulator

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// Clock is how fast the world's time passes, as a multiple of wall time.
type Clock float64

// The usual clocks.
const (
	Manual Clock = 0 // time passes only by hand
	Real   Clock = 1 // as on the wall
)

const fastest = 100_000

// ParseClock reads "manual", "real" or "Nx" with N above 0 and at most 100000.
func ParseClock(text string) (Clock, error) {
	switch text {
	case "manual":
		return Manual, nil
	case "real":
		return Real, nil
	}
	if number, ok := strings.CutSuffix(text, "x"); ok {
		n, err := strconv.ParseFloat(number, 64)
		if err == nil && n > 0 && n <= fastest {
			return Clock(n), nil
		}
	}
	return 0, fmt.Errorf("%q is not a clock: want real, manual or Nx, such as 60x for a minute in each second, at most "+
		"%dx", text, fastest)
}

// ParseStart reads when a world starts: an instant, or now.
func ParseStart(text string) (start time.Time, now bool, err error) {
	if text == "now" {
		return time.Time{}, true, nil
	}
	if start, err = kernel.ParseMoment(text); err != nil {
		err = fmt.Errorf("%w, or now", err)
	}
	return start, false, err
}

// String writes the clock as ParseClock reads it.
func (c Clock) String() string {
	switch c {
	case Manual:
		return "manual"
	case Real:
		return "real"
	}
	return strconv.FormatFloat(float64(c), 'f', -1, 64) + "x"
}

// timepiece shows the time of a clock that runs.
type timepiece struct {
	speed    Clock
	wall     func() time.Time
	launched time.Time
	start    time.Time
}

func newTimepiece(o Options) *timepiece {
	t := &timepiece{speed: o.Clock, wall: o.wall(), start: o.World.Start}
	t.launched = t.wall()
	if t.start.IsZero() {
		t.start = t.launched
	}
	t.start = t.start.UTC()
	return t
}

// now is what the clock shows, in milliseconds as a world has it, and at most the
// end of all worlds, where it stands. A time.Duration holds 292 years, so it counts them by centuries.
func (t *timepiece) now() time.Time {
	wall := t.wall()
	passed := wall.Sub(t.launched)
	for ; passed > kernel.LongestSpan; passed = wall.Sub(t.launched) {
		t.start, t.launched = t.after(kernel.LongestSpan), t.launched.Add(kernel.LongestSpan)
	}
	return kernel.At(t.after(passed)).Std()
}

// after returns the world's time when d has passed on the wall since its start.
func (t *timepiece) after(d time.Duration) time.Time {
	now := t.start.Add(d)
	if passed := float64(d) * float64(t.speed); passed < float64(kernel.Day) { // as nearly always
		now = t.start.Add(time.Duration(passed))
	} else if t.speed != Real {
		rest := math.Mod(passed, float64(kernel.Day))
		now = t.start.AddDate(0, 0, int((passed-rest)/float64(kernel.Day))).Add(time.Duration(rest))
	}
	if end := kernel.End.Std(); now.After(end) {
		return end
	}
	return now
}

// putForward moves the hands by d.
func (t *timepiece) putForward(d time.Duration) { t.start = t.start.Add(d) }

// wall is the clock that others run by.
func (o *Options) wall() func() time.Time {
	if o.World.Clock != nil {
		return o.World.Clock
	}
	return time.Now
}
