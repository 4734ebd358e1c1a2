// Package underaws serves a handler under the names of AWS, to clients of tests alone: they
// come by a proxy, and believe a certificate authority that lives as long as the test.
package underaws

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// Names is a handler under the names of AWS.
type Names struct {
	// Proxy is the URL of the proxy that leads to the handler, for HTTPS_PROXY.
	Proxy string

	mu     sync.Mutex
	asked  []string
	key    *ecdsa.PrivateKey
	ca     *x509.Certificate
	behind *httptest.Server
	proxy  *httptest.Server
}

// Serve serves a handler until Close. It writes the certificate that clients are to
// believe to a file, for AWS_CA_BUNDLE.
func Serve(h http.Handler, bundle string) (*Names, error) {
	n := &Names{}
	if err := n.certify(bundle); err != nil {
		return nil, err
	}
	n.behind = httptest.NewUnstartedServer(h)
	n.behind.TLS = &tls.Config{GetCertificate: n.certificate, MinVersion: tls.VersionTLS12}
	n.behind.StartTLS()
	n.proxy = httptest.NewServer(http.HandlerFunc(n.connect))
	n.Proxy = n.proxy.URL
	return n, nil
}

// Close ends it all.
func (n *Names) Close() {
	n.proxy.CloseClientConnections()
	n.proxy.Close()
	n.behind.Close()
}

// Asked lists the hosts that clients wanted to reach, each once, sorted.
func (n *Names) Asked() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	asked := slices.Clone(n.asked)
	slices.Sort(asked)
	return slices.Compact(asked)
}

func (n *Names) certify(bundle string) (err error) {
	if n.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return err
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &n.key.PublicKey, n.key)
	if err != nil {
		return err
	}
	if n.ca, err = x509.ParseCertificate(der); err != nil {
		return err
	}
	return os.WriteFile(bundle, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600)
}

// certificate makes a certificate of the name that a client asks for.
func (n *Names) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	about := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), DNSNames: []string{hello.ServerName},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, about, n.ca, &n.key.PublicKey, n.key)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: n.key}, err
}

// connect leads whoever asks for a name of AWS to the handler, and nobody elsewhere.
func (n *Names) connect(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	n.asked = append(n.asked, r.Host)
	n.mu.Unlock()
	if r.Method != http.MethodConnect || !strings.HasSuffix(r.Host, ".amazonaws.com:443") {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	there, err := net.Dial("tcp", n.behind.Listener.Addr().String())
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer there.Close()
	here, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer here.Close()
	_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
	go func() {
		_, _ = io.Copy(there, here)
		_ = there.Close()
	}()
	_, _ = io.Copy(here, there)
}
