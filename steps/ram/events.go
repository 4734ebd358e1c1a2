package ram

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/steps/engine"
)

var ofChanges = []engine.Column{
	{Heading: "Share", Cell: engine.One("share")},
	{Heading: "Event", Cell: engine.Anything},
	{Heading: "Status", Cell: engine.Anything},
}

func (s session) eventPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} is told by RAM of a share(?: in {Region})?$`,
			Example:    `Then "consumer" is told by RAM of a share`,
			Doc: "EventBridge delivered at least one Resource Sharing State Change of the event Resource Share " +
				"Association to the account in the Region.",
			Do: s.isToldOfSome,
		},
		{
			Expression: `^{account} is told by RAM of nothing(?: in {Region})?$`,
			Example:    `Then "stranger" is told by RAM of nothing`,
			Doc:        "EventBridge delivered nothing with the source aws.ram to the account in the Region.",
			Do: func(ctx context.Context, account, region string) error {
				return s.isToldOf(ctx, account, region, engine.None("Share", "Status"))
			},
		},
		{
			Expression: `^{account} is told by RAM of these changes(?: in {Region})?$`,
			Example: "Then \"consumer\" is told by RAM of these changes\n" +
				"  | Share | Status     |\n" +
				"  | s     | associated |",
			Doc: "All that EventBridge delivered to the account in the Region with the source aws.ram. Share is what " +
				"resources name, Event and Status are members of detail.",
			Do:     s.isToldOf,
			Tables: engine.Columns(ofChanges...),
		},
	}
}

// told lists what RAM told an account in a Region, the oldest first.
func (s session) told(ctx context.Context, account, region string) ([]eventbridge.Event, error) {
	events, err := s.Events(ctx, s.CallerIn(account, region).Scope())
	var told []eventbridge.Event
	for _, e := range events {
		if e.Source == "aws.ram" {
			told = append(told, e)
		}
	}
	return told, err
}

// sharing is the detail of an event of RAM.
type sharing struct{ Event, Status string }

func (s session) isToldOfSome(ctx context.Context, account, region string) error {
	told, err := s.told(ctx, account, region)
	if err != nil {
		return err
	}
	for _, e := range told {
		var detail sharing
		if e.DetailType == "Resource Sharing State Change" && json.Unmarshal([]byte(e.Detail), &detail) == nil &&
			detail.Event == "Resource Share Association" {
			return nil
		}
	}
	return engine.Mismatch("want a Resource Share Association among the events of RAM, got %v", told)
}

func (s session) isToldOf(ctx context.Context, account, region string, want *godog.Table) error {
	told, err := s.told(ctx, account, region)
	if err != nil {
		return err
	}
	return engine.Compare(want, len(told), func(i int, column string) (string, error) {
		var detail sharing
		if err := json.Unmarshal([]byte(told[i].Detail), &detail); err != nil {
			return "", engine.Mismatch("the detail of an event is no JSON object: %v", err)
		}
		switch column {
		case "Share":
			if len(told[i].Resources) != 1 {
				return "", engine.Mismatch("want an event that names a share, got %v", told[i])
			}
			return s.ARNCalled("share", told[i].Resources[0]), nil
		case "Event":
			return detail.Event, nil
		case "Status":
			return detail.Status, nil
		}
		return "", fmt.Errorf("changes have no column %q", column)
	})
}
