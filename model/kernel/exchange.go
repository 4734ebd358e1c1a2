package kernel

// Exchange is one call and its answer: Out where Err is nil. At is the time of
// the world, 0 where nobody knows it. Neither In nor Out is changed afterwards.
type Exchange struct {
	At      Time
	As      Caller
	In, Out any
	Err     error
	// Fails is true if the harness lets the asynchronous work fail that the call
	// begins, where it can.
	Fails bool
}
