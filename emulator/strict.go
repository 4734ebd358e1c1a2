package emulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/internal/sigv4"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

// Strict is what an emulator knows that stands for real accounts.
type Strict struct {
	// Accounts are those that have a name. The key of each is that of its administrator;
	// without one nobody calls as such. Any other account is there too, but nobody can
	// call for it.
	Accounts []Account
}

// govCloud has accounts of its own, with keys of their own: those of the emulator are none.
const govCloud = "aws-us-gov"

// How far a client's clock may be off: Signature Version 4 has five minutes, EC2 says
// fifteen (IAM User Guide, reference_sigv-troubleshooting; EC2 API Reference,
// errors-overview).
const (
	skew    = 5 * time.Minute
	skewEC2 = 15 * time.Minute
)

var (
	wrongSignature = trouble{invalidSignature.json, invalidSignature.query, unknownKey.ec2, true}
	expiredSession = trouble{kernel.ErrorShape{Code: "ExpiredTokenException", Status: http.StatusBadRequest},
		kernel.ErrorShape{Code: "ExpiredToken", Status: http.StatusForbidden},
		kernel.ErrorShape{Code: "RequestExpired", Status: http.StatusBadRequest}, true}
	expiredRequest = trouble{invalidSignature.json, invalidSignature.query, expiredSession.ec2, true}
)

// What AWS says; EC2 says less.
const (
	invalidTokenText = "The security token included in the request is invalid."
	expiredTokenText = "The security token included in the request is expired"
	mismatchText     = "The request signature we calculated does not match the signature you provided. Check your AWS Secret " +
		"Access Key and signing method. Consult the service documentation for details."
	notValidatedText = "AWS was not able to validate the provided access credentials"
	expiredText      = "Request has expired."
)

// refused makes an error of the service's protocol with AWS's text, or EC2's.
func refused(api *kernel.API, t trouble, text, ec2 string) *kernel.Error {
	if api.Protocol == kernel.EC2Query {
		text = ec2
	}
	return refusal(api, t, "%s", text)
}

// verify tells who calls a service and where, if the request is signed as AWS has it.
func (e *Emulator) verify(api *kernel.API, r *http.Request, body []byte) (kernel.Caller, *kernel.Error) {
	var nobody kernel.Caller
	a, bad := sigv4.Parse(r)
	if bad != nil {
		return nobody, refusal(api, troubleOf(bad), "%s", bad.Text)
	}
	as, secrets, ok := e.holder(a.AccessKeyID)
	known := ok && kernel.Partition(a.Region) != govCloud
	if !known || subtle.ConstantTimeCompare([]byte(secrets.SessionToken), []byte(a.SecurityToken)) != 1 {
		return nobody, refused(api, unknownKey, invalidTokenText, notValidatedText)
	}
	if bad := e.checkScope(api, a); bad != nil {
		return nobody, bad
	}
	if !a.IsBy(secrets.SecretAccessKey, r, body) {
		return nobody, refused(api, wrongSignature, mismatchText, notValidatedText)
	}
	if secrets.Over {
		return nobody, refused(api, expiredSession, expiredTokenText, expiredText)
	}
	as.Region = strings.Clone(a.Region) // and not the whole header with it
	return as, nil
}

func troubleOf(bad *sigv4.Mistake) trouble {
	switch bad.Kind {
	case sigv4.Missing:
		return missingToken
	case sigv4.Incomplete:
		return incompleteSignature
	}
	return invalidSignature
}

// checkScope checks for what and when a request was signed.
func (e *Emulator) checkScope(api *kernel.API, a *sigv4.Authorization) *kernel.Error {
	switch {
	case a.Service != api.Signing:
		return refusal(api, invalidSignature, "Credential should be scoped to correct service: '%s'.", api.Signing)
	case !slices.Contains(kernel.Regions, a.Region) || a.Region != api.SigningRegion(a.Region):
		return refusal(api, invalidSignature, "Credential should be scoped to a valid region, not '%s'.", a.Region)
	}
	if bad := a.CheckDate(); bad != nil {
		return refusal(api, invalidSignature, "%s", bad.Text)
	}
	within := skew
	if api.Protocol == kernel.EC2Query {
		within = skewEC2
	}
	if bad := a.CheckTime(e.launch.wall()(), within); bad != nil {
		return refused(api, expiredRequest, bad.Text, expiredText)
	}
	return nil
}

// holder returns whom an access key ID stands for, and what he needs besides; false where
// nobody has the key.
func (e *Emulator) holder(accessKeyID string) (kernel.Caller, iam.Secrets, bool) {
	for _, a := range e.launch.Strict.Accounts {
		if a.AccessKeyID == accessKeyID && accessKeyID != "" {
			return kernel.Caller{Account: a.Number}, iam.Secrets{SecretAccessKey: a.SecretAccessKey}, true
		}
	}
	world := e.today()
	defer e.mu.Unlock()
	secrets, ok := world.Secrets(accessKeyID)
	if !ok || secrets.Over {
		return kernel.Caller{}, secrets, ok
	}
	as, ok := world.Session(accessKeyID)
	return as, secrets, ok
}

// strange refuses what belongs to no operation as AWS does, without a word of what is
// answering.
func strange(to *protocol.Call, unknown *kernel.Error, r *http.Request, body []byte) *kernel.Error {
	plain := ""
	if protocol.IsQuery(to.API.Protocol) {
		form := string(body)
		if r.Method == http.MethodGet {
			form = r.URL.RawQuery
		}
		action, form := take(form, "Action=")
		version, _ := take(form, "Version=")
		if plain = fmt.Sprintf("Could not find operation %s for version %s", action, version); to.API.Protocol ==
			kernel.EC2Query {
			plain = fmt.Sprintf("The action %s is not valid for this web service.", action)
		}
	}
	return kernel.NewError(unknown.ErrorShape, abridge(plain))
}

// hiddenID is the ID of the nth answer, of which the seed cannot be told.
func hiddenID(seed, n uint64) string {
	mac := hmac.New(sha256.New, binary.BigEndian.AppendUint64(nil, seed))
	mac.Write(binary.BigEndian.AppendUint64([]byte("request "), n))
	b := [16]byte(mac.Sum(nil))
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return spelled(b)
}
