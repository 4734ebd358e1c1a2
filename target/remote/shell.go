package remote

import (
	"fmt"

	"github.com/shareproof/shareproof/internal/display"
)

// ActAs is a line of shell by which a reader of a report acts as an account of the
// suites: it exports the credentials, those of the target file without what is secret.
func (t *Target) ActAs(account string) string {
	a, ok := t.acting[account]
	switch {
	case t.config.AccountKeys:
		return "export " + (&Login{Keys: Keys{AccessKeyID: account, SecretAccessKey: "shareproof"}}).variables()
	case !ok || a.RoleARN == "" && a.isNobody():
		return ""
	case a.RoleARN == "":
		return "export " + a.variables()
	}
	assume := fmt.Sprintf("%saws sts assume-role --role-arn %s --role-session-name shareproof --region %s",
		t.config.Credentials.variables(), display.Quote(a.RoleARN), t.config.Region)
	if a.ExternalID != "" {
		assume += " --external-id " + display.Quote(unlessSecret(a.ExternalID))
	}
	return `export $(printf "AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_SESSION_TOKEN=%s" $(` + assume +
		" --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text))"
}

// variables are what tells the AWS CLI whose credentials to take, without what is secret;
// nothing for those that it finds by itself.
func (l *Login) variables() string {
	switch {
	case l.Profile != "":
		return "AWS_PROFILE=" + display.Quote(l.Profile) + " "
	case l.isNobody():
		return ""
	}
	return fmt.Sprintf("AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_SESSION_TOKEN=%s ", display.Quote(l.AccessKeyID),
		display.Quote(unlessSecret(l.SecretAccessKey)), display.Quote(unlessSecret(l.SessionToken)))
}

// unlessSecret returns a secret that is too short to be one, or that it is left out.
func unlessSecret(secret string) string {
	if len(secret) < 6 {
		return secret
	}
	return "(redacted)"
}
