package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// CheckNames tells which principal or action of a document is written as none can
// be, so that no statement is silently about nobody or nothing. It is apart from
// Parse since services refuse that each in their own words.
func (d *Document) CheckNames() error {
	for i := range d.Statements {
		s, at := &d.Statements[i], fmt.Sprintf("policy.Statement[%d]", i)
		for _, n := range []struct {
			element string
			names   []string
			ok      func(string) bool
			want    string
		}{
			{"Principal.AWS", s.Principals.AWS, isPrincipal, "neither an account, an IAM ARN nor *"},
			{"NotPrincipal.AWS", s.NotPrincipals.AWS, isPrincipal, "neither an account, an IAM ARN nor *"},
			{"Principal.Service", s.Principals.Service, IsService, "no service, as in dlm.amazonaws.com"},
			{"NotPrincipal.Service", s.NotPrincipals.Service, IsService, "no service, as in dlm.amazonaws.com"},
			{"Action", s.Actions, isActionName, "neither service:Action nor *"},
			{"NotAction", s.NotActions, isActionName, "neither service:Action nor *"},
		} {
			if i := slices.IndexFunc(n.names, func(name string) bool { return !n.ok(name) }); i >= 0 {
				return fmt.Errorf("%s.%s: %q is %s", at, n.element, n.names[i], n.want)
			}
		}
	}
	return nil
}

func isPrincipal(s string) bool { return s == "*" || Account(s) != "" || isUniqueID(s) }

// IsService reports whether a text is written as the name of a service, as in
// dlm.amazonaws.com or logs.us-east-1.amazonaws.com.
func IsService(s string) bool {
	name, ok := strings.CutSuffix(strings.TrimSuffix(s, ".cn"), ".amazonaws.com")
	return ok && !slices.ContainsFunc(strings.Split(name, "."), func(label string) bool {
		return label == "" || strings.Trim(label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != ""
	})
}

func isActionName(s string) bool {
	service, name, _ := strings.Cut(s, ":")
	return s == "*" || service != "" && name != "" && misspeltAction(s) == ""
}

// Account returns the account that a principal belongs to: a number itself, or
// that of an IAM or STS ARN; empty where the text is neither.
func Account(principal string) string {
	if kernel.IsAccount(principal) {
		return principal
	}
	arn, err := kernel.ParseARN(principal)
	if err != nil || arn.Service != "iam" && arn.Service != "sts" || !kernel.IsAccount(arn.Account) {
		return ""
	}
	return arn.Account
}

// isUniqueID reports whether a text looks as AIDA..., that of a user, or AROA...,
// that of a role, as AWS shows those who are gone.
func isUniqueID(s string) bool {
	return len(s) >= 16 && (strings.HasPrefix(s, "AIDA") || strings.HasPrefix(s, "AROA"))
}
