package kms

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"encoding/hex"

	"github.com/shareproof/shareproof/model/kernel"
)

// A ciphertext is a version, the ARN of its key, a nonce, and what AES-GCM made
// of the plaintext. ARN and encryption context are authenticated with it.
const (
	version   = 1
	nonceSize = 12
)

// gcm is the cipher of a key's material, which follows from the seed.
func (s *Service) gcm(k *key) cipher.AEAD {
	block, err := aes.NewCipher(s.digest("key material", k.name()))
	if err == nil {
		if sealer, err := cipher.NewGCM(block); err == nil {
			return sealer
		}
	}
	panic("kms: AES does not take a key of 32 bytes") // impossible
}

func (s *Service) materialID(k *key) string {
	of := kernel.Ref{Scope: k.Scope, ID: k.ID}
	id, known := s.materials[of]
	if !known {
		if len(s.materials) >= mostMaterials || s.materials == nil {
			s.materials = map[kernel.Ref]string{}
		}
		id = hex.EncodeToString(s.digest("key material ID", k.name()))
		s.materials[of] = id
	}
	return s.env.Made(id)
}

// seal encrypts a plaintext under a key.
func (s *Service) seal(k *key, plaintext []byte, context map[string]string) []byte {
	arn := k.name()
	head := append([]byte{version, byte(len(arn))}, arn...)
	nonce := s.digest("nonce", arn, s.mint())[:nonceSize]
	return s.env.MadeBytes(s.gcm(k).Seal(append(head, nonce...), nonce, plaintext, authenticated(head, context)))
}

// sealed takes a ciphertext apart, false where it is none.
func sealed(blob []byte) (arn kernel.ARN, head, nonce, rest []byte, ok bool) {
	if len(blob) < 2 || blob[0] != version || len(blob) < 2+int(blob[1])+nonceSize {
		return arn, nil, nil, nil, false
	}
	head = blob[:2+int(blob[1])]
	nonce, rest = blob[len(head):len(head)+nonceSize], blob[len(head)+nonceSize:]
	arn, err := kernel.ParseARN(string(head[2:]))
	return arn, head, nonce, rest, err == nil
}

// authenticated is what a ciphertext is bound to besides its key.
func authenticated(head []byte, context map[string]string) []byte {
	out := append([]byte{}, head...)
	for _, p := range pairsOf(context) {
		for _, word := range []string{p.Key, p.Value} {
			out = append(binary.AppendUvarint(out, uint64(len(word))), word...)
		}
	}
	return out
}

// fresh returns a data key of so many bytes.
func (s *Service) fresh(n int) []byte {
	word := s.mint()
	var out []byte
	for i := byte(0); len(out) < n; i++ {
		out = append(out, s.digest("data key", word, string(i))...)
	}
	return out[:n]
}
