package emulator

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model/kernel"
)

// trouble is an error by which AWS refuses a request before its operation is
// looked at, as each protocol spells it.
type trouble struct {
	json, query, ec2 kernel.ErrorShape
	// forbids has restJson1 answer with 403 instead.
	forbids bool
}

func alike(code string, status int) trouble {
	f := kernel.ErrorShape{Code: code, Status: status}
	return trouble{json: f, query: f, ec2: f}
}

func signing(code, query string, status int) trouble {
	return trouble{json: kernel.ErrorShape{Code: code, Status: 400},
		query: kernel.ErrorShape{Code: query, Status: status}, ec2: kernel.ErrorShape{Code: query, Status: status},
		forbids: true}
}

var (
	missingToken = signing("MissingAuthenticationTokenException", "MissingAuthenticationToken",
		http.StatusForbidden)
	incompleteSignature = signing("IncompleteSignatureException", "IncompleteSignature", http.StatusBadRequest)
	invalidSignature    = signing("InvalidSignatureException", "SignatureDoesNotMatch", http.StatusForbidden)
	unknownKey          = trouble{*kernel.Unauthenticated, kernel.ErrorShape{Code: "InvalidClientTokenId", Status: 403},
		kernel.ErrorShape{Code: "AuthFailure", Status: 401}, true}

	unknownOperation = trouble{*kernel.UnknownOperation, kernel.ErrorShape{Code: "InvalidAction", Status: 400},
		kernel.ErrorShape{Code: "InvalidAction", Status: 400}, false}
	unknownPath      = alike("UnknownOperationException", http.StatusNotFound)
	unknownParameter = trouble{*kernel.Serialization, kernel.ErrorShape{Code: "InvalidQueryParameter", Status: 400},
		kernel.ErrorShape{Code: "UnknownParameter", Status: 400}, false}
	malformed = trouble{*kernel.Serialization, kernel.ErrorShape{Code: "MalformedInput", Status: 400},
		kernel.ErrorShape{Code: "InvalidParameterValue", Status: 400}, false}
	unsupportedMedia = alike("UnsupportedMediaTypeException", http.StatusUnsupportedMediaType)
	entityTooLarge   = alike("RequestEntityTooLargeException", http.StatusRequestEntityTooLarge)
	misnamed         = trouble{kernel.ErrorShape{Code: "ValidationException", Status: 400},
		kernel.ErrorShape{Code: "ValidationError", Status: 400},
		kernel.ErrorShape{Code: "InvalidParameterValue", Status: 400}, false}
	unwritable = alike(kernel.InternalFailure.Code, kernel.InternalFailure.Status)
	crowded    = trouble{kernel.ErrorShape{Code: "LimitExceededException", Status: 400},
		kernel.ErrorShape{Code: "LimitExceeded", Status: 400},
		kernel.ErrorShape{Code: "ResourceLimitExceeded", Status: 400}, false}
)

// refusal makes an error of the service's protocol.
func refusal(api *kernel.API, t trouble, format string, args ...any) *kernel.Error {
	f := t.json
	switch {
	case api.Protocol == kernel.AWSQuery:
		f = t.query
	case api.Protocol == kernel.EC2Query:
		f = t.ec2
	case api.Protocol == kernel.RestJSON && t.forbids:
		f.Status = http.StatusForbidden
	}
	return kernel.NewError(&f, abridge(fmt.Sprintf(format, args...)))
}

// longestMessage is how many bytes of a request a refusal tells again, about.
const longestMessage = 1024

// abridge cuts a message that tells a long request again.
func abridge(text string) string {
	if len(text) <= longestMessage {
		return text
	}
	half := longestMessage / 2
	return strings.ToValidUTF8(text[:half], "") + " ... " + strings.ToValidUTF8(text[len(text)-half:], "")
}

// unreadable refuses a request that is not as its operation declares it.
func unreadable(api *kernel.API, err error) *kernel.Error {
	t := malformed
	if at, ok := err.(*protocol.Error); ok && at.Unknown {
		t = unknownParameter
	}
	return refusal(api, t, "%v", err)
}
