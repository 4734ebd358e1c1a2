package faults

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// Validate returns the first mistake of a plan that was written in Go, nil if it
// has none. The error names place and reason, as in "Rates[0].Percent: ...".
func (p Plan) Validate() error {
	for n, r := range p.Rates {
		if at, reason := r.mistake(); reason != "" {
			return fmt.Errorf("%s[%d].%s: %s", "Rates", n, at, reason)
		}
	}
	for n, s := range p.Script {
		if at, reason := s.mistake(); reason != "" {
			return fmt.Errorf("%s[%d].%s: %s", "Script", n, at, reason)
		}
	}
	return nil
}

// mistake returns a member and what is wrong with it, "" if nothing is.
func (r Rate) mistake() (member, reason string) {
	if !(r.Percent > 0 && r.Percent <= 100) || math.IsNaN(r.Percent) {
		return "Percent", fmt.Sprintf("want a number above 0 and up to 100, got %v", r.Percent)
	}
	if r.Most < 0 {
		return "Most", fmt.Sprintf("want a whole number above 0, or 0 for no limit, got %d", r.Most)
	}
	for _, name := range r.Calls {
		if operations(name) == nil {
			return "Calls", noCalls(name)
		}
	}
	for _, number := range r.Accounts {
		if !kernel.IsAccount(number) {
			return "Accounts", noAccount(number)
		}
	}
	return r.Fault.mistake(r.Calls)
}

func noCalls(name string) string {
	return fmt.Sprintf("there is no operation or service %q: want one such as cloudhsmv2.CreateCluster or ram", name)
}

func noOperation(name string) string {
	return fmt.Sprintf("there is no operation %q: want one such as cloudhsmv2.CreateCluster", name)
}

func noAccount(number string) string {
	return fmt.Sprintf("%q is not an account number: want 12 digits", number)
}

// mistake of a fault that is limited to calls, or to none.
func (f Fault) mistake(calls []string) (member, reason string) {
	timed := f.Kind == Delay || f.Kind == StaleRead
	switch {
	case !slices.Contains(Kinds, f.Kind):
		return "Kind", fmt.Sprintf("there is no fault %q: there are %v", f.Kind, Kinds)
	case !timed && f.By != 0:
		return "By", fmt.Sprintf("%s has no duration", f.Kind)
	case timed && f.By == 0:
		return "By", fmt.Sprintf(`%s lacks "by": how long it is`, f.Kind)
	}
	for _, name := range calls {
		if !slices.ContainsFunc(operations(name), func(op *kernel.Operation) bool {
			return f.Kind.fits(op, reflect.New(op.In).Interface())
		}) {
			return "Kind", fmt.Sprintf("%s cannot have the fault %s", name, f.Kind)
		}
	}
	if window := longestWindow(); f.Kind == StaleRead && f.By > window {
		return "By", fmt.Sprintf("the window of a stale read is %s at most", window)
	}
	return "By", noSpan(f.By)
}

func noSpan(d time.Duration) string {
	if d < 0 || d > kernel.LongestSpan {
		return fmt.Sprintf("want a time span of up to %d days, got %s", kernel.LongestSpan/kernel.Day, d)
	}
	return ""
}

func (s Scripted) mistake() (member, reason string) {
	if at, reason := s.At.mistake(); reason != "" {
		return "At." + at, reason
	}
	kinds := 0
	for _, one := range []bool{s.Fault != Fault{}, s.Advance != 0, s.In != nil} {
		if one {
			kinds++
		}
	}
	switch {
	case kinds != 1:
		return "Fault", "want one of Fault, Advance and In"
	case s.Advance != 0:
		return "Advance", noSpan(s.Advance)
	case s.In != nil:
		return s.Happening.mistake()
	case s.At.Call != "":
		return s.Fault.mistake([]string{s.At.Call})
	}
	return s.Fault.mistake(nil)
}

func (p Place) mistake() (member, reason string) {
	service, name, _ := strings.Cut(p.Call, ".")
	if services.FindOperation(service, name) == nil && p.Call != "" {
		return "Call", noOperation(p.Call)
	}
	if p.As != "" && !kernel.IsAccount(p.As) {
		return "As", noAccount(p.As)
	}
	if p.Nth < 0 {
		return "Nth", fmt.Sprintf("want a whole number above 0, got %d", p.Nth)
	}
	return "", ""
}

func (h Happening) mistake() (member, reason string) {
	in := reflect.ValueOf(h.In)
	if services.OperationOf(h.In) == nil || in.IsNil() {
		return "In", fmt.Sprintf("%T is not a pointer to the input of an operation of package model", h.In)
	}
	if _, err := kernel.ParseARN(h.As); err != nil && !variable.MatchString(h.As) && !kernel.IsAccount(h.As) {
		return "As", noAccount(h.As)
	}
	if h.Region != "" && !slices.Contains(kernel.Regions, h.Region) {
		return "Region", fmt.Sprintf("there is no Region %q", h.Region)
	}
	reason = unseen(h.As)
	values.EachString(in, "", func(_, text string) {
		if reason == "" {
			reason = unseen(text)
		}
	})
	if reason != "" {
		return "In", reason
	}
	return "", ""
}

// unseen complains of the first ${...} of a text that is no name which may be
// seen.
func unseen(text string) string {
	for _, found := range variable.FindAllStringSubmatch(text, -1) {
		if !memberNames[found[1]] {
			return fmt.Sprintf("no call or answer has a text called %q: want ${%s} or a member such as ${ResourceShareArn}",
				found[1], caller)
		}
	}
	return ""
}
