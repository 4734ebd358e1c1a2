package remote

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// simulatePrincipalPolicy asks IAM what a user or role may do. The model does not have the
// operation; it is written here as its reference has it.
type simulatePrincipalPolicy struct {
	ActionNames     []string
	Marker          string
	PolicySourceArn string
}

type simulated struct {
	EvaluationResults []evaluation
	IsTruncated       bool
	Marker            string
}

type evaluation struct{ EvalActionName, EvalDecision string }

var simulate = protocol.NewCall(iam.API, &kernel.Operation{
	Name: "SimulatePrincipalPolicy", API: iam.API, Method: "POST", Status: 200,
	In: reflect.TypeFor[simulatePrincipalPolicy](), Out: reflect.TypeFor[simulated](),
})

// atOnce is how many actions are asked for at once.
const atOnce = 100

// permissions asks IAM which actions of the suites' services a caller may not take on all
// resources. That is what the caller's own policies say.
func (e *examination) permissions(ctx context.Context, who examined) {
	about := "permissions of " + who.name
	if strings.HasSuffix(who.arn, ":root") {
		e.find(about, target.NotAsked, "an account's root has no policies of its own", "")
		return
	}
	source, err := e.policySource(ctx, who)
	var missing []string
	actions := e.actions()
	for chunk := range slices.Chunk(actions, atOnce) {
		if err == nil {
			err = e.simulate(ctx, who, source, chunk, &missing)
		}
	}
	switch {
	case errors.Is(err, target.ErrUnsupported):
		e.find(about, target.NotAsked, "the target does not offer iam:SimulatePrincipalPolicy", "")
	case err != nil:
		e.find(about, target.NotAsked, err.Error(), "allow iam:SimulatePrincipalPolicy and iam:GetRole to "+who.arn)
	case len(missing) > 0:
		told := strings.Join(missing[:min(len(missing), 10)], ", ")
		if more := len(missing) - 10; more > 0 {
			told += fmt.Sprintf(" and %d more", more)
		}
		e.find(about, target.Lacks, fmt.Sprintf("%d of %d actions are not allowed: %s", len(missing), len(actions), told),
			"allow those that the plan of a run lists")
	default:
		e.find(about, target.Fine, fmt.Sprintf("all %d actions are allowed", len(actions)), "")
	}
}

// actions are those of all operations that the target offers.
func (e *examination) actions() (all []string) {
	for _, api := range services.All {
		for _, op := range api.Operations {
			if _, err := e.Call(reflect.New(op.In).Interface()); err == nil {
				all = append(all, api.Signing+":"+op.Name)
			}
		}
	}
	return all
}

// policySource is the user or role whose policies say what a caller may do.
func (e *examination) policySource(ctx context.Context, who examined) (string, error) {
	arn, err := kernel.ParseARN(who.arn)
	session, ok := strings.CutPrefix(arn.Resource, "assumed-role/")
	if err != nil || !ok {
		return who.arn, err
	}
	role, _, _ := strings.Cut(session, "/")
	out, err := e.once(ctx, &iam.GetRole{RoleName: role}, who.keys, who.as.Region)
	if err != nil {
		return "", err
	}
	if shown := out.(*iam.GetRoleOutput).Role; shown != nil {
		return shown.Arn, nil
	}
	return "", errors.New("iam.GetRole shows no role")
}

// simulate asks for some actions, and adds those that are not allowed.
func (e *examination) simulate(
	ctx context.Context, who examined, source string, actions []string, missing *[]string,
) error {
	in := &simulatePrincipalPolicy{ActionNames: actions, PolicySourceArn: source}
	for range atOnce {
		out, err := e.perform(ctx, simulate, who.keys, who.as.Region, in)
		if err != nil {
			return err
		}
		page := out.(*simulated)
		for _, r := range page.EvaluationResults {
			if r.EvalDecision != "allowed" {
				*missing = append(*missing, r.EvalActionName)
			}
		}
		if !page.IsTruncated {
			return nil
		}
		in.Marker = page.Marker
	}
	return errors.New("iam.SimulatePrincipalPolicy has no last page")
}
