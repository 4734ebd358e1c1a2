package backup

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/steps/engine"
)

// ofEvents are what tables say of events: what changed, and members of the detail.
var ofEvents = func() []engine.Column {
	columns := []engine.Column{{Heading: "What", Cell: engine.Anything}, {Heading: "resource", Cell: engine.Filled}}
	for _, member := range strings.Fields(`state status backupJobId copyJobId backupVaultName sourceBackupVaultArn
		destinationBackupVaultArn destinationRecoveryPointArn resourceType isEncrypted percentDone`) {
		columns = append(columns, engine.Column{Heading: member, Cell: engine.Filled})
	}
	return columns
}()

func (s session) eventPhrases() []engine.Phrase {
	return []engine.Phrase{{
		Expression: `^AWS Backup tells {account} of these changes(?: of (backup|copy|restore) jobs)?(?: in {Region})?$`,
		Example: "Then AWS Backup tells \"owner\" of these changes\n" +
			"  | What         | state   | backupVaultName |\n" +
			"  | Backup Vault | CREATED | home            |",
		Doc: "Every event of AWS Backup that EventBridge delivered to the account in the Region. What is the detail-type " +
			"without State Change, resource what stands in resources, and the other columns are members of detail: " +
			"nothing where they are absent, JSON where they are no texts, and (nothing) for an empty object.",
		Do:     s.isTold,
		Tables: engine.Columns(ofEvents...),
	}}
}

// isTold holds the events of AWS Backup in an account, all or those of some jobs,
// against a table.
func (s session) isTold(ctx context.Context, account, jobs, region string, want *godog.Table) error {
	events, err := s.Events(ctx, s.CallerIn(account, region).Scope())
	if err != nil {
		return err
	}
	wanted, err := s.FilledTable(want)
	if err != nil {
		return err
	}
	var told []map[string]string
	for _, e := range events {
		if e.Source != "aws.backup" || jobs != "" && !strings.EqualFold(e.DetailType, jobs+" Job State Change") {
			continue
		}
		members, err := texts(e.Detail)
		if err != nil {
			return err
		}
		members["What"] = strings.TrimSuffix(e.DetailType, " State Change")
		members["resource"] = strings.Join(e.Resources, " ")
		told = append(told, members)
	}
	return engine.Compare(wanted, len(told), func(i int, column string) (string, error) {
		return told[i][column], nil
	})
}

// texts returns the members of an event's detail: texts as they are, others in JSON.
func texts(detail string) (map[string]string, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(detail), &members); err != nil {
		return nil, engine.Mismatch("the detail of an event is no JSON object: %v", err)
	}
	all := map[string]string{}
	for name, value := range members {
		var text string
		if json.Unmarshal(value, &text) != nil {
			var compact bytes.Buffer
			_ = json.Compact(&compact, value) // it was read as JSON
			if text = compact.String(); text == "{}" {
				text = "(nothing)"
			}
		}
		all[name] = text
	}
	return all, nil
}
