package sdk

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/model"
)

func TestTheSDKIsDrivenForExactlyTheOperationsOfTheModel(t *testing.T) {
	assert.Len(t, services, len(model.APIs))
	for _, api := range model.APIs {
		var modelled []string
		for _, op := range api.Operations {
			modelled = append(modelled, op.Name)
		}
		assert.ElementsMatch(t, modelled, slices.Collect(maps.Keys(services[api.Service].operations)), api.Service)
	}
}
