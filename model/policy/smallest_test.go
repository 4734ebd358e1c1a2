package policy_test

import (
	"maps"
	"slices"

	"github.com/shareproof/shareproof/model/policy"
)

// smallest takes away from an example what it can while both evaluators differ.
func smallest(c *example) *example {
	for {
		i := slices.IndexFunc(smaller(c), (*example).differs)
		if i < 0 {
			return c
		}
		c = smaller(c)[i]
	}
}

// smaller are the examples that lack one thing.
func smaller(c *example) (all []*example) {
	for i, documents := range c.sides() {
		for _, fewer := range smallerDocuments(*documents) {
			next := *c
			*next.sides()[i] = fewer
			all = append(all, &next)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.Request.Context)) {
		values := c.Request.Context[key]
		for _, fewer := range append([][]string{nil}, without(values)...) {
			next, request := *c, *c.Request
			request.Context = maps.Clone(request.Context)
			if request.Context[key] = fewer; fewer == nil {
				delete(request.Context, key)
			}
			next.Request = &request
			all = append(all, &next)
		}
	}
	return all
}

// without are the lists that lack one element and still have some.
func without[T any](list []T) (all [][]T) {
	for i := range list {
		if len(list) > 1 {
			all = append(all, slices.Delete(slices.Clone(list), i, i+1))
		}
	}
	return all
}

func smallerDocuments(list []policy.Document) (all [][]policy.Document) {
	if len(list) > 0 {
		all = append(all, nil)
	}
	all = append(all, without(list)...)
	for i, d := range list {
		statements := without(d.Statements)
		for j, s := range d.Statements {
			for _, less := range smallerStatements(s) {
				statements = append(statements, slices.Concat(d.Statements[:j], []policy.Statement{less}, d.Statements[j+1:]))
			}
		}
		for _, s := range statements {
			d.Statements = s
			all = append(all, slices.Concat(list[:i], []policy.Document{d}, list[i+1:]))
		}
	}
	return all
}

func smallerStatements(s policy.Statement) (all []policy.Statement) {
	for i := range s.Conditions {
		next := s
		next.Conditions = slices.Delete(slices.Clone(s.Conditions), i, i+1)
		all = append(all, next)
		for _, values := range without(s.Conditions[i].Values) {
			next.Conditions = slices.Clone(s.Conditions)
			next.Conditions[i].Values = values
			all = append(all, next)
		}
	}
	for _, list := range []func(*policy.Statement) *[]string{
		func(s *policy.Statement) *[]string { return &s.Actions },
		func(s *policy.Statement) *[]string { return &s.NotActions },
		func(s *policy.Statement) *[]string { return &s.Resources },
		func(s *policy.Statement) *[]string { return &s.NotResources },
		func(s *policy.Statement) *[]string { return &s.Principals.AWS },
		func(s *policy.Statement) *[]string { return &s.NotPrincipals.AWS },
	} {
		for _, fewer := range append(without(*list(&s)), []string{"*"}) {
			next := s
			if present := *list(&s); len(present) == 0 || slices.Equal(present, fewer) {
				continue
			}
			*list(&next) = fewer
			all = append(all, next)
		}
	}
	return all
}
