package recipe_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// change is made in a file of the tree.
type change struct{ file, old, text string }

// missed is a part that is left out, the package whose tests tell so, and what they
// say.
type missed struct{ part, told, message string }

func (m missed) row() string { return fmt.Sprintf("| %s | `%s` | `%s` |\n", m.part, m.told, m.message) }

// incomplete is a tree that lacks something: what is laid and registered of the
// example, what is changed in it, and what is missed.
type incomplete struct {
	laid, registered string
	changes          []change
	missed           []missed
}

const (
	inServices  = "model/services"
	inSteps     = "steps"
	inCatalogue = "invariants/catalogue"
)

var without = []incomplete{
	{laid: "model", missed: []missed{{"the line in `model/services`", inServices,
		"model/parcels declares 1 services, and services.All in model/services/services.go lists 0 of this System"}}},
	{
		laid: "model", registered: "model",
		changes: []change{{"model/parcels/api.go", "\tGenerator:   workload.Generator(shapes),\n", ""}},
		missed: []missed{{"`Generator`", inServices,
			"the API of parcels lacks a Generator: make one of a kernel.Workload"}},
	},
	partsOfTheAPI,
	{
		laid: "model", registered: "model",
		changes: []change{{"model/parcels/api.go", "\tNew:         New,\n", ""}},
		missed: []missed{{"`New` or the wiring", "model",
			"no service of the world answers parcels: give its API a New, or add it to newServices, fork and connect in model/wiring.go"}},
	},
	{
		laid: "model steps invariants", registered: "model",
		missed: []missed{
			{"the line in `steps`", inSteps, "steps/parcels is not among the Vocabularies in steps/steps.go"},
			{"the line in `invariants/catalogue`", inCatalogue,
				"invariants/parcels is not imported in invariants/catalogue/catalogue.go"},
		},
	},
	{
		laid: "model", registered: "model",
		missed: []missed{
			{"the vocabulary", inSteps, "Parcels has no vocabulary: write steps/parcels, and list it in steps/steps.go"},
			{"a kind for a lifecycle", inSteps,
				`the lifecycle "Parcels parcel": want it as the Table of a Kind in the vocabulary of its service`},
			{"a feature in which a rule accepts", inSteps, "PRC-LIF-01 has no example in which it accepts"},
			{"the observations", inCatalogue,
				"nothing observes Parcels: write invariants/parcels, and import it in invariants/catalogue/catalogue.go"},
		},
	},
	{
		laid: "model invariants", registered: "model invariants",
		changes: []change{{"invariants/parcels/parcels.go", "Facts: &facts, Learn: learn,", "Facts: &facts,"}},
		missed: []missed{{"`Facts` or `Learn`", inCatalogue,
			"the Service in invariants/parcels lacks its Facts, or Learn"}},
	},
	partsOfOtherFolders,
	{
		laid: "model steps", registered: "model steps",
		missed: []missed{
			{"all scenarios", "conformance", "there is no scenario in features/parcels or scenarios/parcels"},
			{"the count of `Scenarios`", "conformance",
				"the Scenarios of the Vocabulary in steps/parcels: want those of features/parcels and scenarios/parcels"},
			{"a scenario of an operation", "conformance", "operations that no scenario calls with success"},
			{"a scenario of a weaker rule", "conformance", "rules by which no scenario is refused"},
			{"a scenario or `Equivalents` for a row", "conformance",
				"no scenario takes the row Parcels parcel: ON_ITS_WAY on time to ARRIVED"},
		},
	},
}

var partsOfTheAPI = incomplete{
	laid: "model", registered: "model",
	changes: []change{
		{"model/parcels/api.go", "\tLifecycles:  []kernel.TableView{parcelLifecycle.View()},\n", ""},
		{"model/parcels/api.go", "\tWorksWith:   []string{\"iam\", \"sts\"},\n", ""},
		{"model/parcels/api.go", "\tThrottled:   &kernel.ErrorShape{Code: \"ThrottlingException\", Status: 400},\n", ""},
		{"model/parcels/draw.go", "\t\t\"To\":       kernel.Among[*Service](\"north\", \"south\"),\n", ""},
		{"model/parcels/api.go", "Operations: []string{\"SendParcel\", \"DescribeParcel\"},\n\t})\n\tUnknown",
			"Operations: []string{\"DescribeParcel\"},\n\t})\n\tUnknown"},
		{"model/parcels/api.go", "Operations: []string{\"SendParcel\", \"DescribeParcel\"},\n\t})\n)",
			"Operations: []string{\"DescribeParcels\"},\n\t})\n)"},
	},
	missed: []missed{
		{"`Lifecycles`", inServices, "model/parcels declares 1 lifecycles, and the Lifecycles of its API are 0"},
		{"`WorksWith`", inServices, "parcels works with no service, and none with it"},
		{"another field of the API", inServices, "the API of Parcels lacks its Throttled: see kernel.API"},
		{"how callers fill in a member", inServices, "members of parcels.SendParcel that no caller can fill in: " +
			"say how in the Words or Inputs of the Workload of model/parcels"},
		{"a rule for an operation", inServices, "no rule of model/parcels is about SendParcel"},
		{"the operation of a rule", inServices, "PRC-LIF-01 is about DescribeParcels, which is no operation"},
	},
}

var partsOfOtherFolders = incomplete{
	laid: "model steps invariants features", registered: "model steps invariants",
	changes: []change{
		{"invariants/parcels/parcels.go", "\t\t\"INV-ID-02\":    \"parcels have no ARNs\",\n", ""},
		{"features/parcels/sending.feature", "    When \"stranger\" looks for parcel \"p\"\n" +
			"    Then it is refused by PRC-ERR-01\n    When \"owner\" looks for parcel \"p\"\n    Then the answer shows\n" +
			"      | Parcel.To | north |\n", "    Then parcel \"p\" is arrived\n"},
	},
	missed: []missed{
		{"what a general invariant checks, and the reason", inCatalogue, "the Service in invariants/parcels: " +
			"want what INV-ID-02 checks (An ARN names the partition, owner, Region and ID of its thing.) or a reason in Omits"},
		{"a feature in which a rule refuses", inSteps, "PRC-ERR-01 has no example in which it refuses"},
		{"a feature that uses a phrase", inSteps, `no feature uses the phrase When "owner" looks for parcel "p"`},
	},
}

func TestAPartThatIsLeftOutIsNamed(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles and tests a copy of the project many times")
	}
	w := newTree(t)
	for _, tree := range without {
		w.lack(t, tree)
	}
}

// lack makes the tree incomplete, asks its tests what is missed, and makes it as it
// was.
func (w tree) lack(t *testing.T, some incomplete) {
	t.Helper()
	w.lay(t, strings.Fields(some.laid)...)
	kept := map[string]string{}
	for _, l := range registration(t) {
		kept[l.file] = read(t, w.path(l.file))
	}
	w.register(t, strings.Fields(some.registered)...)
	for _, c := range some.changes {
		w.replace(t, c.file, c.old, c.text)
	}
	said := map[string]string{}
	for _, m := range some.missed {
		if _, ok := said[m.told]; !ok {
			told, ok := w.test(t, "./"+m.told)
			said[m.told] = strings.Join(strings.Fields(told), " ") // messages are broken into lines
			assert.False(t, ok, "the tests of %s hold without %s", m.told, m.part)
		}
		assert.Contains(t, said[m.told], m.message, "without %s", m.part)
	}
	for name, text := range kept {
		w.write(t, name, text)
	}
	for _, top := range strings.Fields(some.laid) {
		require.NoError(t, os.RemoveAll(w.path(top+"/parcels")))
	}
}
