package kernel

import "time"

// Time is an instant in milliseconds since the Unix epoch, the precision that
// the AWS protocols carry. The zero Time means "never".
type Time int64

// Day is the unit in which the services state retention and waiting periods.
const Day = 24 * time.Hour

// At turns a standard time into a model time, dropping what is below a millisecond.
// Where instants from outside may lie, CheckMoment says.
func At(t time.Time) Time { return Time(t.UnixMilli()) }

// Add returns the instant d after t.
func (t Time) Add(d time.Duration) Time { return t + Time(d/time.Millisecond) }

// Std returns t as a standard time in UTC.
func (t Time) Std() time.Time { return time.UnixMilli(int64(t)).UTC() }

// String formats t as RFC 3339 with milliseconds.
func (t Time) String() string { return t.Std().Format("2006-01-02T15:04:05.000Z07:00") }

// Append appends t to a text as String formats it, much faster.
func (t Time) Append(text []byte) []byte {
	at := t.Std()
	year, month, day := at.Date()
	hour, minute, second := at.Clock()
	text = appendDigits(text, year/100, year%100)
	text = appendDigits(append(text, '-'), int(month))
	text = appendDigits(append(text, '-'), day)
	text = appendDigits(append(text, 'T'), hour)
	text = appendDigits(append(text, ':'), minute)
	text = appendDigits(append(text, ':'), second)
	thousandths := at.Nanosecond() / 1e6
	text = append(text, '.', byte('0'+thousandths/100))
	return append(appendDigits(text, thousandths%100), 'Z')
}

// appendDigits appends numbers from 0 to 99, each as two digits.
func appendDigits(text []byte, numbers ...int) []byte {
	for _, n := range numbers {
		text = append(text, byte('0'+n/10), byte('0'+n%10))
	}
	return text
}

// Timing says how long asynchronous work takes. Promise is a bound that the
// service documents (zero: none); exceeding it is a divergence. Latest is only
// how long a patient harness waits; exceeding it is inconclusive.
type Timing struct {
	Name                      string
	Earliest, Typical, Latest time.Duration
	Promise                   time.Duration
	Rule                      *Rule
}

// Exactly is the timing of work whose moment the service documents.
func Exactly(d time.Duration, r *Rule) *Timing {
	return &Timing{Name: d.String(), Earliest: d, Typical: d, Latest: d, Promise: d, Rule: r}
}

// broken is how long work takes without the rule of its timing: no time, or longer than
// was promised where no time would do.
func (t *Timing) broken() time.Duration {
	if t.Earliest == 0 {
		return 2 * t.Promise
	}
	return 0
}

// Pace is how a world moves through its timings.
type Pace string

// The paces. Typical is the default; Sampled draws between Earliest and Latest
// from the seed; Immediate makes all work that has no promised moment instant.
const (
	Typical   Pace = "typical"
	Immediate Pace = "immediate"
	Earliest  Pace = "earliest"
	Latest    Pace = "latest"
	Sampled   Pace = "sampled"
)

// Paces lists every pace.
var Paces = []Pace{Typical, Immediate, Earliest, Latest, Sampled}

func (p Pace) pick(t *Timing, draw uint64) time.Duration {
	switch {
	case p == Immediate && t.Promise == 0:
		return 0
	case p == Earliest:
		return t.Earliest
	case p == Latest:
		return t.Latest
	case p == Sampled && t.Latest > t.Earliest:
		return t.Earliest + time.Duration(draw%uint64((t.Latest-t.Earliest)/time.Millisecond+1))*time.Millisecond
	}
	return t.Typical
}
