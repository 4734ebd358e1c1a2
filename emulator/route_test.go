package emulator_test

import (
	"regexp"
	"strings"
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
		route := op.Method + " " + strings.TrimSuffix(inPath.ReplaceAllString(op.Path, "{}"), "/")
		return route + ", signed for " + op.API.Signing
	}
	return "Version " + op.API.Version + ", Action " + op.Name
}

func TestEveryOperationHasARouteOfItsOwn(t *testing.T) {
	found := map[string]*kernel.Operation{}
	for _, api := range services.All {
		for _, op := range api.Operations {
			route := routeOf(op)
			if other := found[route]; other != nil {
				assert.Fail(t, "two operations have one route", "%s and %s: %s. emulator/route.go has to tell them apart",
					other.FullName(), op.FullName(), route)
			}
			found[route] = op
		}
	}
}
