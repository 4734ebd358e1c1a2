package policy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// An operator's name may be prefixed by one of these for keys of many values,
// and followed by ifExists.
const (
	forAll   = "ForAllValues:"
	forAny   = "ForAnyValue:"
	ifExists = "IfExists"
	null     = "Null"
)

// operator takes an operator's name apart.
func (c *Condition) operator() (quantifier, name string, optional bool) {
	switch {
	case strings.HasPrefix(c.Operator, forAll):
		quantifier = forAll
	case strings.HasPrefix(c.Operator, forAny):
		quantifier = forAny
	}
	name, optional = strings.CutSuffix(c.Operator[len(quantifier):], ifExists)
	return quantifier, name, optional
}

// conditions reads the conditions of a statement.
func (g *Grammar) conditions(raw json.RawMessage, at string) ([]Condition, error) {
	operators, err := members(raw, at)
	if err != nil {
		return nil, err
	}
	var out []Condition
	for _, op := range operators {
		place := at + "." + op.name
		keys, err := members(op.value, place)
		if err != nil {
			return nil, err
		}
		for _, key := range keys {
			c := Condition{Operator: op.name, Key: key.name}
			if c.Values, err = scalars(key.value, place+"."+key.name); err == nil {
				err = g.condition(&c, place)
			}
			if err != nil {
				return nil, err
			}
			out = append(out, c)
		}
	}
	return out, nil
}

func (g *Grammar) condition(c *Condition, at string) error {
	_, name, _ := c.operator()
	comparison, ok := comparisons[name]
	if !ok && c.Operator != null {
		return fmt.Errorf("%s: unknown operator", at)
	}
	check := comparison.check
	if c.Operator == null {
		check = isTruth
	}
	if !g.knows(c.Key) {
		return fmt.Errorf("%s.%s: unknown condition key", at, c.Key)
	}
	for _, v := range c.Values {
		if !strings.Contains(v, "${") && !check(v) {
			return fmt.Errorf("%s.%s: %q is no value for this operator", at, c.Key, v)
		}
	}
	return nil
}

// holds tells whether a condition is met.
func (s scope) holds(c *Condition) bool {
	have := s.value(c.Key)
	quantifier, name, optional := c.operator()
	switch {
	case name == null:
		return slices.ContainsFunc(c.Values, func(v string) bool { return truth(v) == (len(have) == 0) })
	case optional && len(have) == 0:
		return true
	}
	o := comparisons[name]
	// Without a quantifier one value has to match, or, if negated, none must.
	each := quantifier == forAll || quantifier == "" && o.negated
	for _, h := range have {
		if s.matches(o, h, c.Values) != each {
			return !each
		}
	}
	return each
}

// matches tells whether a value of the request is one of those wanted, or, if
// the comparison is negated, none.
func (s scope) matches(o comparison, have string, want []string) bool {
	for _, w := range want {
		filled, ok := s.fill(w, o.escape)
		if !ok || o.same(have, filled) {
			return ok && !o.negated
		}
	}
	return o.negated
}
