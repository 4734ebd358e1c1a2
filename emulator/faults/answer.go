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

func throttled(api *kernel.API) error {
	return kernel.NewError(api.Throttled, "Rate exceeded")
}

func unavailable(api *kernel.API, toss uint64) error {
	known := api.Unavailable
	switch n := toss % uint64(len(known)+2); n {
	case 0:
		return Bare(http.StatusInternalServerError)
	case 1:
		return Bare(http.StatusServiceUnavailable)
	default:
		return kernel.NewError(known[n-2], "The service has a problem. Try again.")
	}
}
