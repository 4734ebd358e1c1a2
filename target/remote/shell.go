package remote

import (
	"fmt"

	"github.com/shareproof/shareproof/internal/display"
)

// ActAs is a line of shell by which a reader of a report acts as an account of the
// suites: it exports the credentials, those of the target file without what is secret.
func (t *Target) ActAs(account string) string {
	export := func(k Keys) string {
		return fmt.Sprintf("AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_SESSION_TOKEN=%s",
			display.Quote(k.AccessKeyID), display.Quote(unlessSecret(k.SecretAccessKey)),
			display.Quote(unlessSecret(k.SessionToken)))
	}
	a, ok := t.acting[account]
	switch {
	case t.config.AccountKeys:
		return "export " + export(Keys{AccessKeyID: account, SecretAccessKey: "shareproof"})
	case !ok:
		return ""
	case a.RoleARN == "":
		return "export " + export(a.Keys)
	}
	assume := fmt.Sprintf("%s aws sts assume-role --role-arn %s --role-session-name shareproof --region %s",
		export(t.config.Credentials), display.Quote(a.RoleARN), t.config.Region)
	if a.ExternalID != "" {
		assume += " --external-id " + display.Quote(unlessSecret(a.ExternalID))
	}
	return `export $(printf "AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_SESSION_TOKEN=%s" $(` + assume +
		" --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text))"
}

// unlessSecret returns a secret that is too short to be one, or that it is left out.
func unlessSecret(secret string) string {
	if len(secret) < 6 {
		return secret
	}
	return "(redacted)"
}
