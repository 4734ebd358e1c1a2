package kernel

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
)

// Mint returns the next number of the world: unique, and scattered by the seed.
// The IDs below are made of such numbers, in the shapes that AWS documents.
func (e *Env) Mint() Minted {
	e.minted, e.moved = e.minted+1, true
	return Minted{n: e.minted, seed: e.Seed, made: e.made}
}

// GiveBack calls f and takes back the numbers that were minted in it if it fails: what
// a refused call would have made is never seen.
func (e *Env) GiveBack(f func() (any, error)) (any, error) {
	before := e.minted
	out, err := f()
	if err != nil {
		e.minted = before
	}
	return out, err
}

// Minted is a fresh number from which one ID is written.
type Minted struct {
	n, seed uint64
	made    made
}

// made holds the texts that a world made itself; nil where nobody asks for them.
type made map[string]bool

func (m made) add(text string) string {
	if m != nil {
		m[text] = true
	}
	return text
}

// RememberMade makes the world remember the texts that it makes from now on:
// IDs, tokens and whatever else no caller could know before an answer shows it.
// Forks remember together.
func (e *Env) RememberMade() { e.made = made{} }

// Made returns the text and remembers that the world made it.
func (e *Env) Made(text string) string { return e.made.add(text) }

// MadeBytes returns the bytes and remembers their base64 as made by the world.
func (e *Env) MadeBytes(b []byte) []byte {
	if e.made != nil {
		e.made.add(base64.StdEncoding.EncodeToString(b))
	}
	return b
}

// HasMade reports whether the world made the text, as far as it remembers.
func (e *Env) HasMade(text string) bool { return e.made[text] }

const (
	base32    = "abcdefghijklmnopqrstuvwxyz234567"
	hexDigits = "0123456789abcdef"
	capitals  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
)

// Fixed returns the number of a key, for what is the same in every world.
func Fixed(k Key) Minted { return Minted{n: k[0], seed: k[1]} }

// Number returns the number itself: later ones are larger.
func (m Minted) Number() uint64 { return m.n }

// Base32 spells the ID as 11 lower-case base32 characters, as CloudHSM does.
func (m Minted) Base32(prefix string) string {
	b := make([]byte, len(prefix)+11)
	copy(b, prefix)
	x := permute(m.n, m.seed, 55)
	for i := len(b) - 1; i >= len(prefix); i-- {
		b[i] = base32[x&31]
		x >>= 5
	}
	return m.made.add(string(b))
}

// Capital spells the ID as n capital base32 characters, n at least 13, as IAM
// does.
func (m Minted) Capital(prefix string, n int) string {
	b := make([]byte, len(prefix)+n)
	copy(b, prefix)
	x, rest := permute(m.n, m.seed, 64), mix(m.seed, m.n)
	for i := len(prefix); i < len(b); i++ {
		if i == len(prefix)+13 {
			x = rest
		}
		b[i] = capitals[x&31]
		x >>= 5
	}
	return m.made.add(string(b))
}

// Secret spells the n characters of base64 that go with an ID that the world made: the
// same whenever somebody asks, so that nobody has to keep them. Whoever does not know
// the seed learns nothing of them from the ID.
func (e *Env) Secret(id string, n int) string {
	last := mix(e.Seed, uint64(len(id)))
	for i := range len(id) {
		last = mix(last^e.Seed, uint64(id[i]))
	}
	var b []byte
	for i := uint64(1); len(b) < n; i++ {
		b = binary.BigEndian.AppendUint64(b, mix(mix(e.Seed, last), i))
	}
	return e.Made(base64.RawStdEncoding.EncodeToString(b)[:n])
}

// Hex spells the ID as 17 hexadecimal digits behind a 0, as EC2 does.
func (m Minted) Hex(prefix string) string {
	b := make([]byte, 0, len(prefix)+17)
	b = append(append(b, prefix...), '0')
	return m.made.add(string(hex.AppendEncode(b, binary.BigEndian.AppendUint64(nil, permute(m.n, m.seed, 64)))))
}

// Lower spells the ID as n lower-case letters and digits, n at most 12, as
// Organizations does.
func (m Minted) Lower(prefix string, n int) string {
	const digits = 36
	s := strconv.FormatUint(permute(m.n, m.seed, 60), digits)
	for len(s) < n {
		s = "0" + s
	}
	return m.made.add(prefix + s[len(s)-n:])
}

// UUID spells the ID as a version 4 UUID.
func (m Minted) UUID() string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], permute(m.n, m.seed, 64))
	binary.BigEndian.PutUint64(b[8:], mix(m.seed+1, m.n))
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	text := make([]byte, 0, 36)
	for i, c := range b {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			text = append(text, '-')
		}
		text = append(text, hexDigits[c>>4], hexDigits[c&15])
	}
	return m.made.add(string(text))
}

// Account spells the ID as a 12-digit account number that does not start with 0.
func (m Minted) Account() string {
	return m.made.add(strconv.FormatUint(100_000_000_000+mix(m.seed, m.n)%900_000_000_000, 10))
}

// Pick returns a number below n.
func (m Minted) Pick(n int) int { return int(mix(m.seed, m.n) % uint64(n)) }

// permute is a bijection on numbers of the given width: two different n never
// meet, whatever the seed.
func permute(n, seed uint64, bits uint) uint64 {
	mask := ^uint64(0) >> (64 - bits)
	x := (n + mix(seed, 0)) & mask
	for range 3 {
		x ^= x >> (bits / 2)
		x = x * 0x9e3779b97f4a7c15 & mask
	}
	return x ^ x>>(bits/2)
}

// mix scatters two numbers into one (the finalizer of splitmix64).
func mix(a, b uint64) uint64 {
	x := a*0x9e3779b97f4a7c15 + b + 0x632be59bd9b4e019
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
