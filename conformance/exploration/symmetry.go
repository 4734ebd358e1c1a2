package exploration

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
	"gopkg.in/yaml.v3"
)

// mostAlike is how many accounts may be alike: their permutations are what a world
// can be keyed under.
const mostAlike = 3

// swap puts accounts that are alike in the place of each other, and with them what
// their moves save.
type swap struct {
	accounts map[string]string // by their numbers
	names    map[string]string // that steps save; those that stay are not in it
	moves    []int             // the move that each move becomes
	renaming *kernel.Renaming  // of what a world holds after the setup
}

// readAlike reads which accounts nothing tells apart, and makes sure of it: each move and
// each look becomes another one where they change places.
func (u *Universe) readAlike(f map[string]*yaml.Node) error {
	n := f["alike"]
	if n == nil {
		return nil
	}
	for _, element := range n.Content {
		if u.Accounts[element.Value] == "" || slices.Contains(u.alike, element.Value) {
			return strictyaml.At(element, "want another account of this file, got %s", strictyaml.Describe(element))
		}
		u.alike = append(u.alike, element.Value)
	}
	if len(u.alike) < 2 || len(u.alike) > mostAlike {
		return strictyaml.At(n, "want a list of 2 to %d accounts that are alike", mostAlike)
	}
	if len(u.moves.all) > 64 {
		return strictyaml.At(n, "where accounts are alike there may be 64 moves, not %d", len(u.moves.all))
	}
	for _, others := range permutations(u.alike)[1:] {
		s := u.swapOf(others)
		var err error
		if s.moves, err = u.become(&u.moves, f["moves"], s); err != nil {
			return err
		}
		if _, err = u.become(&u.look, f["look"], s); err != nil {
			return err
		}
		u.swaps = append(u.swaps, s)
	}
	return nil
}

// swapOf puts others in the place of the accounts that are alike. What belongs to one
// of them has a name that begins with its name and a hyphen.
func (u *Universe) swapOf(others []string) swap {
	s := swap{accounts: map[string]string{}, names: map[string]string{}}
	for i, account := range u.alike {
		s.accounts[u.Accounts[account]] = u.Accounts[others[i]]
		for _, list := range []*steps{&u.setup, &u.moves} {
			for j := range list.all {
				for _, saved := range list.all[j].Save {
					if rest, ok := strings.CutPrefix(saved.Name, account+"-"); ok && others[i] != account {
						s.names[saved.Name] = others[i] + "-" + rest
					}
				}
			}
		}
	}
	return s
}

// become finds the step that each step of a list, which stands at a node, becomes.
func (u *Universe) become(list *steps, at *yaml.Node, s swap) ([]int, error) {
	var pairs []string
	for _, from := range slices.Sorted(maps.Keys(s.accounts)) {
		pairs = append(pairs, from, s.accounts[from])
	}
	for _, from := range slices.Sorted(maps.Keys(s.names)) {
		pairs = append(pairs, "${"+from+"}", "${"+s.names[from]+"}")
	}
	renamed, place := strings.NewReplacer(pairs...), map[string]int{}
	for i := range list.all {
		place[textOf(&list.all[i])] = i
	}
	var becomes []int
	for i := range list.all {
		j, ok := place[renamed.Replace(textOf(&list.all[i]))]
		if !ok {
			return nil, strictyaml.At(at.Content[i], "%s are told apart: no step is this one where they change places",
				strings.Join(u.alike, ", "))
		}
		becomes = append(becomes, j)
	}
	return becomes, nil
}

// textOf writes a step, so that equal ones have equal texts.
func textOf(s *history.Step) string {
	in, _ := json.Marshal(s.In) // inputs always marshal
	text := fmt.Sprintf("%v %v %s %T %s", s.Advance, s.As, s.Activate, s.In, in)
	for _, saved := range s.Save {
		text += " ${" + saved.Name + "} " + saved.Path
	}
	return text
}

// permutations lists all orders of a list, first that in which it is.
func permutations(list []string) [][]string {
	if len(list) == 0 {
		return [][]string{nil}
	}
	var all [][]string
	for i := range list {
		rest := slices.Delete(slices.Clone(list), i, i+1)
		for _, p := range permutations(rest) {
			all = append(all, append([]string{list[i]}, p...))
		}
	}
	return all
}

// after completes a swap by what the setup has saved: where the names of two IDs change
// places, the IDs do.
func (s swap) after(vars history.Vars) swap {
	pairs := maps.Clone(s.accounts)
	for _, from := range slices.Sorted(maps.Keys(s.names)) {
		ours, theirs := parts(vars[from]), parts(vars[s.names[from]])
		for i := range min(len(ours), len(theirs)) {
			if ours[i] != theirs[i] {
				pairs[ours[i]] = theirs[i]
			}
		}
	}
	var flat []string
	for _, from := range slices.Sorted(maps.Keys(pairs)) {
		if to := pairs[from]; from != "" && from != to {
			flat = append(flat, from, to)
		}
	}
	s.renaming = kernel.NewRenaming(flat...)
	return s
}

// parts splits an ARN; of an ID there is one part.
func parts(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ':' || r == '/' })
}

// keyed sets the key of a node: of all that it is the same as, the least. It returns
// how many of these differ.
func (w *worker) keyed(n *node) (differ int) {
	n.key = mixed(n.state, n.names.key, n.idle)
	images := [1 + kernel.Images]kernel.Key{n.key}
	all := images[:1]
	for i := range w.swaps {
		s := &w.swaps[i]
		idle := uint64(0)
		for j, to := range s.moves {
			idle |= n.idle >> j & 1 << to
		}
		state := n.world.Future(s.renaming, i)
		if k := mixed(state, n.names.images[i], idle); !slices.Contains(all, k) {
			all = append(all, k)
		}
	}
	for _, k := range all {
		if k[0] < n.key[0] || k[0] == n.key[0] && k[1] < n.key[1] {
			n.key = k
		}
	}
	return len(all)
}

func mixed(state, names kernel.Key, idle uint64) kernel.Key {
	k := kernel.NewKeyer()
	k.Mix(state)
	k.Mix(names)
	k.Mix(kernel.Key{idle})
	return k.Key()
}
