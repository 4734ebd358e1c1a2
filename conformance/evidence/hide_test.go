package evidence_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"html"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/conformance/evidence"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/internal/redact"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// planted are what a real account would have and nobody is to see.
var planted = map[string]string{
	"account": "836501947265", "address": "jane.doe@acme-corp.io", "role": "AcmeProdBreakGlass", "session": "jdoe-laptop-7",
	"key": "AKIAQ3EGPLANTEDKEY77", "secret": "kR9/planted+Secret&<Key>42aaaabbbbccccdddd", "token": "FwoGZXIvYXdzEPLANTED//token==",
	"signature": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
	"pem":       "-----BEGIN CERTIFICATE-----\nMIIBplantedplantedplanted==\n-----END CERTIFICATE-----\n",
}

// chatty is an endpoint whose answers and refusals tell what is planted.
type chatty struct {
	target.Model
	calls int
}

func (*chatty) Identity() target.Identity {
	return target.Identity{Name: "chatty", Kind: "endpoint", Accounts: map[string]string{"111111111111": "836501947265"}}
}

func (c *chatty) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	out, err := c.Model.Do(ctx, as, in)
	c.calls++
	var refused *kernel.Error
	arn := "arn:aws:sts::" + planted["account"] + ":assumed-role/" + planted["role"] + "/" + planted["session"]
	if errors.As(err, &refused) {
		return nil, kernel.NewError(refused.ErrorShape, refused.Message+" User: "+arn+" mail "+planted["address"]+" "+
			planted["pem"]+" https://x/?X-Amz-Signature="+planted["signature"]+"&key="+planted["key"])
	}
	if r, ok := out.(*iam.AssumeRoleOutput); ok {
		r.Credentials.SecretAccessKey, r.Credentials.SessionToken = planted["secret"], planted["token"]
		r.Credentials.AccessKeyId = planted["key"]
	}
	if err == nil && c.calls%5 == 0 { // a policy that tells of others, in a text of texts
		values.Rewrite(reflect.ValueOf(out).Elem(), func(text string) (string, bool) {
			if strings.HasPrefix(text, "{") {
				quoted, _ := json.Marshal(arn)
				text = strings.Replace(text, "{", `{"Id":`+string(quoted)+",", 1)
			}
			return text, true
		})
	}
	return out, err
}

// spellings are the ways in which artefacts may write a text.
func spellings(text string) []string {
	quoted, _ := json.Marshal(text)
	return []string{text, url.QueryEscape(text), url.PathEscape(text), string(quoted[1 : len(quoted)-1]),
		html.EscapeString(text), base64.StdEncoding.EncodeToString([]byte(text)),
		base64.RawURLEncoding.EncodeToString([]byte(text)), hex.EncodeToString([]byte(text))}
}

func TestNoArtefactHoldsWhatIsNobodysBusiness(t *testing.T) {
	race.Sequential(t)
	secrets := &redact.Secrets{}
	hider := evidence.NewHider(secrets)
	on := &chatty{}
	hider.Target(on.Identity())
	file := &kept{}
	h := evidence.Header{Target: on.Identity(), Clock: evidence.Virtual, Fresh: true, Redacted: true}
	w := evidence.NewWriter(file, h, hider.Bytes, false)
	var last target.Outcome
	r, err := conformance.Run(t.Context(), conformance.Options{Target: on, Paths: []string{"features/iam"},
		Secrets: secrets, Exchanges: true,
		Progress: func(o target.Outcome) { hider.Learn(&o); last = o },
		Judged:   func(s conformance.ScenarioResult) { w.Write(last, string(s.Verdict)) }})
	require.NoError(t, err)
	require.NoError(t, w.Close(false))
	artefacts := map[string][]byte{"trace": file.Bytes()}
	for name, render := range map[string]func() ([]byte, error){"report.json": r.JSON, "report.html": r.HTML,
		"junit.xml": r.JUnit} {
		artefacts[name], err = render()
		require.NoError(t, err)
	}
	for what, text := range planted {
		for _, spelling := range spellings(strings.TrimSpace(text)) {
			for name, artefact := range artefacts {
				assert.False(t, bytes.Contains(artefact, []byte(spelling)), "%s has the %s as %s", name, what, spelling)
			}
		}
	}
	require.Contains(t, file.String(), "111111111111", "the suites' own numbers stay")

	judge := &evidence.Judge{}
	_, err = evidence.Read("trace", bytes.NewReader(file.Bytes()), judge.Group)
	require.NoError(t, err, "what is hidden is still a trace")
	j := judge.Judgement()
	assert.Greater(t, j.Judged, j.Exchanges*9/10, "%+v", j.NotJudged)
	assert.Zero(t, j.Diverging, "%+v", j.Findings)
}

func TestTheSameTextHasTheSameStandInEverywhere(t *testing.T) {
	secrets := &redact.Secrets{}
	hider := evidence.NewHider(secrets)
	for range 2 {
		hider.Learn(&target.Outcome{Exchanges: []target.Exchange{{Exchange: kernel.Exchange{
			In: &iam.GetCallerIdentity{}, Out: &iam.GetCallerIdentityOutput{Account: planted["account"],
				Arn: "arn:aws:iam::" + planted["account"] + ":user/" + planted["role"]},
		}}}})
	}
	number := hider.Text(planted["account"])
	assert.True(t, kernel.IsAccount(number), number)
	assert.NotEqual(t, planted["account"], number)
	assert.Equal(t, "arn:aws:iam::"+number+":user/"+hider.Text(planted["role"]),
		hider.Text("arn:aws:iam::"+planted["account"]+":user/"+planted["role"]))
	in64 := hider.Text(base64.StdEncoding.EncodeToString([]byte("see " + planted["account"] + ".")))
	plain, err := base64.StdEncoding.DecodeString(in64)
	require.NoError(t, err)
	assert.NotContains(t, string(plain), planted["account"])
}
