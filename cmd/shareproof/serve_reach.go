package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/shareproof/shareproof/internal/prompt"
	"github.com/spf13/pflag"
	"golang.org/x/net/netutil"
)

// reach is what serve is told by its flags of how it is reached and watched.
type reach struct {
	tls, admin  string
	connections int
}

// mostConnections is how many connections there may be by default.
const mostConnections = 1024

func (r *reach) register(flags *pflag.FlagSet) {
	flags.StringVar(&r.tls, "tls", "", "folder with cert.pem and key.pem, for https; a certificate of its own is made "+
		"where there is neither")
	flags.StringVar(&r.admin, "admin", "", "address, such as 127.0.0.1:9090, at which /metrics, /healthz and /readyz are")
	flags.IntVar(&r.connections, "max-connections", mostConnections, "how many connections are served at once; more of "+
		"them wait")
}

// listen listens where clients come. The URL is what they are told.
func (r *reach) listen(addr string) (l net.Listener, url string, err error) {
	if r.connections < 1 {
		return nil, "", fmt.Errorf("--max-connections: want at least 1, not %d", r.connections)
	}
	var secured *tls.Config
	if r.tls != "" {
		certificate, err := certificateIn(r.tls, addr, time.Now())
		if err != nil {
			return nil, "", fmt.Errorf("--tls: %w", err)
		}
		secured = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	}
	if l, err = net.Listen("tcp", addr); err != nil {
		return nil, "", fmt.Errorf("--addr: %w", err)
	}
	url = "http://" + l.Addr().String()
	l = netutil.LimitListener(prompt.Listener(l), r.connections)
	if secured != nil {
		url, l = "https"+url[len("http"):], tls.NewListener(l, secured)
	}
	return l, url, nil
}

// certificateIn reads the certificate of a folder, or makes one for an address there.
func certificateIn(folder, addr string, now time.Time) (tls.Certificate, error) {
	cert, key := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	_, noCert := os.Stat(cert)
	_, noKey := os.Stat(key)
	if errors.Is(noCert, fs.ErrNotExist) && errors.Is(noKey, fs.ErrNotExist) {
		if err := makeCertificate(cert, key, addr, now); err != nil {
			return tls.Certificate{}, err
		}
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	switch {
	case err != nil:
		return pair, err
	case now.After(pair.Leaf.NotAfter):
		return pair, fmt.Errorf("%s: the certificate has ended at %s", cert, pair.Leaf.NotAfter.Format(time.RFC3339))
	case now.Before(pair.Leaf.NotBefore):
		return pair, fmt.Errorf("%s: the certificate begins at %s", cert, pair.Leaf.NotBefore.Format(time.RFC3339))
	}
	return pair, nil
}

// ownYears is how many years a certificate lasts that serve makes for itself.
const ownYears = 1

// makeCertificate writes a certificate that signs itself, for this machine by its
// loopback names and for the host of an address, and its key.
func makeCertificate(cert, key, addr string, now time.Time) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return err
	}
	names, addresses := []string{"localhost"}, []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	if ip := net.ParseIP(host); ip != nil && !slices.ContainsFunc(addresses, ip.Equal) {
		addresses = append(addresses, ip)
	} else if ip == nil && host != "" && host != "localhost" {
		names = append(names, host)
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	number, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: number, Subject: pkix.Name{CommonName: "shareproof"}, DNSNames: names, IPAddresses: addresses,
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(ownYears, 0, 0), BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(key), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600); err != nil {
		return err
	}
	return os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}), 0o644)
}
