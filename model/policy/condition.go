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
	if strings.HasPrefix(c.Operator, "For") {
		switch {
		case strings.HasPrefix(c.Operator, forAll):
			quantifier = forAll
		case strings.HasPrefix(c.Operator, forAny):
			quantifier = forAny
		}
	}
	name, optional = strings.CutSuffix(c.Operator[len(quantifier):], ifExists)
	return quantifier, name, optional
}

// conditions reads the conditions of a statement.
func conditions(raw json.RawMessage, at string) ([]Condition, error) {
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
				err = c.check(place)
			}
			if err != nil {
				return nil, err
			}
			out = append(out, c)
		}
	}
	return out, nil
}

// check tells what is wrong with the operator of a condition, or with its values. Dates
// are looked at later.
func (c *Condition) check(at string) error {
	_, name, _ := c.operator()
	comparison, ok := comparisons[name]
	if !ok && c.Operator != null {
		return fmt.Errorf("%s: unknown operator", at)
	}
	check, variables := isTruth, false
	if ok {
		check, variables = comparison.check, comparison.variables
	}
	for _, v := range c.Values {
		if variable := variables && strings.Contains(v, "${"); !variable && !check(v) && !strings.HasPrefix(name, "Date") {
			return fmt.Errorf("%s.%s: %q is no value for this operator", at, c.Key, v)
		}
	}
	return nil
}

// holds reports whether a condition is met, and, of one that is not, whether it is
// so only for lack of a set operator.
func (s scope) holds(c *Condition) (met, several bool) {
	have := s.value(c.Key)
	quantifier, name, optional := c.operator()
	switch {
	case name == null:
		return slices.ContainsFunc(c.Values, func(v string) bool { return truth(v) == (len(have) == 0) }), false
	case optional && len(have) == 0, quantifier == forAll && areEmpty(have):
		return true, false
	}
	o := comparisons[name]
	if quantifier == "" && severalValued(c.Key, have) {
		return s.withoutSetOperator(o, have, c.Values)
	}
	// Without a quantifier one value has to match, or, if negated, none must.
	each := quantifier == forAll || quantifier == "" && o.negated
	for _, h := range have {
		if s.matches(o, h, c.Values) != each {
			return !each, false
		}
	}
	return each, false
}

// severalValued reports whether a key has several values, or may have.
func severalValued(key string, have []string) bool {
	return len(have) > 1 || len(have) == 1 && isMultivalued(key)
}

// withoutSetOperator answers for holds where a condition on a key of several
// values does not say whether all of them must match or one. AWS tells that it
// has to, and not what becomes of it otherwise: nothing is allowed by it, and
// what it may deny is denied (IAM User Guide,
// reference_policies_condition-single-vs-multi-valued-context-keys).
func (s scope) withoutSetOperator(o *comparison, have, want []string) (met, several bool) {
	might := o.negated || slices.ContainsFunc(have, func(h string) bool { return s.matches(o, h, want) })
	return might && s.effect == Deny, might && s.effect == Allow
}

// areEmpty reports whether values are a null dataset, as ForAllValues: calls it:
// none, or nothing but empty texts.
func areEmpty(values []string) bool {
	return !slices.ContainsFunc(values, func(v string) bool { return v != "" })
}

// matches reports whether a value of the request is one of those wanted, or, if
// the comparison is negated, none. A variable without a value is like nothing.
func (s scope) matches(o *comparison, have string, want []string) bool {
	for _, w := range want {
		p, ok := wild(w), true
		if o.variables {
			p, ok = s.fill(w)
		}
		if ok && o.same(have, p) {
			return !o.negated
		}
	}
	return o.negated
}
