package kms

import "github.com/shareproof/shareproof/model/kernel"

// someCiphertext is one that an answer showed, and its context: for who means to
// be legal, under a key of his Region that he may use.
func (s *Service) someCiphertext(d *kernel.Draw, action string) (kernel.ARN, []byte, map[string]string) {
	opens := s.opening(d.Caller.Account, action)
	for range 8 {
		blob := []byte(d.Recall("CiphertextBlob"))
		arn, head, nonce, rest, ok := sealed(blob)
		switch k := s.at(arn); {
		case len(blob) == 0:
		case !d.Legal:
			return arn, blob, someContext(d)
		case ok && k != nil && arn.Region == d.Caller.Region && s.machine.Would(k, use) && opens(k):
			for _, context := range []map[string]string{nil, {"purpose": "test"}, {"purpose": "backup"}} {
				if _, err := s.gcm(k).Open(nil, nonce, rest, authenticated(head, context)); err == nil {
					return arn, blob, context
				}
			}
		}
	}
	return kernel.ARN{}, nil, nil
}

func (s *Service) someDecryption(d *kernel.Draw) *Decrypt {
	key, blob, context := s.someCiphertext(d, "Decrypt")
	if blob == nil {
		return nil
	}
	in := &Decrypt{CiphertextBlob: blob, EncryptionContext: context, GrantTokens: someTokens(d), DryRun: sometimesDry(d)}
	if d.Percent(20) {
		in.KeyId = key.String()
	}
	return in
}

func (s *Service) someReEncryption(d *kernel.Draw) *ReEncrypt {
	_, blob, context := s.someCiphertext(d, "ReEncryptFrom")
	to := s.someKey(d)
	if blob == nil || to == "" {
		return nil
	}
	return &ReEncrypt{CiphertextBlob: blob, DestinationKeyId: to, SourceEncryptionContext: context,
		GrantTokens: someTokens(d), DryRun: sometimesDry(d)}
}
