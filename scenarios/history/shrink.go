package history

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// Shrink returns the smallest history it finds that still breaks an invariant in the
// trial, or h itself where it breaks none.
func (h *History) Shrink(breaks Trial) *History {
	at := breaks(h)
	if at < 0 {
		return h
	}
	s := &shrinker{breaks: breaks, best: h.with(prepared(h.Steps[:at+1]))}
	s.guess()
	hasty := *s.best
	hasty.Options.Pace = kernel.Immediate
	s.accept(&hasty)
	s.dropGroups()
	for size := -1; size != s.size(); {
		size = s.size()
		s.dropChunks()
		s.shortenWaits()
		s.shortenInputs()
	}
	s.settle()
	return s.best.tidied()
}

// settle looks for waits with which the history breaks the invariant at the pace that
// worlds have by themselves, so that other targets can follow.
func (s *shrinker) settle() {
	for _, wait := range []time.Duration{10 * time.Minute, 3 * time.Hour} {
		var patient []Step
		for i, step := range s.best.Steps {
			if patient = append(patient, step); step.In != nil && i < len(s.best.Steps)-1 {
				patient = append(patient, prepared([]Step{{Advance: wait}})...)
			}
		}
		h := s.best.with(patient)
		h.Options.Pace = kernel.Typical
		if s.accept(h) {
			s.dropWaits()
			return
		}
	}
}

// dropWaits drops the waits that are not needed, one at a time.
func (s *shrinker) dropWaits() {
	for i := len(s.best.Steps) - 1; i >= 0; i-- {
		if s.best.Steps[i].In == nil && s.best.Steps[i].Advance > 0 {
			s.accept(s.best.with(slices.Delete(slices.Clone(s.best.Steps), i, i+1)))
		}
	}
}

func prepared(steps []Step) []Step {
	steps = slices.Clone(steps)
	for i := range steps {
		steps[i].Prepare()
	}
	return steps
}

// shrinker holds the smallest history found so far. It breaks an invariant at its last
// step.
type shrinker struct {
	breaks Trial
	best   *History
	played int // steps, in all trials
}

// enough is how many steps are played at most to make one history smaller.
const enough = 200_000

// try takes a smaller history over if it still breaks an invariant. Where things were
// saved from within lists, fewer things may have made them the first.
func (s *shrinker) try(h *History) bool {
	return s.accept(h) || len(h.Steps) > 0 && s.accept(h.with(first(h.Steps)))
}

func (s *shrinker) accept(h *History) bool {
	if len(h.Steps) == 0 || s.played > enough {
		return false
	}
	s.played += len(h.Steps)
	at := s.breaks(h)
	if at < 0 {
		return false
	}
	s.best = h.with(h.Steps[:at+1])
	return true
}

// size is what shrinks, in whatever dimension.
func (s *shrinker) size() int {
	size := 0
	for _, step := range s.best.Steps {
		size += 1 + int(step.Advance/1e6)
		if step.In != nil {
			size += weight(reflect.ValueOf(step.In))
		}
	}
	return size
}

// guess tries the last step and those from which it has its names, then with
// all waits, then with whatever else has to do with the same names, and so on.
func (s *shrinker) guess() {
	names := map[string]bool{}
	for known := -1; known != len(names); {
		known = len(names)
		related := s.needed(func(step *Step) bool { return touches(step, names) })
		for _, waiting := range []bool{false, true} {
			kept := s.needed(func(step *Step) bool {
				return known > 0 && touches(step, names) || waiting && step.Advance > 0
			})
			if s.try(s.best.with(merged(kept))) {
				return
			}
		}
		for i := range related {
			for _, name := range related[i].plan.uses {
				names[name] = true
			}
			for _, saved := range related[i].Save {
				names[saved.Name] = true
			}
		}
	}
}

func touches(step *Step, names map[string]bool) bool {
	return slices.ContainsFunc(step.plan.uses, func(name string) bool { return names[name] })
}

// needed returns the last step, those that are wanted, and those from which any
// of them has its names.
func (s *shrinker) needed(wanted func(*Step) bool) (kept []Step) {
	names := map[string]bool{}
	for i, step := range slices.Backward(s.best.Steps) {
		if i == len(s.best.Steps)-1 || wanted(&step) ||
			slices.ContainsFunc(step.Save, func(v Saved) bool { return names[v.Name] }) {
			for _, name := range step.plan.uses {
				names[name] = true
			}
			kept = append(kept, step)
		}
	}
	slices.Reverse(kept)
	return kept
}

// merged makes one wait of neighbours.
func merged(steps []Step) (out []Step) {
	for _, step := range steps {
		if n := len(out); n > 0 && step.Advance > 0 && out[n-1].Advance > 0 {
			out[n-1].Advance += step.Advance
			continue
		}
		out = append(out, step)
	}
	return out
}

// without returns the steps that stay: not those that drop tells, nor those
// that use the names of any that goes.
func (s *shrinker) without(drop func(int) bool) []Step {
	gone := map[string]bool{}
	kept := make([]Step, 0, len(s.best.Steps))
	for i := range s.best.Steps {
		step := &s.best.Steps[i]
		if drop(i) || len(gone) > 0 && slices.ContainsFunc(step.plan.uses, func(name string) bool { return gone[name] }) {
			for _, saved := range step.Save {
				gone[saved.Name] = true
			}
			continue
		}
		kept = append(kept, *step)
	}
	return kept
}

// dropGroups drops what belongs together in one go: all of a service, what only
// reads, then all of an account, of a Region, of an operation.
func (s *shrinker) dropGroups() {
	s.dropGroup(func(step *Step) string { return services.OperationOf(step.In).API.Service })
	s.dropGroup(func(step *Step) string {
		if services.OperationOf(step.In).Reads() && len(step.Save) == 0 {
			return "read"
		}
		return ""
	})
	s.dropGroup(func(step *Step) string { return step.As.Account })
	s.dropGroup(func(step *Step) string { return step.As.Region })
	s.dropGroup(func(step *Step) string { return services.OperationOf(step.In).FullName() })
}

func (s *shrinker) dropGroup(of func(*Step) string) {
	tried := map[string]bool{"": true}
	for i := 0; i < len(s.best.Steps)-1; i++ {
		if s.best.Steps[i].In == nil {
			continue
		}
		group := of(&s.best.Steps[i])
		if tried[group] {
			continue
		}
		tried[group] = true
		last := len(s.best.Steps) - 1
		kept := s.without(func(j int) bool {
			step := &s.best.Steps[j]
			return j < last && step.In != nil && of(step) == group
		})
		if s.try(s.best.with(kept)) {
			i = -1
		}
	}
}

// dropChunks drops ever smaller chunks, from the end to the start, until no
// single step can be dropped.
func (s *shrinker) dropChunks() {
	for size := max(1, len(s.best.Steps)/2); ; size = max(1, size/2) {
		dropped := false
		for end := len(s.best.Steps) - 1; end > 0; {
			from := max(0, end-size)
			kept := s.best.with(s.without(func(i int) bool { return from <= i && i < end }))
			if s.try(kept) || size == 1 && s.tryMovedUp(kept) {
				dropped = true
			}
			end = min(from, len(s.best.Steps)-1)
		}
		if size == 1 && !dropped {
			return
		}
	}
}

// few is how many steps a history has in which everything is tried.
const few = 60

// tryMovedUp tries a history in which one listing, or each, is one entry
// shorter than it was: what is saved from it has moved up by one.
func (s *shrinker) tryMovedUp(h *History) bool {
	if len(h.Steps) > few {
		return false
	}
	all := h.Steps
	for i := range h.Steps {
		if slices.ContainsFunc(h.Steps[i].Save, func(v Saved) bool { return behind(v.Path) }) {
			if s.accept(h.with(resaved(h.Steps, i, up))) {
				return true
			}
			all = resaved(all, i, up)
		}
	}
	return s.accept(h.with(all))
}

// first takes what is saved from within lists from their first element.
func first(steps []Step) []Step {
	changed := steps
	for i := range steps {
		if slices.ContainsFunc(steps[i].Save, func(v Saved) bool { return behind(v.Path) }) {
			changed = resaved(changed, i, func(int) int { return 0 })
		}
	}
	if &changed[0] == &steps[0] {
		return nil
	}
	return changed
}

// listed reports whether a path leads into a list.
func listed(path string) bool {
	for head := range strings.SplitSeq(path, ".") {
		if _, err := strconv.Atoi(head); err == nil {
			return true
		}
	}
	return false
}

func up(place int) int { return max(0, place-1) }

// resaved changes the places in lists from which a step saves; nil where it
// saves from none.
func resaved(steps []Step, i int, place func(int) int) []Step {
	if !slices.ContainsFunc(steps[i].Save, func(v Saved) bool { return listed(v.Path) }) {
		return nil
	}
	steps = slices.Clone(steps)
	step := &steps[i]
	step.Save = slices.Clone(step.Save)
	for j, v := range step.Save {
		heads := strings.Split(v.Path, ".")
		for k, head := range heads {
			if n, err := strconv.Atoi(head); err == nil {
				heads[k] = strconv.Itoa(place(n))
			}
		}
		step.Save[j].Path = strings.Join(heads, ".")
	}
	step.plan = nil
	step.Prepare()
	return steps
}
