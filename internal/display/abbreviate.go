package display

import (
	"fmt"
	"unicode/utf8"
)

// What is told of one text, in bytes, and of one list, in elements. What is longer is
// cut, and that is said: callers and targets decide how long it is.
const (
	longestText = 4 << 10
	longestList = 50
)

// Text cuts a text to about 4 KiB.
func Text(text string) string { return Cut(text, longestText) }

// Cut cuts a text to about so many bytes.
func Cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return fmt.Sprintf("%s… (%d more bytes)", text[:cut], len(text)-cut)
}

// shortened cuts the texts and lists of a plain value.
func shortened(v any) any {
	switch v := v.(type) {
	case string:
		return Text(v)
	case map[string]any:
		for k := range v {
			v[k] = shortened(v[k])
		}
	case []any:
		if n := len(v); n > longestList {
			v = append(v[:longestList:longestList], fmt.Sprintf("… (%d more elements)", n-longestList))
		}
		for i := range v {
			v[i] = shortened(v[i])
		}
		return v
	}
	return v
}
