package rds

import (
	"fmt"
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// Filter narrows a listing to what has one of the values.
type Filter struct {
	Name   string
	Values []string `list:"Value"`
}

// filters say for each filter of a listing what it looks at.
type filters[R any] map[string]func(*R) string

// compiled makes one question of a listing's filters, or refuses one of them.
func compiled[R any](c *kernel.Call, asked []Filter, known filters[R]) (fits func(*R) bool, err error) {
	for _, f := range asked {
		if err := c.Require(known[f.Name] != nil, ListsAreFiltered, "Unrecognized filter name: %s", f.Name); err != nil {
			return nil, err
		}
	}
	return func(r *R) bool {
		for _, f := range asked {
			if look := known[f.Name]; look != nil && !slices.Contains(f.Values, look(r)) {
				return false
			}
		}
		return true
	}, nil
}

const mostRecords = 100

// records returns how many entries a page may have.
func records(asked *int32) int {
	if asked == nil {
		return mostRecords
	}
	return min(max(int(*asked), 1), mostRecords)
}

// continued refuses a marker that the listing did not give.
func continued(c *kernel.Call, ok bool, marker string) error {
	return c.Require(ok, PagesAreBounded, "Marker %s is invalid.", marker)
}

// pageOf tells listings apart, so that a marker serves only its own.
func pageOf(c *kernel.Call, what string, filters []Filter) string {
	of := c.Account + c.Region + what
	if len(filters) > 0 {
		of += fmt.Sprint(filters)
	}
	return of
}
