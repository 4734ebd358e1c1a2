package emulator

import "time"

// SetRequestTime changes how long a request may take to come, and returns how to
// change it back.
func SetRequestTime(d time.Duration) (back func()) { return set(&requestTime, d) }

// SetAnswerTime changes how long a client may take nothing of an answer, and returns how to
// change it back.
func SetAnswerTime(d time.Duration) (back func()) { return set(&answerTime, d) }

func set(to *time.Duration, d time.Duration) (back func()) {
	before := *to
	*to = d
	return func() { *to = before }
}
