package invariants

import (
	"strings"

	"github.com/shareproof/shareproof/model/services"
)

// The invariants of quotas, of answers' members and of errors.
var (
	// QuotasHold is checked on what a service counts.
	QuotasHold = &Invariant{
		ID: "INV-QUOTA-01",
		Says: "However calls interleave, nobody has more than the quotas allow, and no setting lies outside of its " +
			"bounds.",
		Accepted: func(c *Call) string { return c.Service.Quotas(c) },
		Needs:    func(s *Service) bool { return s.Quotas != nil },
	}
	// AnswersHaveTheirMembers is checked on all answers, by what is known of each member.
	AnswersHaveTheirMembers = &Invariant{
		ID:       "INV-ANSWER-01",
		Says:     "An answer has the members that AWS always sends, and none that AWS is known not to send.",
		Accepted: func(c *Call) string { return c.Op.Missent(c.Out) },
		Needs:    always,
	}
	// CodesAreTheServices is checked on all refusals.
	CodesAreTheServices = &Invariant{
		ID:      "INV-ERROR-01",
		Says:    "A refusal carries an error code that the service has.",
		Refused: codesAreTheServices, Everyone: true, Needs: always,
	}
)

// common are the codes of errors that all services share. They say nothing about
// what was asked.
var common = set(strings.Fields(`
	InternalFailure InternalError ServiceUnavailable ServiceUnavailableException Throttling ThrottlingException
	TooManyRequestsException RequestLimitExceeded UnknownOperationException SerializationException
	UnrecognizedClientException RequestTimeout RequestTimeoutException`))

// ofPrincipals are the codes that users and sessions get from any service.
var ofPrincipals = set(strings.Fields(`
	AccessDeniedException ExpiredTokenException InvalidClientTokenId ExpiredToken`))

// known are the codes of each service's own errors.
var known = func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for _, api := range services.All {
		all[api.Service] = set(api.Errors)
	}
	return all
}()

func set(names []string) map[string]bool {
	all := map[string]bool{}
	for _, name := range names {
		all[name] = true
	}
	return all
}

func codesAreTheServices(c *Call) string {
	code, denied := c.Refusal.Code, c.Op.API.Denied
	if denied != nil && code == denied.Code { // also administrators, by service control policies
		return ""
	}
	if known[c.Op.API.Service][code] || common[code] || (c.As.Principal != "" || c.isBarred()) && ofPrincipals[code] {
		return ""
	}
	return "there is no error " + code
}
