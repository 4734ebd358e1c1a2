package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
)

// AnyHost in Options.Hosts lets callers use any name.
const AnyHost = "*"

var hostName = regexp.MustCompile(`^\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*$`)

// ParseHosts reads names by which callers may use an emulator: as emulator.example.com, with a dot
// before it for all names below, or AnyHost.
func ParseHosts(names []string) (hosts []string, err error) {
	for _, name := range names {
		name = strings.ToLower(strings.TrimSuffix(name, "."))
		if name != AnyHost && !hostName.MatchString(name) {
			return nil, fmt.Errorf("%q is not the name of a host: want one such as emulator.example.com, .example.com for all "+
				"below it, or %s for any, without a port", name, AnyHost)
		}
		hosts = append(hosts, name)
	}
	return hosts, nil
}

// guard keeps pages in a browser away from a server that anybody on the machine may call: a
// page of another origin may send what its user does not know of, and a name of its own may
// lead here (DNS rebinding). With Options.Strict nothing is turned away, since nothing is done
// without a signature.
func guard(o *Options, next http.Handler) http.Handler {
	if o.Strict != nil {
		return next
	}
	pages := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := pages.Check(r)
		if err != nil {
			err = errors.New("a page of another origin sent this request, and nothing was done")
		} else if !o.isCalled(r.Host) {
			err = fmt.Errorf("this server is not called %.200q, and nothing was done: whoever runs it may allow that by --allow-host",
				r.Host)
		}
		if err == nil {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		_ = json.NewEncoder(w).Encode(complaint{Error: err.Error()}) // an error means that nobody listens any more
	})
}

// isCalled reports whether a Host header is an address, a name that no page of the internet can
// have, or one that is allowed.
func (o *Options) isCalled(host string) bool {
	name := host
	if without, _, err := net.SplitHostPort(host); err == nil {
		name = without
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return true
	}
	if !strings.Contains(name, ".") || strings.HasSuffix(name, ".localhost") || strings.HasSuffix(name, ".internal") {
		return true
	}
	for _, allowed := range o.Hosts {
		if allowed == AnyHost || name == allowed || strings.HasPrefix(allowed, ".") && strings.HasSuffix(name, allowed) {
			return true
		}
	}
	return false
}
