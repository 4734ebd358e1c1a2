package conformance

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var term = regexp.MustCompile(`^~?@[^\s@~,&]+$`)

// checkTags says what is wrong with a tag expression: terms such as @rule:ID
// or ~@needs:clock, joined by && for both and by , for either.
func checkTags(expression string) error {
	if expression == "" {
		return nil
	}
	for _, either := range strings.Split(expression, "&&") {
		for _, t := range strings.Split(either, ",") {
			if t = strings.TrimSpace(t); !term.MatchString(t) {
				return fmt.Errorf("tag expression %q: %q is not a tag: want terms such as @rule:HSM-POL-02 or ~@needs:clock, "+
					"joined by && (both) or , (either)", expression, t)
			}
		}
	}
	return nil
}

// matches reports whether tags meet a tag expression, as godog reads it.
func matches(expression string, tags []string) bool {
	if expression == "" {
		return true
	}
	for _, either := range strings.Split(expression, "&&") {
		met := false
		for _, t := range strings.Split(either, ",") {
			t, not := strings.CutPrefix(strings.TrimSpace(t), "~")
			met = met || slices.Contains(tags, t) != not
		}
		if !met {
			return false
		}
	}
	return true
}
