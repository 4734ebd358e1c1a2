package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/shareproof/shareproof/internal/display"
	"github.com/shareproof/shareproof/internal/mistake"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// mostRecords is how many records of trails are judged together at most.
const mostRecords = 2_000_000

// record is a record of CloudTrail, as far as it counts here.
type record struct {
	EventID           string          `json:"eventID"`
	EventType         string          `json:"eventType"`
	EventSource       string          `json:"eventSource"`
	EventName         string          `json:"eventName"`
	EventTime         string          `json:"eventTime"`
	AWSRegion         string          `json:"awsRegion"`
	ReadOnly          *bool           `json:"readOnly"`
	RequestParameters json.RawMessage `json:"requestParameters"`
	ResponseElements  json.RawMessage `json:"responseElements"`
	ErrorCode         string          `json:"errorCode"`
	ErrorMessage      string          `json:"errorMessage"`
	Recipient         string          `json:"recipientAccountId"`
	Identity          *struct {
		Type      string `json:"type"`
		AccountID string `json:"accountId"`
		InvokedBy string `json:"invokedBy"`
	} `json:"userIdentity"`
}

// trails are the records of some files.
type trails struct {
	files   int
	moments []Moment
	seen    map[string]bool // the IDs of events, which several trails may tell
}

// Trail is the kind of what CloudTrail has recorded, in place of a target's.
const Trail = "trail"

// trailHeader says what a trail is: real time, in accounts that hold what nobody saw being
// made.
func trailHeader() *Header {
	return &Header{Version: Version, Target: target.Identity{Name: "CloudTrail", Kind: Trail}, Clock: Real}
}

// largestTrail is how many bytes a file of a trail has at most, once it is unpacked. AWS
// writes smaller ones.
const largestTrail = 256 << 20

// read reads the records of a file: {"Records": [...]}.
func (t *trails) read(l *source) error {
	text, err := io.ReadAll(io.LimitReader(l.from, largestTrail+1))
	wrong := func(at int, format string, args ...any) error {
		line := 1 + bytes.Count(text[:min(at, len(text))], []byte("\n"))
		return &mistake.Mistake{File: l.name, Line: line, Column: 1, Reason: "this is neither a trace nor a trail of CloudTrail, " +
			`{"Records": [...]}: ` + display.Cut(fmt.Sprintf(format, args...), 300)}
	}
	var whole map[string]json.RawMessage
	var records []json.RawMessage
	switch {
	case err != nil:
		return wrong(len(text), "it cannot be unpacked: %v", err)
	case len(text) > largestTrail:
		return wrong(0, "the file has more than %d MiB", largestTrail>>20)
	case depth(text) > deepest:
		return wrong(0, "it is more than %d levels deep", deepest)
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	var bad *json.SyntaxError
	switch err := json.Unmarshal(text, &whole); {
	case errors.As(err, &bad) && strings.HasPrefix(bad.Error(), "unexpected end"):
		return wrong(len(text), "it was cut off")
	case errors.As(err, &bad):
		return wrong(int(bad.Offset), "%v", err)
	case err != nil || len(whole) != 1 || json.Unmarshal(whole["Records"], &records) != nil:
		return wrong(0, "want an object with Records, a list, and nothing else")
	}
	t.files++
	at, line := 0, 1
	for _, raw := range records {
		from := at
		at += bytes.Index(text[at:], raw)
		line += bytes.Count(text[from:at], []byte("\n"))
		var r record
		err := json.Unmarshal(raw, &r)
		if err == nil {
			err = t.add(&r, l.name, line)
		}
		if err != nil {
			return wrong(at, "%v", err)
		}
	}
	return nil
}

// add makes a moment of a record.
func (t *trails) add(r *record, name string, line int) error {
	at, err := kernel.ParseMoment(r.EventTime)
	if err != nil {
		return fmt.Errorf("eventTime: %w", err)
	}
	if len(t.moments) == mostRecords {
		return fmt.Errorf("there are more than %d records", mostRecords)
	}
	if r.EventID != "" && t.seen[r.EventID] {
		return nil
	}
	t.seen[r.EventID] = true
	m := Moment{File: name, Line: line, Asked: at, Answered: at, Op: operationOf(r)}
	if r.Identity != nil {
		m.As.Account = r.Identity.AccountID
	}
	if m.As.Region = r.AWSRegion; m.Op == nil {
		if m.Trouble = "the model does not have the operation"; !isModelled(r.EventSource) {
			return nil // another service's
		}
	} else if m.Trouble = cannotBeJudged(r, m.Op); m.Trouble == "" || !m.Op.Reads() {
		m.fill(r)
	}
	t.moments = append(t.moments, m)
	return nil
}

// isModelled reports whether a source of events is a service of the model.
func isModelled(source string) bool {
	signing, _, _ := strings.Cut(source, ".")
	for _, api := range services.All {
		if api.Signing == signing {
			return true
		}
	}
	return false
}

func operationOf(r *record) *kernel.Operation {
	signing, _, _ := strings.Cut(r.EventSource, ".")
	for _, api := range services.All {
		if api.Signing == signing {
			if op := api.Operation(r.EventName); op != nil {
				return op
			}
		}
	}
	return nil
}

// cannotBeJudged returns why a record is not judged, whatever is in it.
func cannotBeJudged(r *record, op *kernel.Operation) string {
	switch {
	case r.EventType != "" && r.EventType != "AwsApiCall":
		return "it is an event of AWS's, and no call"
	case op.Reads() || r.ReadOnly != nil && *r.ReadOnly:
		return "a trail does not show what was read"
	case r.Identity == nil || !kernel.IsAccount(r.Identity.AccountID):
		return "it does not say whose call it was"
	case r.Identity.Type == "AWSService" || r.Identity.InvokedBy != "":
		return "AWS made the call itself, for somebody"
	case r.Recipient != "" && r.Recipient != r.Identity.AccountID:
		return "it is what another account heard of a call"
	case kernel.RegionOf(r.AWSRegion) == nil || kernel.RegionOf(r.AWSRegion).OptIn:
		return "the model does not have the Region"
	case isTrouble(r.ErrorCode):
		return "AWS had trouble"
	}
	return ""
}

// isTrouble reports whether a code says nothing of any rule.
func isTrouble(code string) bool {
	for _, word := range []string{"Throttl", "RequestLimitExceeded", "InternalFailure", "InternalError", "ServiceUnavailable",
		"ServiceException", "ExpiredToken", "SlowDown", "Unavailable"} {
		if strings.Contains(code, word) {
			return true
		}
	}
	return false
}

// fill reads the input, and the answer or the refusal.
func (m *Moment) fill(r *record) {
	in, strange, err := inputOf(m.Op, r.RequestParameters)
	m.In = in
	switch {
	case m.Trouble != "":
	case err != nil:
		m.Trouble = "the trail hides what was said, or does not show it"
	case strange != "":
		m.Trouble = "it says something that the model does not know"
	}
	if r.ErrorCode != "" {
		code := r.ErrorCode
		for _, prefix := range []string{"Client.", "Server."} {
			code = strings.TrimPrefix(code, prefix)
		}
		m.Refused = kernel.NewError(&kernel.ErrorShape{Code: code}, r.ErrorMessage)
		return
	}
	m.Out = outputOf(m.Op, r.ResponseElements)
}

// plainCode is a code without what CloudTrail leaves off.
func plainCode(code string) string {
	return strings.TrimSuffix(strings.TrimSuffix(code, "Exception"), "Fault")
}

// momentLayouts are how CloudTrail writes moments inside of what was said and answered.
var momentLayouts = []string{time.RFC3339, "Jan 2, 2006 3:04:05 PM", "Jan 2, 2006, 3:04:05 PM", "2006-01-02T15:04:05.000Z"}
