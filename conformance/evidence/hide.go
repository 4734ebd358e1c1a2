package evidence

const redactedPEM = "redacted"

// minted reports whether a word looks like an ID that a cloud has made.
func minted(word string) bool { return isID(word) }
