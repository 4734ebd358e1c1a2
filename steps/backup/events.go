package backup

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/steps/engine"
)

var ofChanges = []engine.Column{
	{Heading: "Change", Cell: engine.Anything},
	{Heading: "State", Cell: engine.Anything},
	{Heading: "Job", Cell: engine.Anything},
	{Heading: "Recovery point", Cell: engine.Anything},
}

func (s session) eventPhrases() []engine.Phrase {
	return []engine.Phrase{{
		Expression: `^{account} is told by AWS Backup of these changes( of copy jobs)?$`,
		Example: "Then \"owner\" is told by AWS Backup of these changes\n" +
			"  | Change                  | State   |\n" +
			"  | Backup Job State Change | CREATED |",
		Doc: "All that EventBridge delivered to the account in the Region with the source aws.backup. State is the " +
			"member state or status; Job the name of a copy job; Recovery point is there where a copy job tells the ARN " +
			"of its own.",
		Do:     s.isTold,
		Tables: engine.Columns(ofChanges...),
	}}
}

// change is what an event tells of a state.
type change struct {
	State, Status               string
	CopyJobID                   string `json:"copyJobId"`
	DestinationRecoveryPointArn any
}

func (s session) isTold(ctx context.Context, account, only string, want *godog.Table) error {
	events, err := s.Events(ctx, s.Caller(account).Scope())
	if err != nil {
		return err
	}
	var told []eventbridge.Event
	for _, e := range events {
		if e.Source == "aws.backup" && (only == "" || e.DetailType == "Copy Job State Change") {
			told = append(told, e)
		}
	}
	return engine.Compare(want, len(told), func(i int, column string) (string, error) {
		var c change
		if err := json.Unmarshal([]byte(told[i].Detail), &c); err != nil {
			return "", engine.Mismatch("the detail of an event is no JSON object: %v", err)
		}
		switch column {
		case "Change":
			return told[i].DetailType, nil
		case "State":
			return c.State + c.Status, nil
		case "Job":
			return s.Called(copyJob, c.CopyJobID), nil
		case "Recovery point":
			if _, ok := c.DestinationRecoveryPointArn.(string); ok {
				return "there", nil
			}
			return "", nil
		}
		return "", fmt.Errorf("changes have no column %q", column)
	})
}
