package iam

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
)

// Whoever's account is closed is turned away, but no source tells with which error:
// these are the ones by which services turn callers away as such.
var turnedAway = append(others(invalidToken), AccessDenied, &kernel.ErrorShape{Code: "AccessDeniedException", Status: 400},
	&kernel.ErrorShape{Code: "UnauthorizedOperation", Status: 403},
	&kernel.ErrorShape{Code: "OptInRequired", Status: 403}, &kernel.ErrorShape{Code: "Blocked", Status: 403})

const closingAnAccount = "AWS Account Management Reference Guide, manage-acct-closing; " +
	"Organizations User Guide, orgs_manage_accounts_close"

// The rules of accounts that somebody has closed.
var (
	ClosedAccountsCallNothing = stsRules.Add(kernel.Rule{
		ID: "STS-CLS-01", Kind: kernel.Refusal, Error: invalidToken[kernel.AWSQuery], Or: turnedAway,
		Evidence: kernel.Documented, Source: closingAnAccount,
		Says: "Nobody in a closed account can call any service: neither its administrator nor its users, nor sessions of " +
			"its roles that began before. With which error is not documented.",
		Operations: []string{"all"},
	})
	ClosingAccountsCallNothing = stsRules.Add(kernel.Rule{
		ID: "STS-CLS-02", Kind: kernel.Refusal, Error: invalidToken[kernel.AWSQuery], Or: turnedAway,
		Evidence: kernel.Observed, Source: "aws-samples/experimental-programmatic-access-ccft#21; " + closingAnAccount,
		Says:       "That holds from when closing was asked for: while the account is in PENDING_CLOSURE already.",
		Operations: []string{"all"},
	})
	ClosedAccountsLendNoRoles = stsRules.Add(kernel.Rule{
		ID: "STS-CLS-03", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Observed,
		Source: "aws-samples/aws-security-reference-architecture-examples#218; CrowdStrike/cloud-resource-estimator#25",
		Says: "Nobody assumes a role of an account that is closed or being closed, whatever its trust policy says: it is " +
			"refused as by the policy.",
		Operations: []string{"AssumeRole"},
	})
)

// Admit refuses callers of accounts that somebody has closed.
func (s *Service) Admit(c *kernel.Call) error {
	if !s.org.ClosedAny() {
		return nil
	}
	state, closed := s.org.Closed(c.Account)
	closing := closed && state == organizations.PendingClosure
	const says = "The security token included in the request is invalid."
	if err := s.env.Require(!closing, ClosingAccountsCallNothing, says); err != nil {
		return translated(err, c.Operation.API)
	}
	return translated(s.env.Require(!closed || closing, ClosedAccountsCallNothing, says), c.Operation.API)
}

// lends refuses roles of accounts that somebody has closed.
func (s *Service) lends(c *kernel.Call, role string) error {
	if !s.org.ClosedAny() {
		return nil
	}
	a, _ := kernel.ParseARN(role) // checked before
	_, closed := s.org.Closed(a.Account)
	who, err := s.identify(c.Caller)
	if err != nil {
		return err
	}
	return c.Require(!closed, ClosedAccountsLendNoRoles, "User: %s is not authorized to perform: %s on resource: %s",
		who.ARN, assume, role)
}
