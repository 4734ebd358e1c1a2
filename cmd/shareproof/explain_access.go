package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"strings"

	"github.com/shareproof/shareproof/internal/files"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
	"github.com/spf13/cobra"
)

type accessCommand struct {
	as, action, resource, resourcePolicy, boundary, after string

	identity, controls, context []string
	asJSON                      bool
	played                      *played // nil without --after
}

func explainAccessCommand() *cobra.Command {
	var a accessCommand
	cmd := &cobra.Command{
		Use:   "explain-access",
		Short: "Tell whether policies allow a request, and why each statement applies or not",
		Long: `Decide as AWS does whether a principal may do an action on a resource, by the
principal's identity policies, its permissions boundary, the service control
policies of its organization and the policy of the resource, and tell of every
statement why it applies or does not.

A principal is an account (its administrator), the ARN of a user, of a role or
of a role's session, or a service. The context has what follows from principal
and resource; more is given by --context. With kms: actions the resource policy
is a key policy, with sts: actions a role's trust policy: without its consent
nothing is allowed.

With --after the policies are those that a YAML scenario leaves, played on the
model, together with those of files. ${name} in --as, --resource and --context is
what the scenario saved. Grants on keys are not asked.

Exit codes: 0 allowed, 1 denied, 2 usage.`,
		Example: `  shareproof explain-access --as arn:aws:iam::222222222222:role/Copier --action kms:CreateGrant \
    --resource arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab \
    --identity copier.json --resource-policy key.json --context kms:GrantIsForAWSResource=true
  shareproof explain-access --after scenario.yaml --as '${role}' --action kms:Decrypt --resource '${key}'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	f := cmd.Flags()
	f.StringVar(&a.as, "as", "", "who asks: an account, an ARN or a service")
	f.StringVar(&a.action, "action", "", "what it asks for, as in kms:Decrypt")
	f.StringVar(&a.resource, "resource", "", "the ARN of the resource, where the action concerns one")
	f.StringArrayVar(&a.identity, "identity", nil, "a file with an identity policy of the principal (repeatable)")
	f.StringVar(&a.boundary, "boundary", "", "a file with the permissions boundary of the principal")
	f.StringArrayVar(&a.controls, "control", nil,
		"a file with a service control policy above the principal's account (repeatable)")
	f.StringVar(&a.resourcePolicy, "resource-policy", "", "a file with the resource's policy")
	f.StringVar(&a.after, "after", "", "a YAML scenario that is played on the model before")
	f.StringArrayVar(&a.context, "context", nil,
		"a condition key and its value, as in kms:ViaService=ec2.us-east-1.amazonaws.com (repeatable)")
	f.BoolVar(&a.asJSON, "json", false, "print an object")
	_ = cmd.MarkFlagRequired("as")
	_ = cmd.MarkFlagRequired("action")
	return cmd
}

func (a *accessCommand) run(ctx context.Context, w io.Writer) error {
	if err := a.play(ctx); err != nil {
		return err
	}
	r, err := a.request()
	if err != nil {
		return err
	}
	sides, err := a.sides(r)
	if err != nil {
		return err
	}
	told := explainAccess(r, sides)
	told.Note = noteOn(a.action)
	if a.asJSON {
		err = printJSON(w, told)
	} else {
		told.print(w)
	}
	if err == nil && !told.Allowed {
		return exitCode(1)
	}
	return err
}

// play plays the scenario, if there is one, and fills in what it saved.
func (a *accessCommand) play(ctx context.Context) (err error) {
	if a.after == "" {
		return nil
	}
	if a.played, err = playFor(ctx, a.after); err != nil {
		return err
	}
	if err := a.played.fill("as", &a.as); err != nil {
		return err
	}
	if err := a.played.fill("resource", &a.resource); err != nil {
		return err
	}
	for i := range a.context {
		if err := a.played.fill("context", &a.context[i]); err != nil {
			return err
		}
	}
	return nil
}

// request states the question.
func (a *accessCommand) request() (*policy.Request, error) {
	p, err := principalNamed(a.as)
	if err != nil {
		return nil, err
	}
	if service, name, _ := strings.Cut(a.action, ":"); service == "" || name == "" || strings.ContainsAny(name, "*?:") {
		return nil, fmt.Errorf("--action %s: want service:Action", a.action)
	}
	r := &policy.Request{Principal: p, Action: a.action, Resource: a.resource, Context: map[string][]string{}}
	if a.resource != "" {
		arn, err := kernel.ParseARN(a.resource)
		if err != nil {
			return nil, fmt.Errorf("--resource %w", err)
		}
		if arn.Account != "" {
			r.Context["aws:ResourceAccount"] = []string{arn.Account}
		}
	}
	whoAsks(r)
	given := map[string][]string{}
	for _, pair := range a.context {
		key, value, ok := strings.Cut(pair, "=")
		if !ok || key == "" {
			return nil, fmt.Errorf("--context %s: want key=value", pair)
		}
		given[key] = append(given[key], value)
	}
	maps.Copy(r.Context, given)
	return r, nil
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
	return p, fmt.Errorf("--as %s: want an account, a service, or the ARN of a user, a role or a session", name)
}

// sides are the policies that decide, and how.
type sides struct {
	identity, boundary, resource []policy.Source
	controls                     [][]policy.Source // level by level
	decide                       func(identity, resource policy.Answer) policy.Decision
}

func (a *accessCommand) sides(r *policy.Request) (s sides, err error) {
	service, _, _ := strings.Cut(strings.ToLower(a.action), ":")
	grammar := policy.ResourcePolicy
	s.decide = policy.Either
	switch service {
	case "kms":
		grammar, s.decide = policy.KeyPolicy, policy.Gated
	case "sts":
		grammar, s.decide = policy.TrustPolicy, policy.Gated
	}
	if owner := r.Context["aws:ResourceAccount"]; r.Principal.Account != "" && owner != nil &&
		owner[0] != r.Principal.Account {
		s.decide = policy.Both
	}
	if a.played != nil {
		found, err := a.played.policies(r)
		if err != nil {
			return s, err
		}
		s.identity, s.boundary, s.resource = found.Identity, found.Boundary, found.Resource
		s.controls = found.Controls
	}
	for _, file := range a.identity {
		if err = a.read(&s.identity, policy.IdentityPolicy, file); err != nil {
			return s, err
		}
	}
	if a.boundary != "" {
		if err = a.read(&s.boundary, policy.IdentityPolicy, a.boundary); err != nil {
			return s, err
		}
	}
	if a.controls != nil {
		level := []policy.Source{}
		for _, file := range a.controls {
			if err = a.read(&level, policy.IdentityPolicy, file); err != nil {
				return s, err
			}
		}
		s.controls = append(s.controls, level)
	}
	if a.resourcePolicy != "" {
		err = a.read(&s.resource, grammar, a.resourcePolicy)
	}
	return s, err
}

// read appends the policy of a file. Its conditions may be about the keys of the
// model and those that are given.
func (a *accessCommand) read(to *[]policy.Source, grammar *policy.Grammar, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	g := *grammar
	for _, pair := range a.context {
		key, _, _ := strings.Cut(pair, "=")
		g.Keys = append(g.Keys, key)
	}
	d, err := policy.Parse(&g, string(files.WithoutMark(text)))
	if err == nil {
		err = d.CheckNames()
	}
	if err != nil && strings.HasSuffix(err.Error(), "unknown condition key") {
		return fmt.Errorf("%s: %w: --context KEY=VALUE gives it a value, and makes it known", file, err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	*to = append(*to, policy.Source{Name: file, Document: &d})
	return nil
}
