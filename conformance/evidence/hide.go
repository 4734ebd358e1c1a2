package evidence

import (
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/display"
	"github.com/shareproof/shareproof/internal/pki"
	"github.com/shareproof/shareproof/internal/redact"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// Hider finds in what a target says what is nobody's business, and gives each a stand-in:
// numbers of accounts that are none of the suites', names that callers never said, addresses,
// keys, tokens, passwords and certificates. The same text has the same stand-in wherever it is
// written, so that what is hidden can be judged and compared.
type Hider struct {
	secrets *redact.Secrets
	own     map[string]bool // numbers of accounts, and names, that callers said
	taken   map[string]bool // numbers that were seen or stand for others
	met     map[string]bool // texts that were looked at
	counts  map[string]int  // stand-ins of each kind
}

// NewHider returns a Hider that gives what it finds to secrets.
func NewHider(secrets *redact.Secrets) *Hider {
	return &Hider{secrets: secrets, own: map[string]bool{}, taken: map[string]bool{},
		met: map[string]bool{}, counts: map[string]int{}}
}

// Bytes returns a text with stand-ins in the place of what was found until now.
func (h *Hider) Bytes(text []byte) []byte { return h.secrets.Bytes(text) }

// Text does the same.
func (h *Hider) Text(text string) string { return h.secrets.Text(text) }

// Target hides the numbers that an endpoint gave the suites' accounts: the suites' own
// stand for them.
func (h *Hider) Target(who target.Identity) {
	for _, ours := range sortedKeys(who.Accounts) {
		h.own[ours] = true
		if theirs := who.Accounts[ours]; theirs != ours && kernel.IsAccount(theirs) {
			h.secrets.AddAs(theirs, ours)
		}
	}
}

// Learn finds what is to be hidden in what a scenario said and heard.
func (h *Hider) Learn(o *target.Outcome) {
	for _, number := range sortedKeys(o.Accounts) {
		h.own[number] = true
	}
	for i := range o.Exchanges {
		e := &o.Exchanges[i]
		h.own[e.As.Account] = true
		if e.In == nil {
			continue
		}
		values.EachString(reflect.ValueOf(e.In), "", func(path, text string) { h.said(path, text) })
		if e.Out != nil && e.Err == nil {
			values.EachString(reflect.ValueOf(e.Out), "", func(path, text string) { h.heard(path, text) })
		}
		var refused *kernel.Error
		if errors.As(e.Err, &refused) {
			h.heard("", refused.Message)
		} else if e.Err != nil {
			h.heard("", e.Err.Error())
		}
	}
	if o.Err != nil {
		h.heard("", o.Err.Error())
	}
}

// LearnMoment finds what is to be hidden in a record that was read. Nobody's accounts are the
// suites'.
func (h *Hider) LearnMoment(m *Moment) {
	h.heard("", m.As.Account)
	for _, v := range []any{m.In, m.Out} {
		if v != nil {
			values.EachString(reflect.ValueOf(v), "", func(path, text string) { h.heard(path, text) })
		}
	}
	if m.Refused != nil {
		h.heard("", m.Refused.Message)
	}
}

var (
	address   = regexp.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
	accessKey = regexp.MustCompile(`\b(AKIA|ASIA)[A-Z0-9]{12,}\b`)
	pemBlock  = regexp.MustCompile(`-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END [A-Z0-9 ]+-----`)
	signature = regexp.MustCompile(`(?:X-Amz-(?:Signature|Security-Token|Credential)|Signature)=([^&"'\s,]+)`)
	named     = regexp.MustCompile(`\b(user|role|group|assumed-role|instance-profile|alias|policy)/([\w+=,.@/-]+)`)
	example   = regexp.MustCompile(`[@.]example\.(com|org|net)$`)
)

// said notes what callers say: they may say it again. Secrets are hidden nevertheless.
func (h *Hider) said(path, text string) {
	h.secret(path, text)
	if h.own[text] || len(text) > 1<<16 {
		return
	}
	h.patterns(text)
	for _, word := range numbersIn(text) {
		h.own[word] = true
	}
	h.own[text] = true
	for _, found := range named.FindAllStringSubmatch(text, -1) {
		for name := range strings.SplitSeq(found[2], "/") {
			h.own[name] = true
		}
	}
}

// heard hides what a target shows and no caller has said.
func (h *Hider) heard(path, text string) {
	h.secret(path, text)
	if h.met[text] {
		return
	}
	h.met[text] = true
	h.patterns(text)
	for _, word := range numbersIn(text) {
		if !h.own[word] && h.secrets.StandIn(word) == "" && !h.taken[word] {
			h.secrets.AddAs(word, h.number())
		}
	}
	if !strings.Contains(text, "/") {
		return
	}
	for _, at := range named.FindAllStringSubmatchIndex(text, -1) {
		if !strings.HasSuffix(text[:at[0]], ":aws:") { // AWS's own are everybody's
			h.name(text[at[2]:at[3]], text[at[4]:at[5]])
		}
	}
}

// numbersIn lists what may be account numbers in a text.
func numbersIn(text string) (found []string) {
	for from := 0; from < len(text); {
		if c := text[from]; c < '0' || c > '9' {
			from++
			continue
		}
		end := from
		for end < len(text) && text[end] >= '0' && text[end] <= '9' {
			end++
		}
		if kernel.IsAccount(text[from:end]) {
			found = append(found, text[from:end])
		}
		from = end
	}
	return found
}

// everybodys are parts of names that AWS gives.
var everybodys = []string{"aws", "aws-service-role", "service-role", "job-function", "aws-reserved", "sso.amazonaws.com", "root"}

// number returns the next number that stands for an account. No suite uses it.
func (h *Hider) number() string {
	h.counts["account"]++
	number := fmt.Sprintf("2%011d", h.counts["account"])
	h.taken[number] = true
	return number
}

// shortestName is how long a name is at least that is hidden by itself; shorter ones are only
// behind the word that says what they name.
const shortestName = 6

// name hides the names behind user/, role/ and their like. Those of AWS are everybody's.
func (h *Hider) name(kind, path string) {
	for name := range strings.SplitSeq(path, "/") {
		if name == "" || h.own[name] || h.own[path] || h.taken[name] || slices.Contains(everybodys, name) ||
			strings.HasPrefix(name, "AWS") || strings.HasSuffix(name, ".amazonaws.com") || kind == "alias" && strings.HasPrefix(path, "aws/") {
			continue
		}
		h.counts["name"]++
		standIn := fmt.Sprint("name", h.counts["name"])
		h.taken[standIn] = true
		h.secrets.AddAs(kind+"/"+name, kind+"/"+standIn)
		if len(name) >= shortestName {
			h.secrets.AddAs(name, standIn)
		}
	}
}

// patterns hides what is secret whoever said it.
func (h *Hider) patterns(text string) {
	if !strings.ContainsAny(text, "@=-") && !strings.Contains(text, "AKIA") && !strings.Contains(text, "ASIA") {
		return
	}
	for _, found := range findAll(address, "@", text) {
		if !example.MatchString(found) && h.secrets.StandIn(found) == "" {
			h.counts["address"]++
			h.secrets.AddAs(found, fmt.Sprintf("person%d@example.com", h.counts["address"]))
		}
	}
	for _, kind := range []string{"AKIA", "ASIA"} {
		for _, found := range findAll(accessKey, kind, text) {
			h.accessKey(found)
		}
	}
	for _, found := range findAll(pemBlock, "-----BEGIN ", text) {
		h.pem(found)
	}
	for _, found := range findAll(signature, "=", text) {
		_, value, _ := strings.Cut(found, "=")
		h.token(value)
	}
}

// findAll finds what an expression matches in a text, if it holds a mark that any match has.
func findAll(expression *regexp.Regexp, mark, text string) []string {
	if !strings.Contains(text, mark) {
		return nil
	}
	return expression.FindAllString(text, -1)
}

// pem hides a certificate or a key; the suites' own trust anchor is everybody's.
func (h *Hider) pem(block string) {
	if strings.Contains(pki.TrustAnchor(), block) || h.secrets.StandIn(block) != "" || strings.Contains(block, redactedPEM) {
		return
	}
	h.counts["pem"]++
	label, _, _ := strings.Cut(strings.TrimPrefix(block, "-----BEGIN "), "-----")
	h.secrets.AddAs(block, fmt.Sprintf("-----BEGIN %s-----\n%s %d\n-----END %[1]s-----", label, redactedPEM, h.counts["pem"]))
}

// redactedPEM is what is inside of the stand-in of a certificate or key.
const redactedPEM = "redacted"

// accessKey hides the ID of an access key behind one that looks like it.
func (h *Hider) accessKey(id string) {
	if h.taken[id] || h.secrets.StandIn(id) != "" {
		return
	}
	h.counts["key"]++
	standIn := fmt.Sprintf("%sREDACTED%0*d", id[:4], len(id)-12, h.counts["key"])
	h.taken[standIn] = true
	h.secrets.AddAs(id, standIn)
}

// token hides a text of which nobody can make anything.
func (h *Hider) token(text string) {
	if h.taken[text] || h.secrets.StandIn(text) != "" || len(text) < shortestName || text == redact.Mark {
		return
	}
	h.counts["token"]++
	standIn := fmt.Sprint("redacted", h.counts["token"])
	if more := len(text) - len(standIn); more > 0 {
		standIn += strings.Repeat("x", more)
	}
	if raw, err := base64.StdEncoding.DecodeString(text); err == nil && len(raw) > 0 {
		content := fmt.Sprintf("%0*d", len(raw), h.counts["token"])
		standIn = base64.StdEncoding.EncodeToString([]byte(content[len(content)-len(raw):]))
	}
	h.taken[standIn] = true
	h.secrets.AddAs(text, standIn)
}

// secret hides the members that hold secrets, and what else is private.
func (h *Hider) secret(path, text string) {
	member := path[strings.LastIndexByte(path, '.')+1:]
	switch {
	case member == "AccessKeyId":
		if len(text) > 12 {
			h.accessKey(text)
		}
	case display.IsSecret(member):
		h.token(text)
	case slices.Contains([]string{"AccountName", "MasterAccountEmail", "ManagementAccountEmail"}, member) && !h.own[text]:
		h.name("account", text)
	}
}
