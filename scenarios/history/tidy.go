package history

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/internal/values"
)

// tidied returns the history without what it saves and nobody uses, and with
// names numbered from 1.
func (h *History) tidied() *History {
	used, numbers := map[string]bool{}, map[string]int{}
	for i := range h.Steps {
		for _, name := range h.Steps[i].planned().uses {
			used[name] = true
		}
	}
	var pairs []string
	steps := slices.Clone(h.Steps)
	for i := range steps {
		step := &steps[i]
		var save []Saved
		for _, saved := range step.Save {
			if !used[saved.Name] {
				continue
			}
			base := strings.TrimRight(saved.Name, "0123456789")
			numbers[base]++
			name := base + strconv.Itoa(numbers[base])
			pairs = append(pairs, "${"+saved.Name+"}", "${"+name+"}", "${"+Sign+saved.Name+"}", "${"+Sign+name+"}")
			save = append(save, Saved{name, saved.Path})
		}
		step.Save, step.plan = save, nil
	}
	renamed := strings.NewReplacer(pairs...)
	for i := range steps {
		step := &steps[i]
		step.As.Account, step.As.Principal = renamed.Replace(step.As.Account), renamed.Replace(step.As.Principal)
		step.Activate = renamed.Replace(step.Activate)
		if step.In != nil {
			step.In = values.Rewritten(step.In, renamed.Replace)
		}
		step.Prepare()
	}
	return h.with(steps)
}
