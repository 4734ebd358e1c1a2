package policy

// PlantOperator has an operator compare as another one does, until the returned function
// is called.
func PlantOperator(operator, as string) (restore func()) {
	right := comparisons[operator]
	wrong := *comparisons[as]
	wrong.negated = right.negated
	comparisons[operator] = &wrong
	return func() { comparisons[operator] = right }
}

// Operators lists the operators of conditions but Null.
func Operators() (all []string) {
	for name := range comparisons {
		all = append(all, name)
	}
	return all
}
