package remote

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/wire"
)

var client = &http.Client{
	Timeout:       time.Minute,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// longest is how many bytes of an answer are read.
const longest = 64 << 20

// answer is what the endpoint said.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// Attempts is how often an endpoint is asked that is busy or broken, and Pause
// how long to wait before it is asked again at the most.
const (
	Attempts = 3
	Pause    = 200 * time.Millisecond
)

// Busy are the codes by which services say that they are asked too often. What
// limits the number of resources is an answer like any other.
var Busy = []string{
	"Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
	"TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException",
}

// Broken are the statuses of HTTP by which services say that they have trouble.
var Broken = []int{http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}

// perform makes a call, up to Attempts times. What may have been done is not
// asked for again: a connection that is lost is an error.
func (t *Target) perform(ctx context.Context, to *wire.Call, keys Keys, region string, in any) (any, error) {
	name := to.API.Service + "." + to.Op.Name
	for attempt := 1; ; attempt++ {
		heard, err := t.send(ctx, to, keys, region, in)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if heard.status/100 == 2 {
			out, err := to.ReadAnswer(heard.body)
			if err != nil {
				return nil, Refusal(to.API, to.Op.Name, heard.status, Unreadable, err.Error())
			}
			return out, nil
		}
		code, message := wire.ReadRefusal(to.API.Protocol, heard.header, heard.body)
		if attempt == Attempts || !slices.Contains(Busy, code) && !slices.Contains(Broken, heard.status) {
			return nil, Refusal(to.API, to.Op.Name, heard.status, code, message)
		}
		select {
		case <-time.After(min(Pause, 50*time.Millisecond<<attempt)):
		case <-ctx.Done():
			return nil, fmt.Errorf("%s: %w", name, ctx.Err())
		}
	}
}

func (t *Target) send(ctx context.Context, to *wire.Call, keys Keys, region string, in any) (*answer, error) {
	r, body, err := to.Request(t.config.Endpoint, in)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, target.ErrUnsupported)
	}
	r = r.WithContext(ctx)
	if t.control != nil {
		r.Header.Set("X-Shareproof-Time", "world") // a suite compares what the world says
	}
	sum := sha256.Sum256(body)
	who := aws.Credentials{AccessKeyID: keys.AccessKeyID, SecretAccessKey: keys.SecretAccessKey, SessionToken: keys.SessionToken}
	if err := v4.NewSigner().SignHTTP(ctx, who, r, hex.EncodeToString(sum[:]), to.API.Signing, to.API.SigningRegion(region), time.Now()); err != nil {
		return nil, err
	}
	heard, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer heard.Body.Close()
	text, err := io.ReadAll(io.LimitReader(heard.Body, longest))
	return &answer{heard.StatusCode, heard.Header, text}, err
}

// Codes by which endpoints say that they do not have an operation.
var notOffered = []string{"UnknownOperationException", "UnknownOperation", "InvalidAction", "NotImplemented", "NotImplementedException"}

// Unreadable is the code under which an answer is reported that is none of the
// service's protocol.
const Unreadable = "UnreadableAnswer"

// Refusal sorts an answer that is an error: the service's own refusal, or an
// operation that the endpoint does not have.
func Refusal(api *kernel.API, operation string, status int, code, message string) error {
	if code == "" {
		code, message = Unreadable, fmt.Sprintf("HTTP status %d without an error of the protocol", status)
	}
	if slices.Contains(notOffered, code) || status == http.StatusNotImplemented ||
		code == Unreadable && (status == http.StatusNotFound || status == http.StatusMethodNotAllowed) {
		return fmt.Errorf("%w (HTTP status %d, %s)", target.Unsupported(api.Service+"."+operation), status, code)
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
