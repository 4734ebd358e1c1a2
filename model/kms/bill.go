package kms

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

const pricing = "https://aws.amazon.com/kms/pricing/"

// keyMonth is charged by the hour, and not while a key waits to be deleted.
var keyMonth = &kernel.Price{For: "key", Amount: kernel.Dollar, Per: kernel.Month, Whole: time.Hour,
	Evidence: kernel.Documented, Source: pricing}

// requestPrice is what each call costs once 20,000 of a month are used up: 0.03 for 10,000.
var requestPrice = &kernel.Price{For: "request to KMS", Amount: 3 * kernel.Cent / 10_000, Evidence: kernel.Documented,
	Source: pricing}

// bill says what calls cost and touch in real accounts.
var bill = kernel.Bill{
	Costs: []kernel.Cost{
		kernel.Costs(func(*CreateKey, *CreateKeyOutput) []kernel.Charge {
			return []kernel.Charge{{Price: keyMonth, Units: 1}}
		}),
		// A deletion that is cancelled was never a reason not to charge for the time before.
		kernel.Costs(func(*CancelKeyDeletion, *CancelKeyDeletionOutput) []kernel.Charge {
			return []kernel.Charge{{Price: keyMonth, Units: 1}}
		}),
		kernel.CostsNothing(pricing+": what is not a key or a request has no price", "*"),
	},
	EachCall: requestPrice,
	Quotas: []kernel.AccountQuota{
		{Of: "customer managed keys", Most: 100_000, Operations: []string{"CreateKey"}, Lingers: true,
			Evidence: kernel.Documented, Source: quotas},
	},
	Needs: []kernel.Need{{
		Operations: []string{"ReEncrypt"}, Actions: []string{"kms:ReEncryptFrom", "kms:ReEncryptTo"}, Instead: true,
		Source: "KMS Developer Guide, kms-api-permissions-reference",
	}},
	Changes: []string{"KeyId", "AliasName", "CreateGrant.KeyId"},
}
