package iam

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// GetSessionToken gives a user credentials that end.
type GetSessionToken struct {
	DurationSeconds         *int32 `shape:"TokenDuration"`
	MinimumSessionTokenSize *int32
	SerialNumber            string `shape:"SerialNumber"`
	TokenCode               string `shape:"TokenCode"`
}

// GetSessionTokenOutput shows them.
type GetSessionTokenOutput struct {
	Credentials             *Credentials
	SessionTokenSize        *int32
	SessionTokenUtilization *int32
}

// How long these credentials last, in seconds: by default, and at most for the account's
// administrator.
const (
	tokenLasts = 43200
	rootsLast  = 3600
)

// The rules of GetSessionToken.
var (
	SessionsGetNoTokens = stsRules.Add(kernel.Rule{
		ID: "STS-GST-01", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Observed,
		Source:     "errors that users of the AWS CLI report; " + stsReference("GetSessionToken"),
		Says:       "Only who calls by credentials without end gets some that end: a session gets none.",
		Operations: []string{"GetSessionToken"},
	})
	TokensActAsTheirUser = stsRules.Add(kernel.Rule{
		ID: "STS-GST-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: stsReference("GetSessionToken"),
		Says: "The credentials of GetSessionToken are its caller's, who needs no permission for them; they last 12 hours, or " +
			"15 minutes to 36 hours as he asks, and an hour at most for the account's administrator.",
		Operations: []string{"GetSessionToken"},
	})
)

func (s *Service) getSessionToken(c *kernel.Call, in *GetSessionToken) (*GetSessionTokenOutput, error) {
	if in.MinimumSessionTokenSize != nil {
		return nil, kernel.NewError(NotModelled, "GetSessionToken: token sizes are not modelled.")
	}
	who, err := s.identify(c.Caller)
	if err != nil {
		return nil, err
	}
	if err := c.Require(who.Role == "" && c.Credentials == "", SessionsGetNoTokens,
		"Cannot call GetSessionToken with session credentials"); err != nil {
		return nil, err
	}
	if !c.Applies(true, TokensActAsTheirUser) {
		return nil, kernel.NewError(AccessDenied, "Nobody gets credentials that end.")
	}
	seconds := int32(tokenLasts)
	if in.DurationSeconds != nil {
		seconds = *in.DurationSeconds
	}
	if who.entity == nil {
		seconds = min(seconds, rootsLast)
	}
	scope := scopeOf(c.Caller)
	t := &token{ID: c.Mint().Capital("ASIA", 16), Scope: scope, User: who.ARN, UserID: who.Principal.ID,
		Expires: c.Now().Add(time.Duration(seconds) * time.Second), Given: granted{ByDevice: in.SerialNumber != "" &&
			in.TokenCode != ""}}
	s.Tokens.In(scope).Put(t.ID, t)
	s.forgetTokens(scope)
	return &GetSessionTokenOutput{Credentials: s.credentials(t)}, nil
}

// held is the token of GetSessionToken by which a user calls; nil where he calls by
// other credentials. It is refused once it is over.
func (s *Service) held(as kernel.Caller, who *identity) error {
	if as.Credentials == "" {
		return nil
	}
	t := s.Tokens.See(scopeOf(as), as.Credentials)
	if err := s.env.Require(t != nil && t.UserID == who.Principal.ID, PrincipalsExist,
		"The security token included in the request is invalid."); err != nil || t == nil {
		return err
	}
	who.Credentials, who.issued = t.ID, true
	return s.env.Require(s.env.Now() < t.Expires, SessionsExpire, "The security token included in the request is expired")
}
