package remote

// Longest sets how many bytes of an answer are read, until it is undone.
func Longest(n int) (undo func()) {
	before := longest
	longest = n
	return func() { longest = before }
}
