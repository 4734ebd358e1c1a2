package catalogue_test

import (
	"testing"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model/services"
	"github.com/stretchr/testify/assert"
)

func TestEveryServiceShowsWhatAGeneralInvariantNeedsOrSaysWhyNot(t *testing.T) {
	for _, s := range catalogue.Services() {
		for _, i := range invariants.General() {
			assert.NotEqual(t, i.Needs(s), s.Omits[i.ID] != "",
				"%s needs either what %s shows or a reason in its Omits", i.ID, s.Title())
		}
		for id := range s.Omits {
			i := catalogue.Find(id)
			assert.True(t, i != nil && i.Needs != nil, "%s omits %s, which is no general invariant", s.Title(), id)
		}
	}
}

func TestEveryServiceOfTheModelIsObserved(t *testing.T) {
	for _, api := range services.All {
		assert.True(t, catalogue.Holds(invariants.NothingHappensUnseen, api), "the catalogue lacks %s", api.Service)
	}
}
