package services_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// declared counts the calls of a function in the sources of each folder of model.
func declared(t *testing.T, function string) map[string]int {
	t.Helper()
	files, err := filepath.Glob("../*/*.go")
	require.NoError(t, err)
	count := map[string]int{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		folder := filepath.Base(filepath.Dir(name))
		if n := strings.Count(string(text), function+"("); n > 0 && folder != "kernel" && folder != "services" {
			count[folder] += n
		}
	}
	return count
}

// of counts something of the services of each system.
func of(what func(*kernel.API) int) map[string]int {
	count := map[string]int{}
	for _, api := range services.All {
		count[api.System] += what(api)
	}
	return count
}

func TestEveryServiceThatAFolderDeclaresIsListed(t *testing.T) {
	listed := of(func(*kernel.API) int { return 1 })
	for folder, n := range declared(t, "kernel.NewAPI") {
		assert.Equal(t, n, listed[folder],
			"model/%s declares %d services, and services.All in model/services/services.go lists %d of this System",
			folder, n, listed[folder])
	}
	for folder := range listed {
		assert.DirExists(t, filepath.Join("..", folder), "the folder of the System %q", folder)
	}
}

func TestEveryLifecycleIsItsServices(t *testing.T) {
	listed := of(func(api *kernel.API) int { return len(api.Lifecycles) })
	for folder, n := range declared(t, "kernel.NewLifecycle") {
		assert.Equal(t, n, listed[folder],
			"model/%s declares %d lifecycles, and the Lifecycles of its API are %d: what is not listed is not drawn, "+
				"counted or broken on trial", folder, n, listed[folder])
	}
}

// optional are the fields of an API that a service may leave out. What it takes to
// leave out others, the tests below say.
var optional = []string{
	"Target", "Version", "Global", "LowerFirst", "StaleFor", "WorksWith", "Prepare", "New", "Resources", "ARN", "Repeats",
	"Lifecycles", "Namespace", "Also", "Conditions", "ErrorSuffix", "Undo", "Common", "Shared", "Hosts", "Look", "Trial",
	"GoesLast",
}

func TestEveryServiceSaysWhatOtherPackagesAskOfIt(t *testing.T) {
	for _, api := range services.All {
		v := reflect.ValueOf(api).Elem()
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			assert.True(t, !v.Field(i).IsZero() || slices.Contains(optional, name), "the API of %s lacks its %s: see kernel.API",
				api.Title, name)
		}
		switch api.Protocol {
		case kernel.JSON11:
			assert.NotEmpty(t, api.Target, "%s speaks %s, and its API lacks the Target", api.Title, api.Protocol)
		case kernel.AWSQuery, kernel.EC2Query:
			assert.NotEmpty(t, api.Version, "%s speaks %s, and its API lacks the Version", api.Title, api.Protocol)
		}
	}
}

// Random worlds call services that work together.
func TestEveryServiceIsCalledInRandomWorlds(t *testing.T) {
	called := map[string]bool{}
	for _, api := range services.All {
		if called[api.Service] = called[api.Service] || api.WorksWith != nil; api.WorksWith == nil {
			continue
		}
		for _, other := range api.WorksWith {
			assert.NotNil(t, services.Find(other), "%s works with %q, which is no service", api.Service, other)
			called[other] = true
		}
	}
	for _, api := range services.All {
		assert.True(t, called[api.Service],
			"%s works with no service, and none with it: say in the WorksWith of its API without which ones its callers get "+
				"nowhere", api.Service)
	}
}

func TestEveryRequiredTextHasWordsThatCallersUse(t *testing.T) {
	for _, api := range services.All {
		for _, op := range api.Operations {
			assert.Empty(t, api.Generator.Wordless(op),
				"members of %s that no caller can fill in: say how in the Words or Inputs of the Workload of model/%s",
				op.FullName(), api.System)
		}
	}
}

func TestEveryOperationIsOfARuleAndEveryRuleOfOperations(t *testing.T) {
	for _, api := range services.All {
		named := map[string]bool{}
		for _, r := range api.Rules.All() {
			assert.NotEmpty(t, r.Operations, "%s says of no operation that it is about", r.ID)
			for _, name := range r.Operations {
				named[name] = true
				assert.True(t, name == "all" || known(name), "%s is about %s, which is no operation", r.ID, name)
			}
		}
		for _, op := range api.Operations {
			assert.True(t, named["all"] || named[op.Name], "no rule of model/%s is about %s", api.System, op.Name)
		}
	}
}

// known reports whether some service has the operation: a rule may be about
// another's.
func known(name string) bool {
	return slices.ContainsFunc(services.All, func(api *kernel.API) bool { return api.Operation(name) != nil })
}

func TestWhatIsLookedUpIsFound(t *testing.T) {
	for _, api := range services.All {
		assert.Same(t, api, services.Find(api.Service))
		for _, op := range api.Operations {
			assert.Same(t, op, services.FindOperation(api.Service, op.Name))
			assert.Same(t, op, services.OperationOf(reflect.New(op.In).Interface()), fmt.Sprint(op.In))
		}
	}
	assert.Nil(t, services.Find("nothing"))
	assert.Nil(t, services.FindOperation("ram", "Nothing"))
}
