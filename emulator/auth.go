package emulator

import (
	"net/http"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// authenticate tells who calls and where, from the credential scope of a
// Signature Version 4 header. The signature itself is not verified.
func (to *route) authenticate(r *http.Request) (kernel.Caller, *kernel.Error) {
	caller, err := to.readScope(r.Header.Get("Authorization"))
	if err != nil && to.api.Protocol == kernel.RestJSON {
		err.Fault = &kernel.Fault{Code: err.Code, Status: http.StatusForbidden}
	}
	return caller, err
}

func (to *route) readScope(authorization string) (kernel.Caller, *kernel.Error) {
	var nobody kernel.Caller
	if authorization == "" {
		return nobody, refusal(missingToken, "Missing Authentication Token")
	}
	fields, ok := strings.CutPrefix(authorization, "AWS4-HMAC-SHA256 ")
	if !ok {
		return nobody, refusal(incompleteSignature, "Authorization header requires the algorithm AWS4-HMAC-SHA256.")
	}
	_, scope, ok := strings.Cut(fields, "Credential=")
	if !ok {
		return nobody, refusal(incompleteSignature, "Authorization header requires 'Credential' parameter.")
	}
	scope, _, _ = strings.Cut(scope, ",")
	part := strings.Split(strings.TrimSpace(scope), "/")
	if len(part) != 5 || part[4] != "aws4_request" {
		return nobody, refusal(incompleteSignature, "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/aws4_request, got '%s'.", scope)
	}
	account, region, service := part[0], part[2], part[3]
	switch {
	case !kernel.IsAccount(account):
		return nobody, refusal(kernel.Unauthenticated, "The security token included in the request is invalid.")
	case service != to.api.Signing:
		return nobody, refusal(invalidSignature, "Credential should be scoped to correct service: '%s'.", to.api.Signing)
	case !slices.Contains(kernel.Regions, region):
		return nobody, refusal(invalidSignature, "Credential should be scoped to a valid Region, not '%s'.", region)
	}
	if valid := to.api.SigningRegion(region); region != valid {
		return nobody, refusal(invalidSignature, "Credential should be scoped to a valid Region, not '%s': %s is global and signed for %s.", region, to.api.Title, valid)
	}
	return kernel.Caller{Account: account, Region: region}, nil
}
