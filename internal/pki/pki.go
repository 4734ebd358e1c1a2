// Package pki signs the certificate requests of clusters for the suites. Its
// key is public and protects nothing.
package pki

import (
	"crypto/rsa"
	"crypto/x509"
	_ "embed"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"time"
)

var (
	//go:embed root.key.pem
	rootKey []byte
	//go:embed root.pem
	root string
)

// TrustAnchor returns the self-signed root certificate, as PEM.
func TrustAnchor() string { return root }

// signed keeps certificates by their requests: a signature is dear, and the worlds of
// the suites ask for the same ones again and again.
var signed sync.Map

// Sign answers a certificate request, both as PEM. The same request always
// gets the same certificate.
func Sign(csr string) (string, error) {
	if certificate, ok := signed.Load(csr); ok {
		return certificate.(string), nil
	}
	certificate, err := sign(csr)
	if err == nil {
		signed.Store(csr, certificate)
	}
	return certificate, err
}

func sign(csr string) (string, error) {
	block, _ := pem.Decode([]byte(csr))
	if block == nil || block.Type != "CERTIFICATE REQUEST" {
		return "", errors.New("not a certificate request: want a PEM block CERTIFICATE REQUEST")
	}
	request, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil {
		return "", fmt.Errorf("certificate request: %w", err)
	}
	if err := request.CheckSignature(); err != nil {
		return "", fmt.Errorf("certificate request: %w", err)
	}
	issuer, err := authority()
	if err != nil {
		return "", err
	}
	certificate, err := x509.CreateCertificate(nil, &x509.Certificate{
		SerialNumber: big.NewInt(2),
		Subject:      request.Subject,
		NotBefore:    time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC),
		// RSA with PKCS #1 v1.5 padding needs no randomness.
		SignatureAlgorithm: x509.SHA256WithRSA,
	}, issuer.certificate, request.PublicKey, issuer.key)
	if err != nil {
		return "", fmt.Errorf("sign the certificate request: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})), nil
}

type issuing struct {
	certificate *x509.Certificate
	key         *rsa.PrivateKey
}

var authority = sync.OnceValues(func() (issuing, error) {
	certificate, _ := pem.Decode([]byte(root))
	issuer, err := x509.ParseCertificate(certificate.Bytes)
	if err != nil {
		return issuing{}, fmt.Errorf("trust anchor: %w", err)
	}
	private, _ := pem.Decode(rootKey)
	key, err := x509.ParsePKCS1PrivateKey(private.Bytes)
	if err != nil {
		return issuing{}, fmt.Errorf("key of the trust anchor: %w", err)
	}
	return issuing{issuer, key}, nil
})
