package cloudhsm

import (
	"context"

	"github.com/shareproof/shareproof/internal/pki"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/steps/engine"
)

// The ways to answer a CSR.
const (
	properly      = ""
	otherKey      = "a certificate of another key"
	otherAnchor   = "a trust anchor that did not issue it"
	foreignKind   = "a trust anchor of another kind"
	noCertificate = "text that is no certificate"
)

var answersToCSR = engine.OneOf([]string{otherKey, otherAnchor, foreignKind, noCertificate})

func (s session) initializesCluster(ctx context.Context, account, alias, how string) error {
	c, err := s.Recall("cluster", alias)
	if err != nil {
		return err
	}
	c.Owner = s.Account(account)
	return s.initialize(ctx, c, how)
}

func (s session) initialize(ctx context.Context, c engine.Thing, how string) error {
	in := &cloudhsm.InitializeCluster{ClusterId: c.ID, SignedCert: pki.TrustAnchor(), TrustAnchor: pki.TrustAnchor()}
	seen, err := s.seeCluster(ctx, c)
	if err != nil {
		return err
	}
	if seen != nil && seen.Certificates != nil && seen.Certificates.ClusterCsr != "" {
		signed, err := pki.Sign(seen.Certificates.ClusterCsr)
		if err != nil {
			return err
		}
		switch how {
		case properly:
			in.SignedCert = signed
		case otherAnchor:
			in.SignedCert, in.TrustAnchor = signed, signed
		case foreignKind:
			in.SignedCert, in.TrustAnchor = signed, seen.Certificates.ManufacturerHardwareCertificate
		case noCertificate:
			in.SignedCert = "no certificate"
		case otherKey: // the trust anchor itself, which is of another key
		}
	}
	return s.Call(ctx, c.Scope(), in)
}
