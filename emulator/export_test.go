package emulator

import "time"

// SetRequestTime changes how long a request may take to come, and returns how to
// change it back.
func SetRequestTime(d time.Duration) (back func()) {
	before := requestTime
	requestTime = d
	return func() { requestTime = before }
}
