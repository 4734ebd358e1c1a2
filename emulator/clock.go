package emulator

import (
	"fmt"
	"strconv"
	"strings"
	"time"
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
	return 0, fmt.Errorf("%q is not a clock: want real, manual or Nx, such as 60x for a minute in each second, at most %dx", text, fastest)
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
	t := &timepiece{speed: o.Clock, wall: o.World.Clock, start: o.World.Start}
	if t.wall == nil {
		t.wall = time.Now
	}
	t.launched = t.wall()
	if t.start.IsZero() {
		t.start = t.launched
	}
	return t
}

func (t *timepiece) now() time.Time {
	return t.start.Add(time.Duration(float64(t.wall().Sub(t.launched)) * float64(t.speed)))
}
