package pki_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"testing"

	"github.com/shareproof/shareproof/internal/pki"
	"github.com/stretchr/testify/require"
)

func request(t *testing.T) string {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	csr, err := x509.CreateCertificateRequest(rand.Reader,
		&x509.CertificateRequest{Subject: pkix.Name{CommonName: "cluster-abc"}}, key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: csr}))
}

func TestASignedRequestChainsToTheTrustAnchor(t *testing.T) {
	signed, err := pki.Sign(request(t))
	require.NoError(t, err)

	block, _ := pem.Decode([]byte(signed))
	certificate, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM([]byte(pki.TrustAnchor())))
	_, err = certificate.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	require.NoError(t, err)
	require.Equal(t, "cluster-abc", certificate.Subject.CommonName)
}

func TestTheSameRequestGetsTheSameCertificate(t *testing.T) {
	csr := request(t)
	first, err := pki.Sign(csr)
	require.NoError(t, err)
	again, err := pki.Sign(csr)
	require.NoError(t, err)
	require.Equal(t, first, again)
}

func TestWhatIsNoRequestIsRefused(t *testing.T) {
	_, err := pki.Sign("hello")
	require.ErrorContains(t, err, "not a certificate request")
	_, err = pki.Sign(pki.TrustAnchor())
	require.ErrorContains(t, err, "not a certificate request")
}
