package cloudhsm

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// Certificates are a cluster's certificates and its CSR, in PEM.
type Certificates struct {
	AwsHardwareCertificate          string
	ClusterCertificate              string `sent:"set"`
	ClusterCsr                      string
	HsmCertificate                  string
	ManufacturerHardwareCertificate string
}

// The rules of certificates.
var (
	CertificatesFollowTheState = rules.Add(kernel.Rule{
		ID: "HSM-CLU-32", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "types of the SDK; terraform-provider-aws PR 9472",
		Says: "An UNINITIALIZED cluster with its first HSM shows its CSR and the certificates of the hardware; an " +
			"initialized one only its ClusterCertificate.",
		Operations: []string{"DescribeClusters"},
	})
	CertificatesArePEM = rules.Add(kernel.Rule{
		ID: "HSM-INI-01", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "SignedCert and TrustAnchor are PEM texts of up to 20000 characters.",
		Operations: []string{"InitializeCluster"},
	})
	CertificatesAnswerTheCSR = rules.Add(kernel.Rule{
		ID: "HSM-INI-04", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Documented,
		Source: "CloudHSM User Guide, initialize-cluster",
		Says: "SignedCert certifies the key of the cluster's CSR and is issued by TrustAnchor, a self-signed RSA " +
			"root of 2048 or 4096 bits.",
		Operations: []string{"InitializeCluster"},
	})
)

func (s *Service) checkCertificates(c *kernel.Call, cl *cluster, in *InitializeCluster) error {
	signed, err := parseCertificate(in.SignedCert)
	if err := c.Require(err == nil, CertificatesArePEM, "SignedCert: %v", err); err != nil {
		return err
	}
	root, err := parseCertificate(in.TrustAnchor)
	if err := c.Require(err == nil, CertificatesArePEM, "TrustAnchor: %v", err); err != nil {
		return err
	}
	if signed == nil || root == nil {
		return nil // INI-01 is switched off
	}
	err = s.answers(cl, signed, root)
	return c.Require(err == nil, CertificatesAnswerTheCSR, "%v", err)
}

func parseCertificate(text string) (*x509.Certificate, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, fmt.Errorf("not a certificate in PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}

func (s *Service) answers(cl *cluster, signed, root *x509.Certificate) error {
	key, isRSA := root.PublicKey.(*rsa.PublicKey)
	if !isRSA || key.N.BitLen() != 2048 && key.N.BitLen() != 4096 {
		return fmt.Errorf("TrustAnchor: the key is not RSA of 2048 or 4096 bits")
	}
	if err := root.CheckSignatureFrom(root); err != nil {
		return fmt.Errorf("TrustAnchor: not a self-signed root: %w", err)
	}
	if err := signed.CheckSignatureFrom(root); err != nil {
		return fmt.Errorf("SignedCert: not issued by TrustAnchor: %w", err)
	}
	wanted := &s.key(cl.ID).PublicKey
	if got, ok := signed.PublicKey.(*ecdsa.PublicKey); !ok || !got.Equal(wanted) {
		return fmt.Errorf("SignedCert: not of the key in the cluster's CSR")
	}
	return nil
}

// certificates shows what belongs to the cluster's state.
func (s *Service) certificates(cl *cluster) *Certificates {
	switch {
	case cl.Life.State == ClusterUninitialized && cl.ActiveHsms > 0 && s.env.Applies(true, CertificatesFollowTheState):
		return &Certificates{
			ClusterCsr:                      s.csr(cl.ID),
			HsmCertificate:                  s.certificate(cl.Hsms[0]),
			AwsHardwareCertificate:          byAWS,
			ManufacturerHardwareCertificate: byManufacturer,
		}
	case cl.Certificate != "" && cl.Life.State != ClusterInitializeInProgress:
		return &Certificates{ClusterCertificate: cl.Certificate}
	}
	return &Certificates{}
}

// What is the same in all worlds: the hardware, its manufacturer and AWS, and the certificates
// by these.
var (
	hardware       = ofAllWorlds("CloudHSM hardware")
	manufacturer   = ofAllWorlds("CloudHSM hardware manufacturer")
	byAWS          = hardware.certifiedBy(ofAllWorlds("AWS CloudHSM"))
	byManufacturer = manufacturer.certifiedBy(manufacturer)
)

func ofAllWorlds(name string) holder { return holder{name, keyOf(0, name)} }

// key derives the private key of a name from the world's seed.
func (s *Service) key(name string) *ecdsa.PrivateKey { return keyOf(s.env.Seed, name) }

// keyOf derives a private key. ECDSA P-256 stands for the RSA keys of real HSMs: those
// cannot be derived quickly.
func keyOf(seed uint64, name string) *ecdsa.PrivateKey {
	for n := 0; ; n++ {
		sum := sha256.Sum256(fmt.Append(nil, seed, name, n))
		if key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), sum[:]); err == nil {
			return key
		}
	}
}

const papersKept = 1000 // then they are made anew

// made returns the paper of the name, which is made once: that takes a hundred
// times as long as most calls.
func (s *Service) made(name string, paper func() string) string {
	text, ok := s.papers[name]
	if !ok {
		if s.papers == nil || len(s.papers) >= papersKept {
			s.papers = map[string]string{}
		}
		text = paper()
		s.papers[name] = text
	}
	return text
}

func (s *Service) csr(cluster string) string {
	return s.env.Made(s.made(cluster, func() string { return s.request(cluster) }))
}

func (s *Service) request(cluster string) string {
	// Without a random source ECDSA signs deterministically (RFC 6979).
	der, err := x509.CreateCertificateRequest(nil, &x509.CertificateRequest{
		Subject: pkix.Name{
			Country: []string{"US"}, Province: []string{"CA"}, Organization: []string{"Cavium"},
			OrganizationalUnit: []string{"N3FIPS"}, Locality: []string{"SanJose"},
			CommonName: cluster + ":PARTN:1, for FIPS mode",
		},
	}, s.key(cluster))
	return encode("CERTIFICATE REQUEST", der, err)
}

// certificate returns the certificate of an HSM, by its hardware.
func (s *Service) certificate(hsm string) string {
	return s.made(hsm, func() string { return holder{hsm, s.key(hsm)}.certifiedBy(hardware) })
}

// holder has a name and a key, and may certify others.
type holder struct {
	name string
	key  *ecdsa.PrivateKey
}

// certifiedBy returns a certificate in PEM.
func (subject holder) certifiedBy(by holder) string {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: subject.name},
		NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2045, 1, 1, 0, 0, 0, 0, time.UTC),
		BasicConstraintsValid: true, IsCA: true, KeyUsage: x509.KeyUsageCertSign,
	}
	parent := &x509.Certificate{Subject: pkix.Name{CommonName: by.name}}
	der, err := x509.CreateCertificate(nil, template, parent, &subject.key.PublicKey, by.key)
	return encode("CERTIFICATE", der, err)
}

func encode(kind string, der []byte, err error) string {
	if err != nil {
		return "" // the templates above are always encodable
	}
	var b bytes.Buffer
	_ = pem.Encode(&b, &pem.Block{Type: kind, Bytes: der})
	return b.String()
}
