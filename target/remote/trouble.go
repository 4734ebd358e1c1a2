package remote

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// Codes by which endpoints say that they do not have an operation.
var notOffered = []string{"UnknownOperationException", "UnknownOperation", "InvalidAction", "NotImplemented",
	"NotImplementedException"}

// Codes by which endpoints say that they do not take the credentials of a call.
// EC2's AuthFailure is one only with status 401: with others it is about rights.
var notTaken = []string{
	"UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "InvalidSignatureException",
	"SignatureDoesNotMatch",
	"IncompleteSignature", "IncompleteSignatureException", "MissingAuthenticationToken",
	"MissingAuthenticationTokenException",
	"ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidToken", "TokenRefreshRequired", "NotSignedUp",
}

// ended are those of them by which endpoints say that credentials were good once.
var ended = []string{"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}

// ofGateways are statuses by which what stands before an endpoint turns calls away.
var ofGateways = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired}

// Refusal sorts an answer that is an error: the service's own refusal, an
// operation that the endpoint does not have, or trouble that accuses no rule.
// The code is empty where the answer has none of the protocol.
func Refusal(api *kernel.API, operation string, status int, code, message string) error {
	switch told := fmt.Sprintf("HTTP status %d", status); {
	case isMissing(status, code):
		return fmt.Errorf("%w (%s, %s)", target.Unsupported(api.Service+"."+operation), told, orUnreadable(code))
	case isBusy(status, code):
		return trouble(target.Busy, api, operation, told, code, message)
	case status >= 500:
		return trouble(target.Broken, api, operation, told, code, message)
	case code == "" && (status/100 == 3 || slices.Contains(ofGateways, status)):
		return trouble(target.NotAWS, api, operation, told)
	case code == "":
		code, message = target.Unreadable, told+" without an error of the protocol"
	}
	return kernel.NewError(fault(api, code, status), message)
}

func isMissing(status int, code string) bool {
	bare := code == "" && (status == http.StatusNotFound || status == http.StatusMethodNotAllowed)
	return bare || status == http.StatusNotImplemented || slices.Contains(notOffered, code)
}

// isBusy tells throttling from limits to the number of resources, which some
// services tell with status 429 as well.
func isBusy(status int, code string) bool {
	return slices.Contains(Busy, code) || code == "" && status == http.StatusTooManyRequests
}

func orUnreadable(code string) string {
	if code == "" {
		return target.Unreadable
	}
	return code
}

func trouble(what string, api *kernel.API, operation string, details ...string) error {
	told := slices.DeleteFunc(details, func(d string) bool { return d == "" })
	return &target.Trouble{What: what, Message: api.Service + "." + operation + ": " + strings.Join(told, ", ")}
}

// Whose tells what becomes of an error of a call: where the caller signs with
// the target file's credentials, and these are not taken, it is the harness's
// trouble. Credentials that the target itself issued in the scenario are its own, and
// those that it took before, and turns away though they have not ended, are answered.
func (t *Target) Whose(as kernel.Caller, err error) error {
	var refused *kernel.Error
	if as.Principal != "" || !errors.As(err, &refused) ||
		t.taken[as.Account] && !slices.Contains(ended, refused.Code) {
		return err
	}
	if slices.Contains(notTaken, refused.Code) || refused.Code == "AuthFailure" &&
		refused.Status == http.StatusUnauthorized {
		return &target.Trouble{What: target.Credentials, Message: fmt.Sprintf("account %s: %v", as.Account, refused),
			Ours: true}
	}
	return err
}

// notAssumed says that a role of the target file cannot be assumed. No scenario
// asked for that, so a refusal is not held against the target.
func notAssumed(role string, err error) error {
	var refused *kernel.Error
	if errors.As(err, &refused) {
		return &target.Trouble{What: target.Credentials, Message: fmt.Sprintf("%s cannot be assumed: %v", role, refused),
			Ours: true}
	}
	return fmt.Errorf("%s cannot be assumed: %w", role, err)
}

// isPage reports whether an answer is a page for people, as those of proxies are.
func (a *answer) isPage() bool {
	start := bytes.ToLower(bytes.TrimLeft(a.body[:min(len(a.body), 512)], "\ufeff \t\r\n"))
	return strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || bytes.HasPrefix(start, []byte("<html")) ||
		bytes.HasPrefix(start, []byte("<!doctype html"))
}

// refusal sorts an answer that is an error, by its page if it has no code.
func (a *answer) refusal(to *protocol.Call, code, message string) error {
	if code == "" && a.isPage() && a.status < 500 && !isMissing(a.status, code) {
		return trouble(target.NotAWS, to.API, to.Op.Name, a.gist())
	}
	return Refusal(to.API, to.Op.Name, a.status, code, message)
}

// gist is a page in a few words.
func (a *answer) gist() string {
	return fmt.Sprintf("HTTP status %d with a page of %d bytes, %q", a.status, len(a.body), a.body[:min(len(a.body), 40)])
}

// fault returns the API's own fault of the code and status, or a new one.
func fault(api *kernel.API, code string, status int) *kernel.ErrorShape {
	for _, rule := range api.Rules.All() {
		for _, f := range rule.Errors() {
			if f.Code == code && f.Status == status {
				return f
			}
		}
	}
	return &kernel.ErrorShape{Code: code, Status: status}
}
