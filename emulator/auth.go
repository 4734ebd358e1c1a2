package emulator

import (
	"net/http"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// authenticate tells who calls a service and where, from the credential scope of
// a Signature Version 4 header. The signature itself is verified only by an emulator that
// is Strict. A global service acts in the one Region of the partition for which AWS has
// it signed: a client with an endpoint URL of its own signs for the client's Region instead.
func (e *Emulator) authenticate(api *kernel.API, r *http.Request, body []byte) (kernel.Caller, *kernel.Error) {
	if e.launch.Strict != nil {
		return e.verify(api, r, body)
	}
	var nobody kernel.Caller
	authorization := first(r.Header, "Authorization")
	if authorization == "" {
		return nobody, refusal(api, missingToken, "Missing Authentication Token")
	}
	if !isSigned(r) {
		return nobody, refusal(api, incompleteSignature, "Authorization header requires the algorithm AWS4-HMAC-SHA256.")
	}
	scope, ok := scopeOf(authorization)
	if !ok {
		return nobody, refusal(api, incompleteSignature, "Authorization header requires 'Credential' parameter.")
	}
	var part [5]string
	rest, more := scope, true
	for i := range part {
		part[i], rest, more = strings.Cut(rest, "/")
	}
	if more || part[4] != "aws4_request" {
		return nobody, refusal(api, incompleteSignature,
			"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/aws4_request, got '%s'.",
			scope)
	}
	key, region, service := part[0], part[2], part[3]
	as, ok := e.owner(key)
	at := slices.Index(kernel.Regions, region)
	switch {
	case !ok:
		return nobody, refusal(api, unknownKey, "The security token included in the request is invalid.")
	case service != api.Signing:
		return nobody, refusal(api, invalidSignature, "Credential should be scoped to correct service: '%s'.", api.Signing)
	case at < 0:
		return nobody, refusal(api, invalidSignature, "Credential should be scoped to a valid Region, not '%s'.", region)
	}
	as.Region = api.SigningRegion(kernel.Regions[at])
	if region != as.Region && e.launch.StrictScope {
		return nobody, refusal(api, invalidSignature,
			"Credential should be scoped to a valid Region, not '%s': %s is global and signed for %s.", region, api.Title,
			as.Region)
	}
	return as, nil
}

// isSigned reports whether a request comes from a client of AWS, as aws s3 ls does by
// GET /, and from no browser.
func isSigned(r *http.Request) bool {
	return strings.HasPrefix(first(r.Header, "Authorization"), algorithm)
}

const algorithm = "AWS4-HMAC-SHA256 "

// scopeOf returns the credential of an Authorization header: the access key ID
// and the scope behind it.
func scopeOf(authorization string) (string, bool) {
	_, scope, ok := strings.Cut(authorization, "Credential=")
	scope, _, _ = strings.Cut(scope, ",")
	return strings.TrimSpace(scope), ok
}

// owner returns whom an access key ID stands for: an account's administrator by
// its number, or whom the world issued it to.
func (e *Emulator) owner(accessKeyID string) (kernel.Caller, bool) {
	if kernel.IsAccount(accessKeyID) {
		return kernel.Caller{Account: strings.Clone(accessKeyID)}, true // and not the whole header with it
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.world.Session(accessKeyID)
}
