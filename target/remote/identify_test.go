package remote_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/target/remote"
)

var keyID = regexp.MustCompile(`Credential=([^/]+)/`)

// tells answers GetCallerIdentity as who says, by access key.
func tells(who func(key string) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		found := keyID.FindStringSubmatch(r.Header.Get("Authorization"))
		if found == nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		fmt.Fprintf(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>`+
			`<Arn>arn:aws:iam::%[1]s:root</Arn><UserId>%[1]s</UserId><Account>%[1]s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, who(found[1]))
	})
}

func TestOneAccountForAllIsAnErrorBeforeTheRun(t *testing.T) {
	s := httptest.NewServer(tells(func(string) string { return "123456789012" }))
	defer s.Close()
	c, err := remote.ForURL(s.URL)
	require.NoError(t, err)
	opened, err := remote.Open(t.Context(), c)
	require.NoError(t, err)
	err = opened.Identify(t.Context())
	require.ErrorIs(t, err, remote.ErrAccounts)
	assert.ErrorContains(t, err,
		"111111111111 and 222222222222 are one account there, 123456789012; it does not take account numbers as access keys")
}

func TestAnAccountOfATargetFileIsWhoItSays(t *testing.T) {
	s := httptest.NewServer(tells(func(key string) string {
		return map[string]string{"OWNER": "111111111111", "OTHER": "333333333333"}[key]
	}))
	defer s.Close()
	file := "endpoint: " + s.URL + "\naccounts:\n  \"111111111111\": {accessKeyId: OWNER, secretAccessKey: x}\n  " +
		"\"222222222222\": {accessKeyId: OTHER, secretAccessKey: x}\n"
	c, err := remote.Parse("t.yaml", []byte(file))
	require.NoError(t, err)
	opened, err := remote.Open(t.Context(), c)
	require.NoError(t, err)
	err = opened.Identify(t.Context())
	require.ErrorIs(t, err, remote.ErrAccounts)
	assert.ErrorContains(t, err, "222222222222 is account 333333333333 there")
}

func TestOurEmulatorTellsItsAccountsApart(t *testing.T) {
	s := httptest.NewServer(emulator.New(emulator.Options{}))
	defer s.Close()
	c, err := remote.ForURL(s.URL)
	require.NoError(t, err)
	opened, err := remote.Open(t.Context(), c)
	require.NoError(t, err)
	require.NoError(t, opened.Identify(t.Context()))
	assert.Equal(t, map[string]string{"111111111111": "111111111111", "222222222222": "222222222222"},
		opened.Identity().Accounts)
}

func TestWhoCannotTellIsNotVerified(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	defer s.Close()
	c, err := remote.ForURL(s.URL)
	require.NoError(t, err)
	opened, err := remote.Open(t.Context(), c)
	require.NoError(t, err)
	require.NoError(t, opened.Identify(t.Context()))
	assert.Equal(t, remote.Unverified, opened.Identity().Accounts["111111111111"])
}

func TestAClockThatIsFarIsNamedWhereNobodyIsBelieved(t *testing.T) {
	s := httptest.NewServer(dated(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>Signature expired</Message></Error>`+
			`</ErrorResponse>`)
	}), time.Hour+10*time.Second))
	defer s.Close()
	err := opened(t, "endpoint: "+s.URL+"\naccounts: {owner: {accessKeyId: KEY, secretAccessKey: x}}\n").Identify(t.Context())
	require.ErrorContains(t, err, "Signature expired")
	assert.ErrorContains(t, err, "(the target's clock is 1h ahead of that of this machine)")
}
