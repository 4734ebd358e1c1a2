// Package known finds what authors name of the model, or says what they may have
// meant.
package known

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// Operation returns the operation of a service.
func Operation(service, name string) (*kernel.Operation, error) {
	if op := services.FindOperation(service, name); op != nil {
		return op, nil
	}
	api, full := services.Find(service), service+"."+name
	if api == nil {
		var names []string
		for _, a := range services.All {
			names = append(names, a.Service)
		}
		return nil, fmt.Errorf("there is no operation %q: the services are %s", full, strings.Join(names, ", "))
	}
	var operations []string
	for _, o := range api.Operations {
		operations = append(operations, service+"."+o.Name)
	}
	return nil, fmt.Errorf("there is no operation %q%s", full, nearest.Hint(full, operations))
}

// Rule returns a rule.
func Rule(id string) (*kernel.Rule, error) {
	if r := model.Rule(id); r != nil {
		return r, nil
	}
	var ids []string
	for _, r := range model.Rules() {
		ids = append(ids, r.ID)
	}
	return nil, fmt.Errorf("there is no rule %q%s", id, nearest.Hint(id, ids))
}

// Refusal returns a rule that refuses.
func Refusal(id string) (*kernel.Rule, error) {
	r, err := Rule(id)
	if err == nil && r.Error == nil {
		err = fmt.Errorf("the rule %s never refuses", id)
	}
	return r, err
}

// Region checks that there is a Region.
func Region(name string) error {
	if !slices.Contains(kernel.Regions, name) {
		return fmt.Errorf("there is no Region %q%s", name, nearest.Hint(name, kernel.Regions))
	}
	return nil
}
