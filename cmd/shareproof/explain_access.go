package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/shareproof/shareproof/internal/access"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/internal/files"
	"github.com/shareproof/shareproof/model/policy"
	"github.com/spf13/cobra"
)

type accessCommand struct {
	as, action, resource, resourcePolicy, boundary, after, target string

	identity, session, controls, context []string
	asJSON                               bool
	played                               *played // nil without --after
}

func explainAccessCommand() *cobra.Command {
	var a accessCommand
	cmd := &cobra.Command{
		Use:   "explain-access",
		Short: "Tell whether policies allow a request, and why each statement applies or not",
		Long: `Decide as AWS does whether a principal may do an action on a resource, by the
principal's identity policies, its permissions boundary, its session policies, the
service control policies of its organization and the policy of the resource, and
tell of every statement why it applies or does not.

A principal is an account (its administrator), the ARN of a user, of a role or
of a role's session, or a service. The context has what follows from principal
and resource; more is given by --context. With kms: actions the resource policy
is a key policy, with sts: actions a role's trust policy: without its consent
nothing is allowed.

With --after the policies are those that a YAML scenario leaves, played on the
model, together with those of files. ${name} in --as, --resource and --context is
what the scenario saved. With --target they are those of a running emulator of
Shareproof. Grants on keys are not asked.

Exit codes: 0 allowed, 1 denied, 2 usage.`,
		Example: `  shareproof explain-access --as arn:aws:iam::222222222222:role/Copier --action kms:CreateGrant \
    --resource arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab \
    --identity copier.json --resource-policy key.json --context kms:GrantIsForAWSResource=true
  shareproof explain-access --after scenario.yaml --as '${role}' --action kms:Decrypt --resource '${key}'
  shareproof explain-access --target http://127.0.0.1:4566 --as arn:aws:iam::222222222222:role/Copier \
    --action kms:Decrypt --resource arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	f := cmd.Flags()
	f.StringVar(&a.as, "as", "", "who asks: an account, an ARN or a service")
	f.StringVar(&a.action, "action", "", "what it asks for, as in kms:Decrypt")
	f.StringVar(&a.resource, "resource", "", "the ARN of the resource, where the action concerns one")
	f.StringArrayVar(&a.identity, "identity", nil, "a file with an identity policy of the principal (repeatable)")
	f.StringVar(&a.boundary, "boundary", "", "a file with the permissions boundary of the principal")
	f.StringArrayVar(&a.session, "session", nil, "a file with a session policy of the principal (repeatable)")
	f.StringArrayVar(&a.controls, "control", nil,
		"a file with a service control policy above the principal's account (repeatable)")
	f.StringVar(&a.resourcePolicy, "resource-policy", "", "a file with the resource's policy")
	f.StringVar(&a.after, "after", "", "a YAML scenario that is played on the model before")
	f.StringVar(&a.target, "target", "", "the URL of a running emulator of Shareproof, whose policies decide")
	f.StringArrayVar(&a.context, "context", nil,
		"a condition key and its value, as in kms:ViaService=ec2.us-east-1.amazonaws.com (repeatable)")
	f.BoolVar(&a.asJSON, "json", false, "print an object")
	_ = cmd.MarkFlagRequired("as")
	_ = cmd.MarkFlagRequired("action")
	for _, file := range []string{"after", "identity", "boundary", "session", "control", "resource-policy"} {
		cmd.MarkFlagsMutuallyExclusive("target", file)
	}
	return cmd
}

func (a *accessCommand) run(ctx context.Context, w io.Writer) error {
	if err := a.play(ctx); err != nil {
		return err
	}
	explained, err := a.explain(ctx)
	if err != nil {
		return err
	}
	told := accessEntry{explained, noteOn(a.action)}
	if a.asJSON {
		err = printJSON(w, told)
	} else {
		told.print(w)
	}
	if err == nil && !told.Allowed {
		return exit.Code(exit.Diverges)
	}
	return err
}

// explain answers the question by the policies of files and of a played world, or by
// those of a running one.
func (a *accessCommand) explain(ctx context.Context) (*policy.Explanation, error) {
	q := access.Question{As: a.as, Action: a.action, Resource: a.resource, Context: a.context}
	r, err := q.Request()
	var mistake *access.Mistake
	if errors.As(err, &mistake) {
		return nil, fmt.Errorf("--%w", mistake)
	}
	if a.target != "" {
		return explainThere(ctx, a.target, &q)
	}
	sides, err := a.sides(r)
	if err != nil {
		return nil, err
	}
	return sides.Explain(r), nil
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

// sides are the policies that decide, and how.
func (a *accessCommand) sides(r *policy.Request) (s policy.Sides, err error) {
	if a.played != nil {
		if s, err = a.played.policies(r); err != nil {
			return s, err
		}
	}
	s.Decide = access.Decide(r)
	for _, file := range a.identity {
		if err = a.read(&s.Identity, policy.IdentityPolicy, file); err != nil {
			return s, err
		}
	}
	if a.boundary != "" {
		if err = a.read(&s.Boundary, policy.IdentityPolicy, a.boundary); err != nil {
			return s, err
		}
	}
	for _, file := range a.session {
		if err = a.read(&s.Session, policy.SessionPolicy, file); err != nil {
			return s, err
		}
	}
	if a.controls != nil {
		level := []policy.Source{}
		for _, file := range a.controls {
			if err = a.read(&level, policy.ControlPolicy, file); err != nil {
				return s, err
			}
		}
		s.Controls = append(s.Controls, level)
	}
	if a.resourcePolicy != "" {
		err = a.read(&s.Resource, access.Grammar(a.action), a.resourcePolicy)
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
