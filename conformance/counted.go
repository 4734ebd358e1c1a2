package conformance

import "fmt"

// Counted counts the scenarios by their verdicts, as in "1 of 3 failed".
func (r *Report) Counted() (parts []string) {
	t, all := r.Totals, r.Totals.Sum()
	if failed := t.Failed + t.Diverges; failed > 0 {
		does := "diverged"
		if t.Diverges == 0 {
			does = "failed"
		}
		parts = append(parts, fmt.Sprintf("%s of %s %s", grouped(failed), grouped(all), does))
	}
	if held := t.Conforms + t.Held; held > 0 && (!r.OwnOnly() || t.Failed == 0) {
		parts = append(parts, scenariosHeld(held))
	}
	for _, c := range t.Counts() {
		switch c.Verdict {
		case KnownDivergence:
			if c.Count > 0 {
				parts = append(parts, counted(c.Count, "known divergence"))
			}
		case Partial:
			if c.Count > 0 {
				parts = append(parts, grouped(c.Count)+" held but for the wire")
			}
		case Inconclusive, Blocked, Unsupported, NotRun,
			HarnessError:
			if c.Count > 0 {
				parts = append(parts, fmt.Sprintf("%s %s", grouped(c.Count), c.Verdict))
			}
		}
	}
	return parts
}

// counted writes a number and what it counts, with an s for several.
func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return grouped(n) + " " + what
}

func scenariosHeld(n int) string {
	if n == 1 {
		return "1 scenario held"
	}
	return grouped(n) + " scenarios held"
}

// grouped writes a number with its thousands apart.
func grouped(n int) string {
	digits := fmt.Sprint(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
