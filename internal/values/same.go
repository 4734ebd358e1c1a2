package values

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Same reports whether a value is the wanted one. Texts that are JSON objects, as
// policies are, are compared by what they say: AWS writes them anew. A list of one value
// says what the value says, and true what "true" says.
func Same(got any, want string) bool {
	text := fmt.Sprint(got)
	if text == want {
		return true
	}
	a, isDocument := document(text)
	b, both := document(want)
	return isDocument && both && reflect.DeepEqual(a, b)
}

func document(text string) (any, bool) {
	if !strings.HasPrefix(strings.TrimSpace(text), "{") {
		return nil, false
	}
	var v any
	err := json.Unmarshal([]byte(text), &v)
	return unlisted(v), err == nil
}

// unlisted puts the elements of lists of one in the place of the lists, and texts in the
// place of truth values and numbers.
func unlisted(v any) any {
	switch v := v.(type) {
	case bool, float64:
		return fmt.Sprint(v)
	case []any:
		if len(v) == 1 {
			return unlisted(v[0])
		}
		for i := range v {
			v[i] = unlisted(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = unlisted(v[key])
		}
	}
	return v
}
