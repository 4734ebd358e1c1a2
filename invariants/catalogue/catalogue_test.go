package catalogue_test

import (
	"os"
	"testing"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model/services"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryServiceShowsWhatAGeneralInvariantNeedsOrSaysWhyNot(t *testing.T) {
	for _, s := range catalogue.Services() {
		for _, i := range invariants.General() {
			assert.NotEqual(t, i.Needs(s), s.Omits[i.ID] != "",
				"the Service in invariants/%s: want what %s checks (%s) or a reason in Omits, and not both",
				s.APIs[0].System, i.ID, i.Says)
		}
		for id := range s.Omits {
			i := catalogue.Find(id)
			assert.True(t, i != nil && i.Needs != nil,
				"the Service in invariants/%s: Omits has %s, which is no general invariant", s.APIs[0].System, id)
		}
	}
}

func TestEveryServiceOfTheModelIsObserved(t *testing.T) {
	observed := map[string]bool{"catalogue": true}
	for _, s := range catalogue.Services() {
		observed[s.APIs[0].System] = true
	}
	for _, api := range services.All {
		assert.True(t, catalogue.Holds(invariants.NothingHappensUnseen, api),
			"nothing observes %s: write invariants/%s, and import it in invariants/catalogue/catalogue.go", api.Title,
			api.System)
	}
	entries, err := os.ReadDir("..")
	require.NoError(t, err)
	for _, e := range entries {
		assert.True(t, !e.IsDir() || observed[e.Name()],
			"invariants/%s is not imported in invariants/catalogue/catalogue.go, or registers no service of this System",
			e.Name())
	}
}
