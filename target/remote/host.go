package remote

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"
)

// domains are those in which AWS answers, in all its partitions. The top-level
// domain aws is Amazon's own.
var domains = []string{
	"aws", "amazonaws.com", "amazonaws.com.cn", "amazonaws.cn", "amazonaws.eu", "aws.amazon.com", "amazonaws-us-gov.com",
	"amazonwebservices.com", "amazonwebservices.com.cn", "amazonwebservices.eu", "awsapps.com", "awsapps.cn",
	"c2s.ic.gov", "aws.ic.gov", "sc2s.sgov.gov", "aws.scloud", "csp.hci.ic.gov", "hci.ic.gov", "adc-e.uk",
}

// ErrPublic is why a connection to an address is not made that is neither
// loopback nor private.
var ErrPublic = errors.New("neither loopback nor private")

// place is a URL that the harness may call.
type place struct {
	url  string
	host string // with the port, as it is shown
}

// placeOf reads the URL of an endpoint. Its errors never show user or password.
func placeOf(text string, notAWS bool) (place, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "":
		return place{}, fmt.Errorf("%q is not the URL of an endpoint: want http://HOST:PORT or https://HOST", shown(text))
	case u.User != nil:
		return place{}, errors.New("the URL holds a user or a password: want http://HOST:PORT or https://HOST, and " +
			"credentials in the target file")
	}
	return place{strings.TrimSuffix(text, "/"), u.Host}, allowed(u.Hostname(), notAWS)
}

// shown returns a URL without what may be a user and a password.
func shown(text string) string {
	scheme, rest, found := strings.Cut(text, "://")
	if at := strings.LastIndexByte(rest, '@'); found && at >= 0 {
		return scheme + "://***@" + rest[at+1:]
	}
	return text
}

// allowed refuses a host that is AWS's own, however it is written, and one that is
// neither loopback nor private, unless the target file says that it is not AWS.
func allowed(host string, notAWS bool) error {
	name := strings.ToLower(strings.TrimRight(host, "."))
	for _, c := range name {
		if c <= ' ' || c > '~' {
			return fmt.Errorf("the host %q is not ASCII: want its name as DNS has it, with xn-- where it needs that", host)
		}
	}
	for _, domain := range domains {
		if name == domain || strings.HasSuffix(name, "."+domain) {
			return fmt.Errorf("%s is AWS itself: want endpoint: aws in a target file, by which each service is called where AWS "+
				"has it", name)
		}
	}
	if !notAWS && !isNear(name) {
		return public(name)
	}
	return nil
}

// isNear reports whether a host may be this machine or one of a private network: a
// name without dots, or an address of theirs. Where a name leads to is seen only
// when it is called: see newClient.
func isNear(name string) bool {
	address, err := netip.ParseAddr(name)
	if err == nil {
		return isOwn(address)
	}
	return strings.HasSuffix(name, ".localhost") || !strings.Contains(name, ".") && strings.Trim(name, "0123456789") != ""
}

func public(where string) error {
	return fmt.Errorf("%s is %w, and the suites delete and reset what they find: want a target file that says notAWS: "+
		"true, if nothing there is to be kept", where, ErrPublic)
}

// isOwn reports whether an address is loopback or private.
func isOwn(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsLoopback() || a.IsPrivate() || a.IsUnspecified()
}

// proxies tells which proxy a request to AWS, or to an endpoint of others, goes by; a test
// has one of its own.
var proxies = http.ProxyFromEnvironment

// newClient returns a client that follows no redirect. Unless the target is AWS or its
// file says that it is not, it connects to no address but loopback and private ones,
// whatever a name means at that moment, and uses no proxy. Whom it believes to be AWS the
// system says, and the file of AWS_CA_BUNDLE, as in the AWS CLI.
func newClient(c *Config) (*http.Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = proxies
	if !c.NotAWS && !c.IsAWS() {
		transport.Proxy = nil
		transport.DialContext = (&net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second,
			ControlContext: onlyOwn}).DialContext
	}
	if file := os.Getenv("AWS_CA_BUNDLE"); file != "" && c.IsAWS() {
		roots, err := rootsAnd(file)
		if err != nil {
			return nil, fmt.Errorf("AWS_CA_BUNDLE: %w", err)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	}
	return &http.Client{
		Transport:     transport,
		Timeout:       time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

// rootsAnd returns the system's certificates and those of a file.
func rootsAnd(file string) (*x509.CertPool, error) {
	roots, err := x509.SystemCertPool()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(file)
	if err == nil && !roots.AppendCertsFromPEM(text) {
		err = fmt.Errorf("%s has no certificate", file)
	}
	return roots, err
}

func onlyOwn(_ context.Context, _, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !isOwn(to.Addr()) {
		return public(address)
	}
	return nil
}
