package conformance

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// WireResult is a member of answers that is not as the protocol has it, so that no
// client of AWS reads them. The harness passed it over and read on.
type WireResult struct {
	Operation string `json:"operation"`
	Member    string `json:"member"`
	// Reason says what the protocol has, and what stood there.
	Reason string `json:"reason"`
	// Count is how often it occurred, and Scenarios in how many scenarios.
	Count     int `json:"count"`
	Scenarios int `json:"scenarios"`
	// Got is the first value, and Example where the scenario stands that showed it.
	Got     string `json:"got"`
	Example string `json:"example"`
	// Known reports whether somebody answers for it.
	Known bool `json:"known,omitempty"`
}

// place is what a list of known divergences calls the mistake.
func (r WireResult) place() string { return r.Operation + " " + r.Member }

// wireCauses lists the mistakes on the wire, the most frequent first, and the causes
// that they are.
func wireCauses(all []judgement) (results []WireResult, found []Cause) {
	with := map[string]*Cause{}
	for _, j := range all {
		for _, m := range j.wire {
			i := slices.IndexFunc(results, func(r WireResult) bool { return r.mistake() == m.String() })
			if i < 0 {
				i = len(results)
				results = append(results, WireResult{Operation: m.Operation, Member: m.Member, Reason: m.Reason, Got: m.Got,
					Example: j.result.Source})
				with[m.String()] = &Cause{Operation: m.Operation, Reason: m.Member + ": " + m.Reason, Rules: []string{},
					Example: j.result.Source, Wire: true}
			}
			results[i].Count += m.Count
			results[i].Scenarios++
			with[m.String()].Scenarios++
			with[m.String()].reproduce(m.Reproduction)
		}
	}
	slices.SortStableFunc(results, func(a, b WireResult) int { return cmp.Compare(b.Scenarios, a.Scenarios) })
	for _, r := range results {
		found = append(found, *with[r.mistake()])
	}
	return results, found
}

// mistake is what tells the mistake from others.
func (r WireResult) mistake() string {
	return target.WireMistake{Operation: r.Operation, Member: r.Member, Reason: r.Reason}.String()
}

// spelt tells the first of some mistakes, and how many more there are.
func spelt(all []target.WireMistake) string {
	if more := len(all) - 1; more > 0 {
		return fmt.Sprintf("%s (and %d more)", all[0], more)
	}
	return all[0].String()
}

// onTheWire makes of a report one of an endpoint that does not speak the protocols: no
// rule is accused of that, but the endpoint diverges, unless somebody answers for it.
func (r *Report) onTheWire(known *Known) {
	wrong := 0
	for i, m := range r.Wire {
		if r.Wire[i].Known = known.knows(m); !r.Wire[i].Known {
			wrong++
		}
	}
	switch {
	case wrong > 0:
		r.Verdict = Diverges
		if r.OwnOnly() {
			r.Verdict = Failed
		}
		r.note("its answers are not in the protocols of AWS: " + counted(wrong, "wire mistake"))
	case r.Wire != nil && r.Verdict == Partial:
		r.Verdict = KnownDivergence
	}
}

// answered is the index of the first exchange in which an operation was answered.
func answered(o target.Outcome, operation string) int {
	return slices.IndexFunc(o.Exchanges, func(e target.Exchange) bool {
		return e.In != nil && e.Err == nil && services.OperationOf(e.In).FullName() == operation
	})
}
