// Package access asks, for people, whether policies allow a request, and why.
package access

import (
	"fmt"
	"maps"
	"path"
	"strings"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// Question is whether somebody may do something with a resource.
type Question struct {
	As       string   // an account, an ARN or a service
	Action   string   // as in kms:Decrypt
	Resource string   // an ARN, empty where the action concerns none
	Context  []string // condition keys, as in kms:ViaService=ec2.us-east-1.amazonaws.com
}

// Mistake is what is wrong with one part of a question.
type Mistake struct{ Part, Text string }

func (m *Mistake) Error() string { return m.Part + " " + m.Text }

func mistaken(part, format string, args ...any) error {
	return &Mistake{part, fmt.Sprintf(format, args...)}
}

// Request states the question for policies. An error is a *Mistake.
func (q *Question) Request() (*policy.Request, error) {
	p, err := principalNamed(q.As)
	if err != nil {
		return nil, err
	}
	if service, name, _ := strings.Cut(q.Action, ":"); service == "" || name == "" || strings.ContainsAny(name, "*?:") {
		return nil, mistaken("action", "%s: want service:Action", q.Action)
	}
	r := &policy.Request{Principal: p, Action: q.Action, Resource: q.Resource, Context: map[string][]string{}}
	if q.Resource != "" {
		arn, err := kernel.ParseARN(q.Resource)
		if err != nil {
			return nil, mistaken("resource", "%v", err)
		}
		if arn.Account != "" {
			r.Context["aws:ResourceAccount"] = []string{arn.Account}
		}
	}
	whoAsks(r)
	given := map[string][]string{}
	for _, pair := range q.Context {
		key, value, ok := strings.Cut(pair, "=")
		if !ok || key == "" {
			return nil, mistaken("context", "%s: want key=value", pair)
		}
		given[key] = append(given[key], value)
	}
	maps.Copy(r.Context, given)
	return r, nil
}

// Grammar is that of the policy of the resource that an action is about.
func Grammar(action string) *policy.Grammar {
	switch service, _, _ := strings.Cut(strings.ToLower(action), ":"); service {
	case "kms":
		return policy.KeyPolicy
	case "sts":
		return policy.TrustPolicy
	}
	return policy.ResourcePolicy
}

// Decide returns how the sides of a request decide together: across accounts both have
// to allow, and with keys and roles the resource's own policy has to.
func Decide(r *policy.Request) func(identity, resource policy.Answer) policy.Decision {
	owner := r.Context["aws:ResourceAccount"]
	switch {
	case r.Principal.Account != "" && owner != nil && owner[0] != r.Principal.Account:
		return policy.Both
	case Grammar(r.Action) != policy.ResourcePolicy:
		return policy.Gated
	}
	return policy.Either
}

// Explain answers a question by the policies of a world. Grants on keys are not asked.
// An error is a *Mistake.
func (q *Question) Explain(w *model.World) (*policy.Explanation, error) {
	r, err := q.Request()
	if err != nil {
		return nil, err
	}
	sides, ok := w.Policies(r.Principal, r.Resource)
	if !ok {
		return nil, mistaken("as", "%s: nobody is called so", r.Principal.ARN)
	}
	sides.Decide = Decide(r)
	return sides.Explain(r), nil
}

// whoAsks puts into the context what follows from the principal.
func whoAsks(r *policy.Request) {
	p, set := &r.Principal, func(key, value string) { r.Context[key] = []string{value} }
	set("aws:PrincipalIsAWSService", fmt.Sprint(p.Service != ""))
	if p.Service != "" {
		return
	}
	set("aws:PrincipalAccount", p.Account)
	if strings.HasPrefix(r.Action, "kms:") {
		set("kms:CallerAccount", p.Account)
	}
	set("aws:PrincipalArn", p.ARN)
	switch {
	case p.Role != "":
		set("aws:PrincipalArn", p.Role)
		set("aws:PrincipalType", "AssumedRole")
	case strings.HasSuffix(p.ARN, ":root"):
		set("aws:PrincipalType", "Account")
	default:
		set("aws:PrincipalType", "User")
		set("aws:username", path.Base(p.ARN))
	}
}

// principalNamed reads who asks.
func principalNamed(name string) (p policy.Principal, err error) {
	if kernel.IsAccount(name) {
		return policy.Principal{Account: name, ARN: "arn:aws:iam::" + name + ":root", ID: name}, nil
	}
	if strings.HasSuffix(name, ".amazonaws.com") {
		return policy.Principal{Service: name}, nil
	}
	arn, _ := kernel.ParseARN(name)
	kind, rest, _ := strings.Cut(arn.Resource, "/")
	p = policy.Principal{Account: policy.Account(name), ARN: name}
	switch {
	case p.Account == "":
	case arn.Service == "iam" && (arn.Resource == "root" || kind == "user" && rest != ""):
		return p, nil
	case arn.Service == "iam" && kind == "role" && rest != "":
		p.Role = name
		arn.Service, arn.Resource = "sts", "assumed-role/"+path.Base(rest)+"/session"
		p.ARN = arn.String()
		return p, nil
	case arn.Service == "sts" && kind == "assumed-role" && strings.Count(rest, "/") == 1:
		arn.Service, arn.Resource = "iam", "role/"+path.Dir(rest)
		p.Role = arn.String()
		return p, nil
	}
	return p, mistaken("as", "%s: want an account, a service, or the ARN of a user, a role or a session", name)
}
