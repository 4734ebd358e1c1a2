package services_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/model/services"
)

// making are the verbs of operations that may make something that costs.
var making = regexp.MustCompile(`^(Create|Copy|Restore|Start|Import|Run|Request|Allocate)`)

func TestEveryServiceSaysWhatItsThingsCost(t *testing.T) {
	for _, api := range services.All {
		for _, op := range api.Operations {
			if op.IsUndone() || !op.Reads() && making.MatchString(op.Name) {
				assert.True(t, op.IsPriced(), "%s makes something: say in the Bill of model/%s what that costs (kernel.Costs), that "+
					"it costs nothing (kernel.CostsNothing), or that nobody knows (kernel.NotPriced)", op.FullName(), api.System)
			}
		}
		for _, q := range api.Bill.Quotas {
			assert.True(t, q.Of != "" && q.Most > 0 && q.Evidence != "" && q.Source != "" && len(q.Operations) > 0,
				"a quota of model/%s is not whole: %+v", api.System, q)
		}
	}
}

func TestEveryServiceSaysWhatItsOperationsTouch(t *testing.T) {
	for _, api := range services.All {
		for _, op := range api.Operations {
			assert.True(t, op.IsTold(), "%s changes something: say in the Bill of model/%s which member names that (Changes), or "+
				"that it touches the organization or the defaults of the account (Touches)", op.FullName(), api.System)
		}
	}
}

func TestBillsNameOperationsThatThereAre(t *testing.T) {
	for _, api := range services.All {
		for _, name := range api.Bill.Named() {
			operation, member, _ := strings.Cut(name, ".")
			op := api.Operation(operation)
			if assert.True(t, op != nil || name == "*", "the Bill of model/%s names %s, which is no operation", api.System, name) &&
				member != "" {
				_, ok := op.In.FieldByName(member)
				assert.True(t, ok, "the Bill of model/%s: %s has no member %s", api.System, operation, member)
			}
		}
		for _, n := range api.Bill.Needs {
			assert.NotEmpty(t, n.Source, "a Need of model/%s has no source", api.System)
			for _, action := range n.Actions {
				assert.Regexp(t, `^[a-z0-9-]+:[A-Z][A-Za-z]+$`, action)
			}
		}
		if each := api.Bill.EachCall; each != nil {
			assert.NotEmpty(t, each.Source, "the price of a call of %s has no source", api.Title)
		}
	}
}
