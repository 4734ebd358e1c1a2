package policy

import "unicode/utf8"

// A piece of more bytes than this that has wildcards for one character is looked
// for by search: begins, tried at every place, would need time for every byte of
// the piece where search needs it for 64 characters.
const long = 64

// bits has a bit for each character of a piece.
type bits []uint64

func (b bits) set(i int)      { b[i/64] |= 1 << (i % 64) }
func (b bits) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

// search is find for long pieces. It keeps, for every beginning of the piece,
// whether the text read so far ends with it, all of them in one number of many
// bits (the algorithm of Baeza-Yates and Gonnet).
func (p pattern) search(text string) int {
	size := p.characters()
	masks, others := p.masks(size)
	state := make(bits, len(others))
	for i, c := range text {
		mask, known := masks[c]
		if !known {
			mask = others
		}
		carry := uint64(1)
		for w := range state {
			next := state[w] >> 63
			state[w] = (state[w]<<1 | carry) & (mask[w] | others[w])
			carry = next
		}
		if state.has(size - 1) {
			return i + width(text[i:])
		}
	}
	return -1
}

// masks tell for each character of a piece where in it the character stands, and
// where any other may as well.
func (p pattern) masks(size int) (masks map[rune]bits, others bits) {
	words := (size + 63) / 64
	masks, others = map[rune]bits{}, make(bits, words)
	at := 0
	for rest := p.text; rest != ""; at++ {
		if rest[0] == p.one {
			others.set(at)
			rest = rest[1:]
			continue
		}
		c, n := utf8.DecodeRuneInString(rest)
		if masks[c] == nil {
			masks[c] = make(bits, words)
		}
		masks[c].set(at)
		rest = rest[n:]
	}
	return masks, others
}
