package conformance

import (
	"encoding/json"
	"fmt"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

// MakeRunner makes a user who may do what a plan says, and no more.
func MakeRunner(w *model.World, p *AccountPolicy) error {
	account := p.Account
	for i, name := range []string{"owner", "consumer", "stranger"} {
		if name == account {
			account = fmt.Sprint(111111111111 * (i + 1))
		}
	}
	as := kernel.Caller{Account: account, Region: "us-east-1"}
	if _, err := w.Do(as, &iam.CreateUser{UserName: "runner"}); err != nil {
		return err
	}
	for i, d := range p.Documents {
		text, err := json.Marshal(d)
		if err != nil {
			return err
		}
		name := fmt.Sprint("runner-", i)
		if _, err := w.Do(as, &iam.CreatePolicy{PolicyName: name, PolicyDocument: string(text)}); err != nil {
			return err
		}
		if _, err := w.Do(as, &iam.AttachUserPolicy{UserName: "runner",
			PolicyArn: "arn:aws:iam::" + account + ":policy/" + name}); err != nil {
			return err
		}
	}
	return nil
}
