package faults

import (
	"os"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// Version is that of the plan files which this package reads.
const Version = 1

// Load reads a plan from a YAML file; docs/faults.md lists its keys. An error
// names file, line, column and reason.
func Load(file string) (Plan, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return Plan{}, err
	}
	return Parse(file, text)
}

// Parse reads a plan from the text of a file.
func Parse(file string, text []byte) (Plan, error) {
	p, err := parse(text)
	if err != nil {
		return Plan{}, strictyaml.InFile(file, err)
	}
	return p, nil
}

func parse(text []byte) (p Plan, err error) {
	top, err := strictyaml.Root(text, "a fault plan")
	if err != nil {
		return p, err
	}
	if err := strictyaml.Whole(top, "a fault plan", "faults", Version); err != nil {
		return p, err
	}
	f, err := strictyaml.Fields(top, "a fault plan", "faults", "seed", "rates", "script", "end")
	if err != nil {
		return p, err
	}
	if n := f["seed"]; n != nil {
		if p.Seed, err = strconv.ParseUint(n.Value, 10, 64); err != nil || n.ShortTag() != "!!int" {
			return p, strictyaml.At(n, "want the seed as a whole number from 0 to 18446744073709551615, got %s",
				strictyaml.Describe(n))
		}
	}
	if p.Rates, err = each(f["rates"], "rates", rate); err != nil {
		return p, err
	}
	p.Script, err = each(f["script"], "script", scripted)
	return p, err
}

func each[T any](n *yaml.Node, what string, read func(*yaml.Node) (T, error)) (all []T, err error) {
	if n == nil {
		return nil, nil
	}
	list, err := strictyaml.Elements(n, what)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		one, err := read(e)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func rate(n *yaml.Node) (r Rate, err error) {
	f, err := strictyaml.Fields(n, "a rate", "fault", "percent", "calls", "accounts", "most", "by")
	if err != nil {
		return r, err
	}
	if f["percent"] == nil {
		return r, strictyaml.At(n, `the rate lacks "percent"`)
	}
	if err := f["percent"].Decode(&r.Percent); err != nil || !(r.Percent > 0 && r.Percent <= 100) {
		return r, strictyaml.At(f["percent"], "want percent as a number above 0 and up to 100, got %s",
			strictyaml.Describe(f["percent"]))
	}
	if n := f["most"]; n != nil {
		if n.ShortTag() != "!!int" || n.Decode(&r.Most) != nil || r.Most < 1 {
			return r, strictyaml.At(n, "want most as a whole number above 0, got %s", strictyaml.Describe(n))
		}
	}
	if r.Calls, err = each(f["calls"], "calls", calls); err != nil {
		return r, err
	}
	if r.Accounts, err = each(f["accounts"], "accounts", account); err != nil {
		return r, err
	}
	r.Fault, err = fault(n, f, r.Calls)
	return r, err
}

// fault reads what goes wrong with calls; none named means with all.
func fault(n *yaml.Node, f map[string]*yaml.Node, calls []string) (one Fault, err error) {
	if f["fault"] == nil {
		return one, strictyaml.At(n, `the %s lacks "fault"`,
			map[bool]string{true: "rate", false: "entry"}[f["percent"] != nil])
	}
	one.Kind = Kind(f["fault"].Value)
	if by := f["by"]; by != nil {
		if one.By, err = strictyaml.Span(by); err != nil {
			return one, err
		}
	}
	if member, reason := one.mistake(calls); reason != "" {
		at := map[string]*yaml.Node{"Kind": f["fault"], "By": f["by"]}[member]
		if at == nil {
			at = n
		}
		return one, strictyaml.At(at, "%s", reason)
	}
	return one, nil
}

// operations lists the operations that the name of a service or operation means.
func operations(name string) (all []*kernel.Operation) {
	if api := services.Find(name); api != nil {
		return api.Operations
	}
	service, operation, _ := strings.Cut(name, ".")
	if op := services.FindOperation(service, operation); op != nil {
		all = append(all, op)
	}
	return all
}

// longestWindow is how far any read may lag behind.
func longestWindow() (window time.Duration) {
	for _, api := range services.All {
		window = max(window, api.StaleFor)
	}
	return window
}

func calls(n *yaml.Node) (string, error) {
	if operations(n.Value) == nil {
		return "", strictyaml.At(n, "%s", noCalls(n.Value))
	}
	return n.Value, nil
}

func account(n *yaml.Node) (string, error) {
	number, err := strictyaml.Text(n, "an account number")
	if err == nil && !kernel.IsAccount(number) {
		err = strictyaml.At(n, "%s", noAccount(number))
	}
	return number, err
}
