package conformance

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/display"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// setup are the lines before all reproductions: where the target is, and that the AWS
// CLI sends what the suites send without judging it.
func setup(of target.Identity) (lines []string) {
	if of.URL == "" {
		return nil
	}
	return []string{
		"export AWS_ENDPOINT_URL=" + display.Quote(of.URL) + " AWS_PAGER= AWS_CONFIG_FILE=$(mktemp)",
		`printf '[default]\nparameter_validation = false\n' >$AWS_CONFIG_FILE`,
	}
}

// script writes exchanges as lines of shell. What an answer has given and a later call
// takes is a variable of the shell, so that the lines can be run elsewhere.
type script struct {
	lines  []string
	who    string
	leaves []*leaf
	sent   []string // the texts of calls so far, which need no answer
	names  map[string]int
}

// leaf is a text of an answer.
type leaf struct {
	call        int // the exchange that answered
	path, value string
	name        string // the variable, "" where no later call takes it
}

// shell writes the exchanges of a scenario as lines of shell.
func (o Options) shell(of target.Outcome) []string {
	calls := condense(slices.DeleteFunc(slices.Clone(of.Exchanges), func(e target.Exchange) bool { return e.Deed != nil }))
	s := &script{lines: []string{}, names: map[string]int{}}
	for i, e := range calls {
		if e.In != nil {
			eachText(values.Plain(e.In), func(text string) { s.sent = append(s.sent, text) })
		}
		if e.In != nil && e.Err == nil {
			s.answered(i, "", display.Spelt(services.OperationOf(e.In).API, values.Plain(e.Out)))
		}
	}
	for i, e := range calls {
		if e.In != nil {
			eachText(values.Plain(e.In), func(text string) { s.pieces(text, i) })
			if i == 0 || calls[i-1].As.Principal != e.As.Principal {
				s.keysOf(calls, i, func(l *leaf) { s.named(l) })
			}
		}
	}
	for i, e := range calls {
		one := tellOne(e)
		one.Caller = of.Accounts[one.Account]
		if e.In == nil {
			s.lines = append(s.lines, "# "+one.Waited+" pass")
			continue
		}
		s.actAs(o.Target, calls, i, caller(one))
		s.call(i, display.Line(e.In, e.As.Region, !isOwn(of.Source), func(text string) string { return s.quoted(text, i) }))
		if one.Refused != nil {
			s.lines = append(s.lines, commented("refused: "+one.Refused.Code+": "+one.Refused.Message))
		} else if one.Error != "" {
			s.lines = append(s.lines, commented("error: "+one.Error))
		}
	}
	return s.lines
}

// shortest is how many characters a text has that is told from others by chance alone.
const shortest = 8

// answered notes the texts of an answer that no earlier one had.
func (s *script) answered(call int, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, member := range slices.Sorted(maps.Keys(v)) {
			if plainMember.MatchString(member) {
				s.answered(call, strings.TrimPrefix(path+"."+member, "."), v[member])
			}
		}
	case []any:
		for i, element := range v[:min(len(v), mostElements)] {
			s.answered(call, fmt.Sprintf("%s[%d]", path, i), element)
		}
	case string:
		if len(v) >= shortest && strings.ContainsAny(v, "0123456789") && !accountNumber.MatchString(v) && !s.isKnown(v) {
			s.leaves = append(s.leaves, &leaf{call: call, path: path, value: v})
		}
	}
}

// isKnown reports whether a text was sent before it was answered, or answered before.
func (s *script) isKnown(v string) bool {
	return slices.ContainsFunc(s.leaves, func(l *leaf) bool { return l.value == v }) ||
		slices.ContainsFunc(s.sent, func(text string) bool { return strings.Contains(text, v) })
}

var (
	plainMember   = regexp.MustCompile(`^\w+$`)
	accountNumber = regexp.MustCompile(`^(arn:aws:iam::)?\d{12}(:root)?$`)
)

// mostElements is how many elements of a list of an answer are looked at.
const mostElements = 20

func eachText(v any, visit func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for _, member := range slices.Sorted(maps.Keys(v)) {
			eachText(v[member], visit)
		}
	case []any:
		for _, element := range v {
			eachText(element, visit)
		}
	case string:
		visit(v)
	}
}

// piece is a part of a text: as it stands, or what an answer gave.
type piece struct {
	text string
	from *leaf
}

// pieces takes a text of a call apart and names the leaves in it.
func (s *script) pieces(text string, call int) (all []piece) {
	var longest *leaf
	for _, l := range s.leaves {
		if l.call < call && strings.Contains(text, l.value) && (longest == nil || len(l.value) > len(longest.value)) {
			longest = l
		}
	}
	if longest == nil {
		return []piece{{text: text}}
	}
	s.named(longest)
	before, after, _ := strings.Cut(text, longest.value)
	if before != "" {
		all = s.pieces(before, call)
	}
	all = append(all, piece{from: longest})
	if after != "" {
		all = append(all, s.pieces(after, call)...)
	}
	return all
}

// named gives a leaf a variable, after its member.
func (s *script) named(l *leaf) {
	if l.name != "" {
		return
	}
	word := strings.ToLower(strings.TrimRight(l.path[strings.LastIndexByte(l.path, '.')+1:], "[]0123456789"))
	if word == "" {
		word = "value"
	}
	s.names[word]++
	l.name = fmt.Sprintf("%s%d", word, s.names[word])
}

// quoted quotes a text for the shell, with variables in it.
func (s *script) quoted(text string, call int) string {
	var b strings.Builder
	for _, p := range s.pieces(text, call) {
		if p.from != nil {
			b.WriteString(`"$` + p.from.name + `"`)
		} else {
			b.WriteString(display.Quote(p.text))
		}
	}
	return b.String()
}

// call writes a call, and into which variables its answer goes.
func (s *script) call(i int, line string) {
	var names, paths []string
	for _, l := range s.leaves {
		if l.call == i && l.name != "" {
			names, paths = append(names, l.name), append(paths, l.path)
		}
	}
	if names != nil {
		line = fmt.Sprintf("read -r %s < <(%s --query '[%s]' --output text)", strings.Join(names, " "), line,
			strings.Join(paths, ","))
	}
	s.lines = append(s.lines, line)
}

// keysOf visits the key, secret and token by which the caller of a call signs, and that
// an earlier answer has shown. It reports whether there are some.
func (s *script) keysOf(calls []target.Exchange, i int, visit func(*leaf)) (found bool) {
	principal := calls[i].As.Principal
	for _, l := range s.leaves {
		if principal == "" || l.call >= i || !isKey.MatchString(l.path) {
			continue
		}
		whose, _ := values.Plain(calls[l.call].Out).(map[string]any)
		if user, ok := whose["AssumedRoleUser"].(map[string]any); ok && user["Arn"] == principal {
			found = true
			visit(l)
		} else if key, ok := whose["AccessKey"].(map[string]any); ok && calls[l.call].As.Account == calls[i].As.Account &&
			strings.HasSuffix(principal, fmt.Sprintf("/%v", key["UserName"])) && strings.Contains(principal, ":user/") {
			found = true
			visit(l)
		}
	}
	return found
}

var isKey = regexp.MustCompile(`^(Credentials|AccessKey)\.(AccessKeyId|SecretAccessKey|SessionToken)$`)

// actAs writes who makes the calls from here on, and how a shell becomes that.
func (s *script) actAs(on target.Target, calls []target.Exchange, i int, by string) {
	if by == s.who {
		return
	}
	s.who = by
	s.lines = append(s.lines, "# as "+by)
	of := map[string]string{"AccessKeyId": "", "SecretAccessKey": "", "SessionToken": ""}
	if s.keysOf(calls, i, func(l *leaf) { of[l.path[strings.IndexByte(l.path, '.')+1:]] = "$" + l.name }) {
		s.lines = append(s.lines, fmt.Sprintf("export AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_SESSION_TOKEN=%s",
			of["AccessKeyId"], of["SecretAccessKey"], of["SessionToken"]))
	} else if known, ok := on.(interface{ ActAs(account string) string }); ok && calls[i].As.Principal == "" {
		if line := known.ActAs(calls[i].As.Account); line != "" {
			s.lines = append(s.lines, line)
		}
	}
}
