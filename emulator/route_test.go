package emulator_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

var inPath = regexp.MustCompile(`\{[^}]*\}`)

// routeOf tells what a request for an operation is found by.
func routeOf(op *kernel.Operation) string {
	switch op.API.Protocol {
	case kernel.JSON11:
		return "X-Amz-Target " + op.API.Target + "." + op.Name
	case kernel.RestJSON:
		return op.Method + " " + inPath.ReplaceAllString(op.Path, "{}")
	}
	return "Version " + op.API.Version + ", Action " + op.Name
}

func TestEveryOperationHasARouteOfItsOwn(t *testing.T) {
	found := map[string]*kernel.Operation{}
	for _, api := range services.All {
		for _, op := range api.Operations {
			route := routeOf(op)
			if other := found[route]; other != nil {
				assert.Fail(t, "two operations have one route", "%s and %s: %s. emulator/route.go has to tell them apart, as by "+
					"the name for which a request is signed", other.FullName(), op.FullName(), route)
			}
			found[route] = op
		}
	}
}
