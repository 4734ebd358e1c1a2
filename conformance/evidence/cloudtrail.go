package evidence

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

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

// read reads the records of a file: {"Records": [...]}.
func (t *trails) read(l *lines) error {
	counted := &counting{from: l.from}
	d := json.NewDecoder(counted)
	wrong := func(at int64, err error) error {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("it was cut off")
		}
		var own *mistake.Mistake
		if errors.As(err, &own) {
			err = errors.New(own.Reason)
		}
		return &mistake.Mistake{File: l.name, Line: counted.line(at), Column: 1,
			Reason: fmt.Sprintf("this is neither a trace nor a trail of CloudTrail, {\"Records\": [...]}: %v", err)}
	}
	if err := opens(d, "Records"); err != nil {
		return wrong(d.InputOffset(), err)
	}
	t.files++
	for d.More() {
		at := d.InputOffset()
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return wrong(d.InputOffset(), err)
		}
		if len(raw) > longestLine || depth(raw) > deepest {
			return wrong(at, fmt.Errorf("a record has more than %d MiB or %d levels", longestLine>>20, deepest))
		}
		var r record
		if err := json.Unmarshal(raw, &r); err != nil {
			return wrong(at, err)
		}
		if err := t.add(&r, l.name, counted.line(d.InputOffset()-int64(len(raw)))); err != nil {
			return wrong(at, err)
		}
	}
	for _, want := range []json.Delim{']', '}'} {
		if token, err := d.Token(); err != nil || token != want {
			return wrong(d.InputOffset(), errors.Join(err, errors.New("want only Records in it")))
		}
	}
	if _, err := d.Token(); err != io.EOF {
		return wrong(d.InputOffset(), errors.New("something stands behind its end"))
	}
	return nil
}

// opens reads the beginning of an object whose first member is a list.
func opens(d *json.Decoder, name string) error {
	for _, want := range []json.Token{json.Delim('{'), name, json.Delim('[')} {
		token, err := d.Token()
		if err != nil {
			return err
		}
		if token != want {
			return fmt.Errorf("want %v, got %v", want, token)
		}
	}
	return nil
}

// counting counts what is read, and remembers where lines end.
type counting struct {
	from   io.Reader
	read   int64
	places []int64 // where every line ends
}

// Read reads on. Its error says where too much is read.
func (c *counting) Read(into []byte) (int, error) {
	n, err := c.from.Read(into)
	for i, b := range into[:n] {
		if b == '\n' {
			c.places = append(c.places, c.read+int64(i))
		}
	}
	if c.read += int64(n); c.read > longestFile {
		return n, fmt.Errorf("the file has more than %d GiB", longestFile>>30)
	}
	return n, err
}

// line returns the number of the line at a place.
func (c *counting) line(at int64) int {
	n, _ := slices.BinarySearch(c.places, at)
	return n + 1
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
