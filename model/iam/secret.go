package iam

// How many characters the secret of an access key has, and a session token.
const (
	secretLength = 40
	tokenLength  = 120
)

// Secrets are what a client needs besides an access key ID.
type Secrets struct {
	SecretAccessKey string
	// SessionToken is empty for the keys of users, which have no end.
	SessionToken string
	// Over tells that the key belongs to a session that has ended.
	Over bool
}

// Secrets tells what goes with an access key ID of whichever account, and false where
// it was never issued, is inactive, or ended long ago.
func (s *Service) Secrets(accessKeyID string) (Secrets, bool) {
	if k := s.Keys.Anywhere(accessKeyID); k != nil {
		return Secrets{SecretAccessKey: s.env.Secret(k.ID, secretLength)}, k.Status == Active
	}
	t := s.Tokens.Anywhere(accessKeyID)
	if t == nil {
		return Secrets{}, false
	}
	c := s.credentials(t)
	return Secrets{c.SecretAccessKey, c.SessionToken, t.Expires <= s.env.Now()}, true
}

// credentials are a token as its owner gets to see it.
func (s *Service) credentials(t *token) *Credentials {
	return &Credentials{t.ID, t.Expires, s.env.Secret(t.ID, secretLength), s.env.Secret(t.ID+"/", tokenLength)}
}
