package policy_test

import (
	"math/big"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/policy"
)

// This file is a second evaluator, written after docs/policies.md and the IAM
// User Guide and not after the engine. It shares no code with it, is as plain as
// it can be, and slow.

// naive evaluates one request.
type naive struct{ *policy.Request }

// said is what the statements of some policies come to.
type said struct{ denies, toSelf, toAll, toRole, toAccount bool }

func (s said) allows() bool { return s.toSelf || s.toAll || s.toRole || s.toAccount }

func (n naive) hear(documents []policy.Document) (all said) {
	for _, d := range documents {
		for _, s := range d.Statements {
			switch name := n.named(s); {
			case !n.applies(d.Version, s):
			case s.Effect == policy.Deny:
				all.denies = true
			case name == "account":
				all.toAccount = true
			case name == "role":
				all.toRole = true
			case name == "all":
				all.toAll = true
			default:
				all.toSelf = true
			}
		}
	}
	return all
}

// decide combines all policies as the evaluation logic of the User Guide does:
// denials, then service control policies, the resource's policy, identity policies,
// the boundary and session policies.
func decide(mode string, identity, boundary, session, resource said, levels []said) bool {
	if identity.denies || boundary.denies || session.denies || resource.denies {
		return false
	}
	for _, level := range levels {
		if level.denies || !level.allows() {
			return false
		}
	}
	bounds := boundary.allows() && session.allows()
	own := identity.allows() && bounds
	switch {
	case mode == "both":
		return own && resource.allows()
	case resource.toSelf, resource.toAll && session.allows(), resource.toRole && bounds, resource.toAccount && own:
		return true
	}
	return mode == "either" && own
}

// named tells by which name a statement names who asks.
func (n naive) named(s policy.Statement) (best string) {
	all := s.Principals
	if len(all.AWS)+len(all.Service)+len(all.Federated)+len(all.CanonicalUser) == 0 {
		return "self"
	}
	p, worth := n.Principal, map[string]int{"account": 1, "role": 2, "all": 3, "self": 4}
	for _, entry := range all.AWS {
		if name := nameOf(p, entry); worth[name] > worth[best] {
			best = name
		}
	}
	if p.Service != "" && slices.Contains(all.Service, p.Service) {
		return "self"
	}
	return best
}

func nameOf(p policy.Principal, entry string) string {
	role, _, ofRole := strings.Cut(p.ID, ":")
	administrator := "arn:aws:iam::" + p.Account + ":root"
	switch {
	case entry == "*":
		return "all"
	case p.Account == "":
		return ""
	case entry == p.ARN || entry == p.ID:
		return "self"
	case p.Role != "" && (entry == p.Role || ofRole && entry == role):
		return "role"
	case entry == p.Account || entry == administrator:
		if p.ARN == administrator {
			return "self"
		}
		return "account"
	}
	return ""
}

// spared reports whether NotPrincipal names who asks in all that he acts as.
func (n naive) spared(list policy.Principals) bool {
	p, has := n.Principal, func(name string) bool { return slices.Contains(list.AWS, name) }
	administrator := "arn:aws:iam::" + p.Account + ":root"
	if has("*") || p.Service != "" {
		return has("*") || slices.Contains(list.Service, p.Service)
	}
	account := has(p.Account) || has(administrator)
	return account && (p.ARN == administrator || has(p.ARN)) && (p.Role == "" || has(p.Role))
}

func (n naive) applies(version string, s policy.Statement) bool {
	if n.named(s) == "" || len(s.NotPrincipals.AWS)+len(s.NotPrincipals.Service) > 0 && n.spared(s.NotPrincipals) {
		return false
	}
	if len(s.Actions) > 0 && !n.acts(s.Actions) || len(s.NotActions) > 0 && n.acts(s.NotActions) {
		return false
	}
	modern := version == "2012-10-17"
	if len(s.Resources) > 0 {
		if in, _ := n.concerns(modern, s.Resources); !in {
			return false
		}
	}
	if len(s.NotResources) > 0 {
		if in, unknown := n.concerns(modern, s.NotResources); in || unknown && s.Effect == policy.Allow {
			return false
		}
	}
	for _, c := range s.Conditions {
		if !n.meets(modern, s.Effect, c) {
			return false
		}
	}
	return true
}

func (n naive) acts(patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		if service, _, named := strings.Cut(p, ":"); named && strings.ContainsAny(service, "*?") && p != "*:*" {
			return false // no action has such a service
		}
		return glob(signs(strings.ToLower(p)), []rune(strings.ToLower(n.Action)))
	})
}

// concerns reports whether some pattern matches the resource, and whether some has
// a variable without a value.
func (n naive) concerns(modern bool, patterns []string) (in, unknown bool) {
	for _, p := range patterns {
		if read, ok := n.read(modern, p); !ok {
			unknown = true
		} else if arnGlob(read, []rune(n.Resource), 0) {
			in = true
		}
	}
	return in, unknown
}

var (
	variable  = regexp.MustCompile(`^\$\{([^}]*)\}`)
	defaulted = regexp.MustCompile(`^([^,]*)(, *'(.*)')?$`)
	several   = regexp.MustCompile(`(?i)^(aws:PrincipalOrgPaths|aws:TagKeys|kms:GrantOperations|kms:EncryptionContextKeys|` +
		`aws:ResourceOrgPaths|backup:CopyTargets|backup:CopyTargetOrgPaths)$`)
	family = regexp.MustCompile(`^(String|Arn|Numeric|Date|Bool|Binary|Ip)(Address)?`)
	epoch  = regexp.MustCompile(`^-?(\d{1,2}|\d{3}|\d{5,})$`)
	iso    = regexp.MustCompile(`(?i)^(-?\d+)(?:-(\d+))?(?:-(\d+))?(?:t(?:(\d+)(?::(\d+)(?::(\d+)(?:\.(\d{1,9}))?)?)?` +
		`(z|[+-]\d\d(?::\d\d)?)?)?)?$`)
)

func (n naive) valueOf(name string) (string, bool) {
	if len(name) == 1 && strings.Contains("*?$", name) {
		return name, true
	}
	parts := defaulted.FindStringSubmatch(name)
	if parts == nil {
		return "", false
	}
	if values := n.values(parts[1]); len(values) == 1 && !mayHaveSeveral(parts[1]) {
		return values[0], true
	}
	return parts[3], parts[2] != ""
}

func (n naive) values(key string) []string {
	for k, v := range n.Context {
		if strings.EqualFold(k, key) {
			return v
		}
	}
	return nil
}

func mayHaveSeveral(key string) bool { return several.MatchString(key) }

func (n naive) meets(modern bool, effect policy.Effect, c policy.Condition) bool {
	have := n.values(c.Key)
	set, operator, quantified := strings.Cut(c.Operator, ":")
	if !quantified {
		set, operator = "", set
	}
	operator, tolerant := strings.CutSuffix(operator, "IfExists")
	if operator == "Null" {
		return slices.ContainsFunc(c.Values, func(v string) bool { return strings.ToLower(v) == "true" == (len(have) == 0) })
	}
	if tolerant && len(have) == 0 {
		return true
	}
	negated := strings.Contains(operator, "Not")
	operator = strings.Replace(operator, "Not", "", 1)
	likes := func(value string) bool { // any of the policy's
		return slices.ContainsFunc(c.Values, func(want string) bool { return n.alike(modern, operator, value, want) })
	}
	likable, unlikable := 0, 0
	for _, value := range have {
		if likes(value) {
			likable++
		} else {
			unlikable++
		}
	}
	met, unmet := likable, unlikable
	if negated {
		met, unmet = unlikable, likable
	}
	switch {
	case set == "ForAllValues":
		return unmet == 0 || strings.Join(have, "") == ""
	case set == "ForAnyValue":
		return met > 0
	case len(have) > 1 || len(have) == 1 && mayHaveSeveral(c.Key): // undocumented: the safe side
		return effect == policy.Deny && (negated || likable > 0)
	case len(have) == 0:
		return negated
	}
	return met == 1
}

// alike compares one value of the request with one of the policy.
func (n naive) alike(modern bool, operator, have, want string) bool {
	kind := family.FindStringSubmatch(operator)
	order := strings.TrimPrefix(operator, kind[0])
	switch kind[1] {
	case "String":
		read, known := n.read(modern, want)
		plain := ""
		for _, s := range read {
			plain += string(s.is)
		}
		return known && (order == "Equals" && have == plain || order == "EqualsIgnoreCase" &&
			strings.EqualFold(have, plain) ||
			order == "Like" && glob(read, []rune(have)))
	case "Arn":
		read, known := n.read(modern, want)
		return known && arnLike(read, have)
	case "Numeric":
		a, ok := new(big.Rat).SetString(have)
		b, known := new(big.Rat).SetString(want)
		return ok && known && inOrder(order, a.Cmp(b))
	case "Date":
		a, ok := dated(have)
		b, known := dated(want)
		return ok && known && inOrder(order, a.Cmp(b))
	case "Ip":
		if !strings.Contains(want, "/") {
			return net.ParseIP(have).Equal(net.ParseIP(want))
		}
		_, network, err := net.ParseCIDR(want)
		return err == nil && network.Contains(net.ParseIP(have))
	case "Bool":
		return strings.EqualFold(have, want)
	}
	return have == want // Binary
}

func inOrder(order string, cmp int) bool {
	switch order {
	case "Equals":
		return cmp == 0
	case "LessThan":
		return cmp < 0
	case "LessThanEquals":
		return cmp <= 0
	case "GreaterThan":
		return cmp > 0
	}
	return cmp >= 0
}

// dated is a date as seconds since 1970, however many.
func dated(text string) (*big.Rat, bool) {
	if epoch.MatchString(text) {
		return new(big.Rat).SetString(text)
	}
	parts := iso.FindStringSubmatch(text)
	if parts == nil {
		return nil, false
	}
	number := func(part, least, most int) int { // the least where it is not there
		n, err := strconv.Atoi(parts[part])
		if parts[part] == "" {
			return least
		}
		if err != nil || n < least || n > most {
			parts[0] = ""
		}
		return n
	}
	year, month, day := number(1, -292275054, 292278993), number(2, 1, 12), number(3, 1, 31)
	at := time.Date(year, time.Month(month), day, number(4, 0, 23), number(5, 0, 59), number(6, 0, 59), 0, time.UTC)
	seconds := new(big.Rat).SetInt64(at.Unix())
	if parts[7] != "" {
		fraction, _ := new(big.Rat).SetString("0." + parts[7])
		seconds.Add(seconds, fraction)
	}
	if zone := parts[8]; len(zone) > 1 {
		hours, minutes, _ := strings.Cut(zone[1:], ":")
		parts = append(parts, hours, minutes)
		east := int64(3600*number(9, 0, 23) + 60*number(10, 0, 59))
		if zone[0] == '-' {
			east = -east
		}
		seconds.Sub(seconds, new(big.Rat).SetInt64(east))
	}
	return seconds, parts[0] != ""
}
