package conformance

import (
	"cmp"
	"encoding/json"
	"strings"
)

// AccountPolicy is what whoever runs the suites in an account must be allowed there.
type AccountPolicy struct {
	Account string `json:"account"`
	// Documents are managed policies, several where one would be too long.
	Documents []PolicyDocument `json:"documents"`
}

// PolicyDocument is a policy of IAM.
type PolicyDocument struct {
	Version   string            `json:"Version"`
	Statement []PolicyStatement `json:"Statement"`
}

// PolicyStatement allows actions.
type PolicyStatement struct {
	Sid       string                         `json:"Sid"`
	Effect    string                         `json:"Effect"`
	Action    []string                       `json:"Action"`
	Resource  string                         `json:"Resource"`
	Condition map[string]map[string][]string `json:"Condition,omitempty"`
}

// longestPolicy is how many characters a managed policy may have.
const longestPolicy = 6144

// free are actions that nobody needs a policy for.
var free = map[string]bool{"sts:GetCallerIdentity": true}

// policyFor makes the policies that allow an account some actions, which are in order. The
// number is that of the account, "" where it is not known.
func policyFor(name, number string, actions []string) *AccountPolicy {
	var statements []PolicyStatement
	for _, action := range actions {
		service, _, _ := strings.Cut(action, ":")
		sid := strings.ReplaceAll(strings.ToUpper(service[:1])+service[1:], "-", "")
		if free[action] || action == "iam:PassRole" {
			continue
		}
		if last := len(statements) - 1; last >= 0 && statements[last].Sid == sid {
			statements[last].Action = append(statements[last].Action, action)
			continue
		}
		statements = append(statements, PolicyStatement{Sid: sid, Effect: "Allow", Action: []string{action}, Resource: "*"})
	}
	for _, action := range actions {
		if action == "iam:PassRole" {
			statements = append(statements, PolicyStatement{Sid: "PassRole", Effect: "Allow", Action: []string{action},
				Resource: "arn:aws:iam::" + cmp.Or(number, "*") + ":role/*", Condition: map[string]map[string][]string{
					"StringEquals": {"iam:PassedToService": {"backup.amazonaws.com", "dlm.amazonaws.com"}}}})
		}
	}
	p := &AccountPolicy{Account: name}
	for _, s := range statements {
		if last := len(p.Documents) - 1; last >= 0 {
			longer := PolicyDocument{p.Documents[last].Version, append(p.Documents[last].Statement[:len(
				p.Documents[last].Statement):len(p.Documents[last].Statement)], s)}
			if text, err := json.Marshal(longer); err == nil && len(text) <= longestPolicy {
				p.Documents[last] = longer
				continue
			}
		}
		p.Documents = append(p.Documents, PolicyDocument{"2012-10-17", []PolicyStatement{s}})
	}
	return p
}
