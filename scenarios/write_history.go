package scenarios

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/scenarios/history"
	"gopkg.in/yaml.v3"
)

// Version is the version of the format of written histories.
const Version = 1

// Write writes a history as a scenario that expects its invariants to hold. Read reads
// it again as it was.
func Write(h *history.History, title string) []byte {
	w := writer{region: mainRegion(h), names: accountNames(h)}
	w.line("history", number(Version))
	w.line("scenario", text(title))
	w.line("invariants", invariantsNode(h))
	w.line("seed", &yaml.Node{Kind: yaml.ScalarNode, Value: strconv.FormatUint(h.Options.Seed, 10)})
	if h.Options.Pace != "" {
		w.line("pace", text(string(h.Options.Pace)))
	}
	if start := h.Options.Start; !start.IsZero() {
		w.line("start", text(start.UTC().Format(time.RFC3339Nano)))
	}
	if quotas := value(reflect.ValueOf(&h.Options.Quotas)); len(quotas.Content) > 0 {
		w.line("quotas", quotas)
	}
	if !h.Options.ManualActivation {
		w.line("activation", text("automatic"))
	}
	w.line("accounts", w.accounts())
	w.line("region", text(w.region))
	w.WriteString("steps:\n")
	for i := range h.Steps {
		w.WriteString("  - " + flow(w.step(&h.Steps[i])))
	}
	w.line("end", number(len(h.Steps)))
	return w.Bytes()
}

func invariantsNode(h *history.History) *yaml.Node {
	if len(h.Invariants) == 0 {
		return text("all")
	}
	return texts(h.Invariants)
}

// region returns the Region of most calls, the default of the scenario.
func mainRegion(h *history.History) string {
	count, most := map[string]int{}, "us-east-1"
	for i := range h.Steps {
		if region := h.Steps[i].As.Region; region != "" {
			if count[region]++; count[region] > count[most] {
				most = region
			}
		}
	}
	return most
}

// names returns the names of the accounts that call, by their numbers: those
// that are known, and a1, a2 for others.
func accountNames(h *history.History) map[string]string {
	names, taken := map[string]string{}, map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(h.Accounts)) {
		if number := h.Accounts[name]; names[number] == "" {
			names[number] = name
		}
		taken[name] = true
	}
	used := map[string]string{}
	for i := range h.Steps {
		number := h.Steps[i].As.Account
		if number == "" || used[number] != "" || strings.Contains(number, "${") {
			continue
		}
		name := names[number]
		for n := 1; name == ""; n++ {
			if candidate := fmt.Sprint("a", n); !taken[candidate] {
				name = candidate
			}
		}
		used[number], taken[name] = name, true
	}
	return used
}

// writer writes the scenario of a history.
type writer struct {
	bytes.Buffer
	region string
	names  map[string]string
}

func (w *writer) line(key string, n *yaml.Node) { w.WriteString(key + ": " + flow(n)) }

func (w *writer) accounts() *yaml.Node {
	m := mapping()
	for _, number := range slices.SortedFunc(maps.Keys(w.names), func(a, b string) int {
		return strings.Compare(w.names[a], w.names[b])
	}) {
		put(m, w.names[number], text(number))
	}
	return m
}

func (w *writer) step(s *history.Step) *yaml.Node {
	m := mapping()
	if s.Advance > 0 {
		put(m, "advance", text(kernel.FormatSpan(s.Advance)))
		return m
	}
	name := s.As.Account
	if w.names[name] != "" {
		name = w.names[name]
	}
	put(m, "as", text(name))
	if s.As.Principal != "" {
		put(m, "principal", text(s.As.Principal))
	}
	if s.As.Region != w.region {
		put(m, "region", text(s.As.Region))
	}
	if s.In == nil {
		put(m, "activate", text(s.Activate))
		return m
	}
	put(m, "call", text(services.OperationOf(s.In).FullName()))
	if with := value(reflect.ValueOf(s.In)); len(with.Content) > 0 {
		put(m, "with", with)
	}
	if s.Fails {
		put(m, "fails", &yaml.Node{Kind: yaml.ScalarNode, Value: "true"})
	}
	if len(s.Save) > 0 {
		save := mapping()
		for _, saved := range s.Save {
			put(save, saved.Name, text(saved.Path))
		}
		put(m, "save", save)
	}
	return m
}

// value writes what is there of an input.
func value(v reflect.Value) *yaml.Node {
	switch v.Kind() {
	case reflect.Pointer:
		return value(v.Elem())
	case reflect.Struct:
		m := mapping()
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && !v.Field(i).IsZero() {
				put(m, f.Name, value(v.Field(i)))
			}
		}
		return m
	case reflect.Slice:
		if values.IsBlob(v.Type()) {
			return text(values.FormatBlob(v.Bytes()))
		}
		list := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for i := range v.Len() {
			list.Content = append(list.Content, value(v.Index(i)))
		}
		return list
	case reflect.Map:
		m := mapping()
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			put(m, key.String(), value(v.MapIndex(key)))
		}
		return m
	case reflect.String:
		return text(v.String())
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: fmt.Sprint(v.Interface())}
}

func mapping() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle} }

func put(m *yaml.Node, key string, value *yaml.Node) { m.Content = append(m.Content, text(key), value) }

func text(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: strings.ToValidUTF8(s, "\uFFFD")}
	if strings.ContainsFunc(s, breaksLines) || s == merge {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// merge is the one word with a meaning of its own that the library of YAML does not quote.
const merge = "<<"

func texts(list []string) *yaml.Node { return value(reflect.ValueOf(list)) }

// breaksLines reports whether YAML may take a character for the end of a line, or
// for nothing at all.
func breaksLines(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\uFEFF'
}

func number(n int) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: strconv.Itoa(n)} }

// flow writes a node on one line.
func flow(n *yaml.Node) string {
	line, err := yaml.Marshal(n)
	if err != nil {
		panic(fmt.Sprintf("scenarios: %v", err)) // a tree of strings always has a spelling
	}
	return string(line)
}
