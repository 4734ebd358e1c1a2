package backup

import (
	"errors"
	"regexp"
	"strings"

	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// The rules of the roles under which AWS Backup works.
var (
	RolesAreAssumable = rules.Add(kernel.Rule{
		ID: "BKP-JOB-10", Kind: kernel.Refusal, Error: InvalidParameterValue, Or: []*kernel.ErrorShape{InvalidRequest},
		Evidence: kernel.Recorded, Source: "a stored deployment log; " + terraform, Also: []string{"BKP-SEL-04"},
		Says:       "The role that a job works under is one of the caller's account and trusts backup.amazonaws.com.",
		Operations: []string{"StartBackupJob", "StartCopyJob", "StartRestoreJob"},
	})
	RolesArePassed = rules.Add(kernel.Rule{
		ID: "BKP-POL-18", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source: "the seed; " + accessGuide, Seed: seed,
		Says: "Who starts a job needs the right to start it and iam:PassRole for its role, as the managed policy " +
			"AWSBackupFullAccess gives both for the service's default role.",
		Operations: []string{"StartBackupJob", "StartCopyJob", "StartRestoreJob"},
	})
	RolesNeedTheirRights = rules.Add(kernel.Rule{
		ID: "BKP-JOB-07", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: fieldReport + "; " + messagesGuide,
		Says: "What a job does, it does with the rights of its role in the service of the resource: a job whose role " +
			"lacks them, or whose resource is gone or in no fit state, is FAILED and its StatusMessage says so.",
		Operations: []string{"StartBackupJob", "StartCopyJob", "StartRestoreJob"},
	})
)

var roleARN = regexp.MustCompile(`^arn:aws(-[a-z]{1,3}){0,2}:iam::\d{12}:role/.+$`)

// What becomes of jobs without their role.
const (
	unassumable        = "The provided role ARN cannot be assumed by AWS Backup."
	unassumableRestore = "IAM Role cannot be assumed by AWS Backup"
	insufficient       = "IAM Role ARN does not have sufficient permissions to execute the backup."
)

// checkRole refuses a role that the caller's job could not work under, and one that
// the caller may not pass.
func (s *Service) checkRole(c *kernel.Call, role, text string) error {
	arn, err := kernel.ParseARN(role)
	own := err == nil && roleARN.MatchString(role) && arn.Account == c.Account
	if own {
		err = s.IAM.CanAssume(role, principal, session(role, c.Scope()))
	}
	if err := c.Require(own && err == nil, RolesAreAssumable, "%s", text); err != nil {
		return err
	}
	r, err := s.IAM.Request(c.Caller, "iam:PassRole", role)
	if err != nil {
		return kernel.NewError(AccessDenied, err.Error())
	}
	r.Set("iam:PassedToService", principal)
	return s.IAM.Explained(c.Require(s.IAM.Identity(r).Effect == policy.Allow, RolesArePassed,
		"User: %s is not authorized to perform: iam:PassRole on resource: %s", c.Principal, role), r, nil)
}

// as returns the caller as which AWS Backup works under a role where something is.
func (s *Service) as(role string, at kernel.Scope) (kernel.Caller, error) {
	return s.IAM.Assume(role, principal, session(role, at), at.Region)
}

// session returns what AWS Backup assumes a role for; it names the session.
func session(role string, at kernel.Scope) kernel.ARN {
	return kernel.ARN{Partition: kernel.Partition(at.Region), Service: "backup", Region: at.Region, Account: at.Account,
		Resource: "AWSBackup-" + role[strings.LastIndexByte(role, '/')+1:]}
}

// linked returns AWS Backup's own service-linked role in an account, making it if
// need be.
func (s *Service) linked(at kernel.Scope) string { return s.IAM.ServiceLinkedRole(at, principal) }

// errUnassumable is why AWS Backup cannot act at all.
var errUnassumable = kernel.NewError(InvalidParameterValue, unassumable)

// perform does a call under a role.
func perform[Out any](s *Service, role string, at kernel.Scope, in any) (*Out, error) {
	as, err := s.as(role, at)
	if err != nil {
		return nil, errUnassumable
	}
	out, err := s.World.Perform(as, in)
	if err != nil {
		return nil, err
	}
	return out.(*Out), nil
}

// allowed reports whether a role may do something that no service of the world is
// asked for, such as elasticfilesystem:Restore.
func (s *Service) allowed(role string, at kernel.Scope, action, resource string) error {
	q, err := s.IAM.QuestionUnder(role, principal, session(role, at), at.Region, action, resource)
	return s.answer(q, err)
}

// may is allowed for somebody who works under the role already. With are further
// condition keys.
func (s *Service) may(as kernel.Caller, action, resource string, with map[string][]string) error {
	q, err := s.IAM.Question(as, action, resource)
	if err == nil {
		q.Context = with
	}
	return s.answer(q, err)
}

// answer asks the identity policies of a role, if there is a question.
func (s *Service) answer(q *iam.Question, err error) error {
	if err != nil {
		return errUnassumable
	}
	if q.Identity().Effect != policy.Allow {
		return s.IAM.Explained(kernel.NewError(AccessDenied, q.Action), &q.Request, nil)
	}
	return nil
}

// isDenied reports whether somebody lacked a right.
func isDenied(err error) bool {
	var refusal *kernel.Error
	return errors.As(err, &refusal) && (refusal.Status == 403 && refusal.Code != "DBClusterQuotaExceededFault" ||
		strings.HasPrefix(refusal.Code, "AccessDenied") || refusal.Code == "UnauthorizedOperation")
}

// why words what kept a job from being done.
func why(err error) string {
	var refusal *kernel.Error
	switch {
	case isDenied(err):
		return insufficient
	case errors.As(err, &refusal):
		return refusal.Message
	}
	return err.Error()
}
