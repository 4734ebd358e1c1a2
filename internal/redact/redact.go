// Package redact hides secrets by their value in whatever is printed or written.
package redact

import (
	"bytes"
	"encoding/base64"
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
	mu    sync.Mutex
	known map[string]bool
	forms []string // all ways to write them, the longest first
}

// Add makes texts secret, from now on. Texts of less than six bytes stay visible.
func (s *Secrets) Add(secrets ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, secret := range secrets {
		if len(secret) < shortest || s.known[secret] {
			continue
		}
		if s.known == nil {
			s.known = map[string]bool{}
		}
		s.known[secret] = true
		for _, form := range forms(secret) {
			if !slices.Contains(s.forms, form) {
				s.forms = append(s.forms, form)
			}
		}
	}
	slices.SortFunc(s.forms, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
}

// forms returns a text as it stands and as URLs, JSON, HTML, XML and base64 have
// it.
func forms(secret string) []string {
	quoted, _ := json.Marshal(secret) // a string always marshals
	return []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), strings.Trim(string(quoted), `"`), html.EscapeString(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.URLEncoding.EncodeToString([]byte(secret)),
	}
}

// Text returns a text with every secret replaced by Mark.
func (s *Secrets) Text(text string) string { return string(s.Bytes([]byte(text))) }

// Bytes returns a text with every secret replaced by Mark.
func (s *Secrets) Bytes(text []byte) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, form := range s.forms {
		text = bytes.ReplaceAll(text, []byte(form), []byte(Mark))
	}
	return text
}

// begun returns how many bytes at the end of a text may be the beginning of a
// secret.
func (s *Secrets) begun(text []byte) (most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, form := range s.forms {
		for n := min(len(form)-1, len(text)); n > most; n-- {
			if bytes.HasSuffix(text, []byte(form[:n])) {
				most = n
			}
		}
	}
	return most
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
