package kms

import (
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

var settling = &kernel.Timing{Name: "a grant becoming known everywhere", Earliest: time.Second,
	Typical: 30 * time.Second, Latest: 5 * time.Minute}

// issue makes a grant on a key.
func (s *Service) issue(k *key, g *grant) *grant {
	g.Key = kernel.Ref{Scope: k.Scope, ID: k.ID}
	g.ID = s.env.Made(hex.EncodeToString(s.digest("grant", s.mint())))
	g.Created = s.env.Now()
	g.Settles = g.Created.Add(s.env.Duration(settling))
	s.Grants.In(within(k)).Put(g.ID, g)
	if g.Grantee.ID != "" {
		s.Held.In(heldBy(g.Grantee.ID, k.ID)).Put(g.ID, &holding{g.Key, g.ref()})
	}
	if g.Retiring.ID != "" {
		s.Retired.In(kernel.Scope{Account: g.Retiring.ID, Region: k.Scope.Region}).Put(g.ID, &holding{g.Key, g.ref()})
	}
	return g
}

func (g *grant) ref() kernel.Ref {
	return kernel.Ref{Scope: within(&key{Scope: g.Key.Scope, ID: g.Key.ID}), ID: g.ID}
}

// withdraw removes a grant.
func (s *Service) withdraw(g *grant) {
	at := g.ref()
	if g.Grantee.ID != "" {
		s.Held.In(heldBy(g.Grantee.ID, g.Key.ID)).Delete(g.ID)
	}
	if g.Retiring.ID != "" {
		s.Retired.In(kernel.Scope{Account: g.Retiring.ID, Region: g.Key.Scope.Region}).Delete(g.ID)
	}
	s.Grants.In(at.Scope).Delete(at.ID)
	s.tell((&key{Scope: g.Key.Scope, ID: g.Key.ID}).arn())
}

// mint returns a word that the world has not had.
func (s *Service) mint() string { return strconv.FormatUint(s.env.Mint().Number(), 10) }

// token returns a token of a grant. Every call makes another, and all are valid.
func (s *Service) token(g *grant) string {
	text := strings.Join([]string{g.Key.Scope.Account, g.Key.Scope.Region, g.Key.ID, g.ID, s.mint()}, " ")
	return s.env.Made(base64.RawURLEncoding.EncodeToString(append(s.digest("token", text), text...)))
}

// meant returns which grant a token is of, false where it is no token.
func (s *Service) meant(token string) (g kernel.Ref, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	const sealed = 32
	if err != nil || len(b) < sealed || string(b[:sealed]) != string(s.digest("token", string(b[sealed:]))) {
		return g, false
	}
	words := strings.Split(string(b[sealed:]), " ")
	scope := kernel.Scope{Account: words[0], Region: words[1]}
	return kernel.Ref{Scope: within(&key{Scope: scope, ID: words[2]}), ID: words[3]}, true
}
