package cloudhsm

import (
	"regexp"
	"testing"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestWhatIsSpeltOutMatchesThePatternsOfTheServiceModel(t *testing.T) {
	for name, shape := range shapes {
		if shape.Matches == nil {
			continue
		}
		pattern := regexp.MustCompile(shape.Pattern)
		t.Run(name, func(t *testing.T) {
			property.Check(t, func(t *rapid.T) {
				text := rapid.StringMatching(shape.Pattern).Draw(t, "text")
				if at := rapid.IntRange(0, 3*len(text)).Draw(t, "at"); at < len(text) {
					text = text[:at] + rapid.SampledFrom([]string{"", "0", "9", "Z", "-", ":", "/", "é", "\n"}).Draw(t, "change") +
						text[at+1:]
				}
				assert.Equal(t, pattern.MatchString(text), shape.Matches(text), "%q", text)
			})
		})
	}
}
