package eventbridge

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// envelope is an event as EventBridge writes it.
type envelope struct {
	Version    string          `json:"version"`
	ID         string          `json:"id"`
	DetailType string          `json:"detail-type"`
	Source     string          `json:"source"`
	Account    string          `json:"account"`
	Time       time.Time       `json:"time"`
	Region     string          `json:"region"`
	Resources  []string        `json:"resources"`
	Detail     json.RawMessage `json:"detail"`
}

// String is the event as EventBridge writes it.
func (e Event) String() string {
	text, err := e.MarshalJSON()
	if err != nil {
		return e.DetailType + " with a detail that is no JSON: " + e.Detail
	}
	return string(bytes.TrimSpace(text))
}

// MarshalJSON writes the event as EventBridge does; its detail stays as it is.
func (e Event) MarshalJSON() ([]byte, error) {
	w := envelope{"0", e.ID, e.DetailType, e.Source, e.Account, e.Time.Std(), e.Region, e.Resources,
		json.RawMessage(e.Detail)}
	if w.Resources == nil {
		w.Resources = []string{}
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(w)
	return text.Bytes(), err
}

// UnmarshalJSON reads what MarshalJSON writes.
func (e *Event) UnmarshalJSON(data []byte) error {
	var w envelope
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	var detail bytes.Buffer
	err := json.Compact(&detail, w.Detail)
	*e = Event{w.ID, w.DetailType, w.Source, w.Account, w.Region, kernel.At(w.Time), w.Resources, detail.String()}
	return err
}
