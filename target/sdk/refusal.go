package sdk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	smithy "github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// Codes by which endpoints say that they do not have an operation.
var notOffered = []string{"UnknownOperationException", "UnknownOperation", "InvalidAction", "NotImplemented", "NotImplementedException"}

// noCode is what the SDK makes of an error answer without a code.
const noCode = "UnknownError"

// Unreadable is the code under which an answer is reported that is none of the
// service's protocol.
const Unreadable = "UnreadableAnswer"

// refusal sorts an error of the SDK: the service's own refusal, an operation
// that the endpoint does not have, or trouble of the harness.
func refusal(ctx context.Context, api *kernel.API, operation string, err error) error {
	name := api.Service + "." + operation
	var response *smithyhttp.ResponseError
	var unsent *smithyhttp.RequestSendError
	if ctx.Err() != nil || errors.As(err, &unsent) || !errors.As(err, &response) {
		return fmt.Errorf("%s: %w", name, err)
	}
	status := response.HTTPStatusCode()
	code, message := Unreadable, err.Error()
	var answer smithy.APIError
	if errors.As(err, &answer) {
		code, message = answer.ErrorCode(), answer.ErrorMessage()
	}
	anonymous := code == Unreadable || code == noCode
	if slices.Contains(notOffered, code) || status == http.StatusNotImplemented ||
		anonymous && (status == http.StatusNotFound || status == http.StatusMethodNotAllowed) {
		return fmt.Errorf("%w (HTTP status %d, %s)", target.Unsupported(name), status, code)
	}
	return kernel.NewError(fault(api, code, status), message)
}

// fault returns the API's own fault of the code and status, or a new one.
func fault(api *kernel.API, code string, status int) *kernel.Fault {
	for _, rule := range api.Rules.All() {
		for _, f := range rule.Faults() {
			if f.Code == code && f.Status == status {
				return f
			}
		}
	}
	return &kernel.Fault{Code: code, Status: status}
}
