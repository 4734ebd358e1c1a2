// Package redact hides secrets by their value in whatever is printed or written.
package redact

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Mark stands where a secret stood.
const Mark = "(redacted)"

// shortest is the length of the shortest text that is hidden: shorter ones, as the
// "x" that emulators take, would tear holes into words.
const shortest = 6

// Secrets holds texts that are to appear nowhere. The zero Secrets hide nothing.
// It is safe for concurrent use.
type Secrets struct {
	mu      sync.Mutex
	known   map[string]string // what stands for each
	byStart map[start]*filed  // all ways to write them
	two     [1 << 16]bool     // the first two bytes of any
	begins  map[string]bool   // what any begins with, in less than shortest bytes
	longest int
}

// start is what a form begins with.
type start [shortest]byte

// filed are the ways to write secrets that begin alike. Targets decide how many there are, so
// none of them is compared with all.
type filed struct {
	standIns map[string]string // by the forms
	lengths  []int             // of the forms, each once, the longest first
	few      []string          // the forms, as long as there are no more than mostCompared
}

// mostCompared is how many forms are compared one by one to know whether a text begins one.
const mostCompared = 64

// Add makes texts secret, from now on: Mark stands for them. Texts of less than six bytes
// stay visible.
func (s *Secrets) Add(secrets ...string) {
	for _, secret := range secrets {
		s.AddAs(secret, "")
	}
}

// AddAs makes a text secret, from now on. Wherever it stood a stand-in stands, written in
// the same way; Mark where the stand-in is "". What stands for a text once stays.
func (s *Secrets) AddAs(secret, standIn string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.known[secret]; ok || len(secret) < shortest {
		return
	}
	if s.known == nil {
		s.known, s.byStart, s.begins = map[string]string{}, map[start]*filed{}, map[string]bool{}
	}
	s.known[secret] = standIn
	stand := forms(standIn)
	for i, text := range forms(secret) {
		if len(text) < shortest {
			continue
		}
		s.learn(text, map[bool]string{true: Mark, false: stand[i]}[standIn == ""])
	}
}

// learn files a form under its beginning.
func (s *Secrets) learn(text, standIn string) {
	at := start([]byte(text[:shortest]))
	f := s.byStart[at]
	if f == nil {
		f = &filed{standIns: map[string]string{}}
		s.byStart[at] = f
	}
	if _, ok := f.standIns[text]; ok {
		return
	}
	f.standIns[text] = standIn
	if place, ok := slices.BinarySearchFunc(f.lengths, len(text), func(a, b int) int { return b - a }); !ok {
		f.lengths = slices.Insert(f.lengths, place, len(text))
	}
	if len(f.few) <= mostCompared {
		f.few = append(f.few, text)
	}
	s.two[int(text[0])<<8|int(text[1])] = true
	for n := 1; n < shortest; n++ {
		s.begins[text[:n]] = true
	}
	s.longest = max(s.longest, len(text))
}

// mayBegin reports whether a text of at least shortest bytes may be the beginning of a longer
// form; where there are many, whether one begins like it.
func (f *filed) mayBegin(text []byte) bool {
	if f == nil || f.lengths[0] <= len(text) {
		return false
	}
	return len(f.few) > mostCompared || slices.ContainsFunc(f.few, func(form string) bool {
		return len(form) > len(text) && form[:len(text)] == string(text)
	})
}

// StandIn returns what stands for a secret text; "" where it is none, or Mark stands for it.
func (s *Secrets) StandIn(secret string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known[secret]
}

// forms returns a text as it stands and as URLs, JSON, HTML, XML, base64 and hexadecimal
// have it; base64 also in the middle of something longer.
func forms(secret string) []string {
	quoted, _ := json.Marshal(secret) // a string always marshals
	all := []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), strings.Trim(string(quoted), `"`), html.EscapeString(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.URLEncoding.EncodeToString([]byte(secret)),
		hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret))),
	}
	for before := range 3 {
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			all = append(all, within(encoding, secret, before))
		}
	}
	return all
}

// within returns the part of a text in base64 that does not depend on what surrounds it,
// where so many bytes stand before it, modulo three.
func within(encoding *base64.Encoding, text string, before int) string {
	whole := encoding.EncodeToString(append(make([]byte, before), text...))
	first, last := (before*8+5)/6, (before+len(text))*8/6
	return whole[first:max(first, last)]
}

// Text returns a text with every secret replaced by what stands for it.
func (s *Secrets) Text(text string) string { return string(s.Bytes([]byte(text))) }

// Bytes returns a text with every secret replaced by what stands for it.
func (s *Secrets) Bytes(text []byte) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		return text
	}
	var out []byte
	from := 0
	for i := 0; i+shortest <= len(text); {
		if length, standIn := s.at(text[i:]); length > 0 {
			out = append(append(out, text[from:i]...), standIn...)
			i += length
			from = i
			continue
		}
		i++
	}
	if from == 0 {
		return text
	}
	return append(out, text[from:]...)
}

// at returns the length of the longest form with which a text of at least shortest bytes
// begins, and what stands for it; 0 for none.
func (s *Secrets) at(text []byte) (length int, standIn string) {
	if !s.two[int(text[0])<<8|int(text[1])] {
		return 0, ""
	}
	f := s.byStart[start(text[:shortest])]
	if f == nil {
		return 0, ""
	}
	for _, length := range f.lengths {
		if length > len(text) {
			continue
		}
		if standIn, ok := f.standIns[string(text[:length])]; ok {
			return length, standIn
		}
	}
	return 0, ""
}

// begun returns how many bytes at the end of a text may be the beginning of a
// secret.
func (s *Secrets) begun(text []byte) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := max(0, len(text)-s.longest+1); i < len(text); i++ {
		rest := text[i:]
		if len(rest) < shortest {
			if s.begins[string(rest)] {
				return len(rest)
			}
			continue
		}
		if s.two[int(rest[0])<<8|int(rest[1])] && s.byStart[start(rest[:shortest])].mayBegin(rest) {
			return len(rest)
		}
	}
	return 0
}

// Writer returns a writer that passes on to w what is written to it, with every
// secret replaced by Mark, however it is cut into pieces. It holds back the
// beginning of a secret until Flush.
func (s *Secrets) Writer(w io.Writer) *Writer { return &Writer{secrets: s, to: w} }

// Writer hides secrets in what is written to it.
type Writer struct {
	secrets *Secrets
	to      io.Writer
	held    []byte
}

// Write passes a text on. An error is the underlying writer's.
func (w *Writer) Write(text []byte) (int, error) {
	all := w.secrets.Bytes(append(w.held, text...))
	n := len(all) - w.secrets.begun(all)
	w.held = slices.Clone(all[n:])
	if _, err := w.to.Write(all[:n]); err != nil {
		return 0, err
	}
	return len(text), nil
}

// Unwrap returns the underlying writer.
func (w *Writer) Unwrap() io.Writer { return w.to }

// Flush passes on what was held back.
func (w *Writer) Flush() error {
	held := w.held
	w.held = nil
	if len(held) == 0 {
		return nil
	}
	_, err := w.to.Write(held)
	return err
}
