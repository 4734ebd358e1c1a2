package faults

import (
	"fmt"
	"net/http"

	"github.com/shareproof/shareproof/model/kernel"
)

// Bare is an answer that has a status of HTTP and no body.
type Bare int

func (b Bare) Error() string {
	return fmt.Sprintf("%d %s, without a body", int(b), http.StatusText(int(b)))
}

// troubles are the errors by which a service says that it is too busy or out of
// order, as the SDK's model of the service has them. Where a model has none, as
// CloudHSM's has none for throttling, it is the common one of AWS.
type troubles struct {
	busy  *kernel.Fault
	order []*kernel.Fault
}

var troublesOf = map[string]troubles{
	"cloudhsmv2": {
		&kernel.Fault{Code: "ThrottlingException", Status: http.StatusBadRequest},
		[]*kernel.Fault{{Code: "CloudHsmInternalFailureException", Status: http.StatusInternalServerError}},
	},
	"dlm": {
		&kernel.Fault{Code: "ThrottlingException", Status: http.StatusBadRequest},
		[]*kernel.Fault{{Code: "InternalServerException", Status: http.StatusInternalServerError}},
	},
	"ec2": {
		&kernel.Fault{Code: "RequestLimitExceeded", Status: http.StatusServiceUnavailable},
		[]*kernel.Fault{{Code: "InternalError", Status: http.StatusInternalServerError}, {Code: "Unavailable", Status: http.StatusServiceUnavailable}},
	},
	"iam": {
		&kernel.Fault{Code: "Throttling", Status: http.StatusBadRequest},
		[]*kernel.Fault{{Code: "ServiceFailure", Status: http.StatusInternalServerError}},
	},
	"kms": {
		&kernel.Fault{Code: "ThrottlingException", Status: http.StatusBadRequest},
		[]*kernel.Fault{{Code: "KMSInternalException", Status: http.StatusInternalServerError}, {Code: "DependencyTimeoutException", Status: http.StatusInternalServerError}},
	},
	"organizations": {
		&kernel.Fault{Code: "TooManyRequestsException", Status: http.StatusBadRequest},
		[]*kernel.Fault{{Code: "ServiceException", Status: http.StatusInternalServerError}},
	},
	"ram": {
		&kernel.Fault{Code: "ThrottlingException", Status: http.StatusTooManyRequests},
		[]*kernel.Fault{
			{Code: "ServerInternalException", Status: http.StatusInternalServerError},
			{Code: "ServiceUnavailableException", Status: http.StatusServiceUnavailable},
		},
	},
	"sts": {
		&kernel.Fault{Code: "Throttling", Status: http.StatusBadRequest},
		[]*kernel.Fault{{Code: "InternalFailure", Status: http.StatusInternalServerError}},
	},
}

func throttled(api *kernel.API) error {
	return kernel.NewError(troublesOf[api.Service].busy, "Rate exceeded")
}

func unavailable(api *kernel.API, toss uint64) error {
	known := troublesOf[api.Service].order
	switch n := toss % uint64(len(known)+2); n {
	case 0:
		return Bare(http.StatusInternalServerError)
	case 1:
		return Bare(http.StatusServiceUnavailable)
	default:
		return kernel.NewError(known[n-2], "The service has a problem. Try again.")
	}
}
