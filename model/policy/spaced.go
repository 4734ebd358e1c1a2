package policy

import "strings"

// Spaced writes the document as KMS shows it: the elements in one order and each on a
// line of its own, lists within their line, and one value without brackets.
func (d Document) Spaced() string {
	s := spaced{}
	for text := d.String(); text != ""; {
		if n := quotedPart(text); n > 0 {
			s.WriteString(text[:n])
			text = text[n:]
			continue
		}
		s.mark(text[0])
		text = text[1:]
	}
	return s.String()
}

// quotedPart is how long the text in quotes is with which a JSON text begins; 0 where
// it begins with none.
func quotedPart(text string) int {
	if text[0] != '"' {
		return 0
	}
	for i := 1; ; i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
}

// spaced puts room between the marks of a JSON text.
type spaced struct {
	strings.Builder
	within []byte // the marks that opened what is not closed yet
}

func (s *spaced) mark(m byte) {
	switch m {
	case '{':
		s.within = append(s.within, m)
		s.WriteByte(m)
		s.line()
	case '[':
		s.within = append(s.within, m)
		s.WriteString("[ ")
	case '}', ']':
		list := m == ']'
		s.within = s.within[:len(s.within)-1]
		if !list {
			s.line()
		} else if !strings.HasSuffix(s.String(), "[ ") {
			s.WriteByte(' ')
		}
		s.WriteByte(m)
	case ':':
		s.WriteString(" : ")
	case ',':
		s.WriteByte(m)
		if s.within[len(s.within)-1] == '[' {
			s.WriteByte(' ')
		} else {
			s.line()
		}
	}
}

// line begins a line as far to the right as there are objects around it.
func (s *spaced) line() {
	s.WriteByte('\n')
	for _, open := range s.within {
		if open == '{' {
			s.WriteString("  ")
		}
	}
}
