package ebs

import (
	"fmt"
	"math"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// Filter narrows a listing to what has one of the values.
type Filter struct {
	Name   string
	Values []string `query:"Value"`
}

// filters say for each filter of a listing what it looks at.
type filters[R any] map[string]func(*R) string

// compiled makes one question of a listing's filters, or refuses one of them.
func compiled[R any](
	s *Service, c *kernel.Call, asked []Filter, known filters[R], id func(*R) string,
) (fits func(*R) bool, err error) {
	all := make([]func(*R) bool, 0, len(asked))
	for _, f := range asked {
		tag, isTag := strings.CutPrefix(f.Name, "tag:")
		look, ok := known[f.Name]
		if err := c.Require(ok || isTag || f.Name == "tag-key", ListsAreFiltered, "The filter '%s' is invalid",
			f.Name); err != nil {
			return nil, err
		}
		switch {
		case ok:
			all = append(all, func(r *R) bool { return f.allows(look(r)) })
		case isTag:
			all = append(all, func(r *R) bool {
				for _, t := range s.viewTags(c.Scope(), id(r)) {
					if t.Key == tag && f.allows(t.Value) {
						return true
					}
				}
				return false
			})
		case f.Name == "tag-key":
			all = append(all, func(r *R) bool {
				for _, t := range s.viewTags(c.Scope(), id(r)) {
					if f.allows(t.Key) {
						return true
					}
				}
				return false
			})
		}
	}
	return func(r *R) bool {
		for _, fits := range all {
			if !fits(r) {
				return false
			}
		}
		return true
	}, nil
}

// untagged is compiled for a listing of what has no tags.
func untagged[R any](s *Service, c *kernel.Call, asked []Filter, known filters[R]) (fits func(*R) bool, err error) {
	for _, f := range asked {
		tags := f.Name == "tag-key" || strings.HasPrefix(f.Name, "tag:")
		if err := c.Require(!tags, ListsAreFiltered, "The filter '%s' is invalid", f.Name); err != nil {
			return nil, err
		}
	}
	return compiled(s, c, asked, known, nothing[R])
}

// allows reports whether a value is one of the filter's.
func (f *Filter) allows(value string) bool {
	for _, wanted := range f.Values {
		if like(wanted, value) {
			return true
		}
	}
	return false
}

// like reports whether a text is of a pattern, in which * stands for anything and
// ? for one character.
func like(pattern, text string) bool {
	star, from := -1, 0
	p := 0
	for i := 0; i < len(text); {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[i]):
			p++
			i++
		case star >= 0:
			from++
			p, i = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// bounded returns how many entries a page may have.
func bounded(c *kernel.Call, asked *int32, most int) (int, error) {
	if asked == nil {
		return math.MaxInt, nil
	}
	if err := c.Require(*asked >= 5, PagesAreBounded,
		"Value ( %d ) for parameter maxResults is invalid. Expecting a value greater than 5.", *asked); err != nil {
		return 0, err
	}
	return min(max(int(*asked), 1), most), nil
}

// continued refuses a token that the listing did not give.
func continued(c *kernel.Call, ok bool) error {
	return c.Require(ok, PagesAreBounded, "The token is not one that this listing gave.")
}

// pageOf tells listings apart, so that a token serves only its own.
func pageOf(c *kernel.Call, what string, filters []Filter, more ...string) string {
	of := c.Account + c.Region + what + strings.Join(more, " ")
	if len(filters) > 0 {
		of += fmt.Sprint(filters)
	}
	return of
}
