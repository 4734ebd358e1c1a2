package remote

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// maxAnswer is how many bytes of an answer are read; a test makes it less.
var maxAnswer = 64 << 20

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
	"TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown", "PriorRequestNotComplete",
	"EC2ThrottledException",
}

// Broken are the statuses of HTTP by which services say that they have trouble.
var Broken = []int{http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable,
	http.StatusGatewayTimeout}

// perform makes a call, up to Attempts times. What may have been done is not
// asked for again: a connection that is lost is an error.
func (t *Target) perform(ctx context.Context, to *protocol.Call, keys Keys, region string, in any) (any, error) {
	name := to.API.Service + "." + to.Op.Name
	for attempt := 1; ; attempt++ {
		heard, err := t.send(ctx, to, keys, region, in)
		if isLost(ctx, err) {
			return nil, &target.Unanswered{Call: name, Err: err}
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if heard.status/100 == 2 {
			return t.read(to, heard)
		}
		code, message := protocol.ReadRefusal(to.API.Protocol, heard.header, heard.body)
		busy := isBusy(heard.status, code)
		if attempt == Attempts || !busy && !slices.Contains(Broken, heard.status) {
			return nil, heard.refusal(to, code, message)
		}
		if !busy && !to.Op.Reads() && target.IsFollowedUp(ctx) {
			return nil, &target.Unanswered{Call: name, Err: heard.refusal(to, code, message), Answered: true}
		}
		if !busy && !to.Op.Reads() {
			t.doubt = fmt.Sprintf("%s was asked for again after HTTP status %d, and may have been done twice", name,
				heard.status)
		}
		select {
		case <-time.After(min(Pause, 50*time.Millisecond<<attempt)):
		case <-ctx.Done():
			return nil, fmt.Errorf("%s: %w", name, ctx.Err())
		}
	}
}

// isLost reports whether a call was sent, or may have been, and its answer did not come.
func isLost(ctx context.Context, err error) bool {
	var trouble *target.Trouble
	return err != nil && ctx.Err() == nil && !errors.As(err, &trouble) && !errors.Is(err, target.ErrUnsupported) &&
		!errors.Is(err, ErrPublic)
}

// read reads an answer that is no refusal.
func (t *Target) read(to *protocol.Call, heard *answer) (any, error) {
	out, passed, err := to.ReadLeniently(heard.body)
	switch {
	case err == nil:
		t.misspelt(to.API.Service+"."+to.Op.Name, passed)
		return out, nil
	case heard.isPage():
		return nil, trouble(target.NotAWS, to.API, to.Op.Name, heard.gist())
	}
	return nil, Refusal(to.API, to.Op.Name, heard.status, target.Unreadable, err.Error())
}

func (t *Target) send(ctx context.Context, to *protocol.Call, keys Keys, region string, in any) (*answer, error) {
	if t.IsAWS() && kernel.RegionOf(region) == nil {
		return nil, target.Unsupported("the Region " + region) // it would be a part of a host's name
	}
	r, body, err := to.Request(t.at(to.API, region), in)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, target.ErrUnsupported)
	}
	r = r.WithContext(ctx)
	if t.control != nil {
		r.Header.Set("X-Shareproof-Time", "world") // a suite compares what the world says
	}
	sum := sha256.Sum256(body)
	who := aws.Credentials{AccessKeyID: keys.AccessKeyID, SecretAccessKey: keys.SecretAccessKey,
		SessionToken: keys.SessionToken}
	if err := v4.NewSigner().SignHTTP(ctx, who, r, hex.EncodeToString(sum[:]), to.API.Signing,
		to.API.SigningRegion(region), time.Now()); err != nil {
		return nil, err
	}
	if t.control != nil {
		t.control.sign(r)
	}
	heard, err := t.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer heard.Body.Close()
	t.hear(heard.Header, time.Now())
	if t.control != nil {
		if err := t.control.stillOurs(heard.StatusCode, heard.Header); err != nil {
			return nil, err
		}
	}
	text, err := ReadWhole(heard.Body)
	return &answer{heard.StatusCode, heard.Header, text}, err
}

// ReadWhole reads the body of an answer, if it is not too long.
func ReadWhole(body io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(body, int64(maxAnswer)+1))
	if len(text) > maxAnswer {
		return nil, &target.Trouble{What: target.TooLong, Message: fmt.Sprintf("more than %d MiB", maxAnswer>>20), Ours: true}
	}
	return text, err
}
