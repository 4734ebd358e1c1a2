package emulator

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

type methodAndPath struct{ method, path string }

// version names a service of a query protocol in a request.
type versioned struct{ version, action string }

var (
	targets  = map[string]*protocol.Call{}          // "BaldrApiService.CreateCluster"
	prefixes = map[string]*protocol.Call{}          // "BaldrApiService", without an operation
	paths    = map[methodAndPath][]*protocol.Call{} // restJson1, without a slash at the end
	patterns = map[string][]*protocol.Call{}        // restJson1 with members in the path, by method
	actions  = map[versioned]*protocol.Call{}       // the query protocols
	// versions are those of the query protocols, and the names by which they sign,
	// without an operation.
	versions = map[string]*protocol.Call{}
)

func init() {
	for _, api := range services.All {
		if nothing := (&protocol.Call{API: api}); protocol.IsQuery(api.Protocol) {
			versions[api.Version], versions[api.Signing] = nothing, nothing
		} else if api.Target != "" {
			prefixes[api.Target] = nothing
		}
		for _, op := range api.Operations {
			call := protocol.NewCall(api, op)
			switch {
			case protocol.IsQuery(api.Protocol):
				actions[versioned{api.Version, op.Name}] = call
			case api.Protocol == kernel.JSON11:
				targets[api.Target+"."+op.Name] = call
			case strings.Contains(op.Path, "{"):
				patterns[op.Method] = append(patterns[op.Method], call)
			default:
				route := methodAndPath{op.Method, strings.TrimSuffix(op.Path, "/")}
				paths[route] = append(paths[route], call)
			}
		}
	}
	for _, calls := range patterns {
		slices.SortStableFunc(calls, func(a, b *protocol.Call) int { return b.Literals() - a.Literals() })
	}
}

// The ways to refuse what belongs to no service.
var (
	anyJSON  = &protocol.Call{API: &kernel.API{Protocol: kernel.JSON11, Message: "message"}}
	anyREST  = &protocol.Call{API: &kernel.API{Protocol: kernel.RestJSON, Message: "message"}}
	anyXML   = &protocol.Call{API: &kernel.API{Protocol: protocol.RestXML}}
	anyQuery = &protocol.Call{API: &kernel.API{Protocol: kernel.AWSQuery, Signing: "sts", Version: "2011-06-15"}}
)

// restXML are those who sign for services that answer in XML by paths. The emulator
// has none of them, and their clients understand no other refusal.
var restXML = map[string]bool{"s3": true, "route53": true, "cloudfront": true}

// notOffered ends a refusal of what the emulator does not have.
const notOffered = " is not offered by this emulator; GET " + controlPath + " lists what is."

// find routes a request with its body, and returns what is left of the body. AWS
// answers an unknown target with status 400, as any modelled error of
// awsJson1_1, and an unknown path with 404, as HTTP has it.
func find(r *http.Request, body []byte) (*protocol.Call, []byte, *kernel.Error) {
	if target := first(r.Header, "X-Amz-Target"); target != "" {
		if to, ok := targets[target]; ok && r.Method == http.MethodPost && r.URL.Path == "/" {
			return to, body, nil
		}
		prefix, _, _ := strings.Cut(target, ".")
		to, ok := prefixes[prefix]
		if !ok {
			to = anyJSON
		}
		return to, nil, refusal(to.API, unknownOperation, "%s %s with X-Amz-Target %s"+notOffered, r.Method, r.URL.Path,
			target)
	}
	if isQuery(r) {
		form := string(body)
		if r.Method == http.MethodGet {
			form = r.URL.RawQuery
		}
		return findAction(r, form)
	}
	if to := findPath(r); to != nil {
		return to, body, nil
	}
	to, what := anyREST, ""
	if signed := signedFor(r); signed != "" {
		what = " of " + signed
	}
	if restXML[signedFor(r)] {
		to = anyXML
	}
	return to, nil, refusal(to.API, unknownPath, "%s %s%s"+notOffered, r.Method, r.URL.Path, what)
}

// findPath routes by method and path, with or without a slash at its end. Where
// services have a route in common, such as GET /tags/{ResourceArn}, it is that of the
// one for which the request is signed.
func findPath(r *http.Request) (found *protocol.Call) {
	path := strings.TrimSuffix(r.URL.EscapedPath(), "/")
	signed := signedFor(r)
	for _, to := range paths[methodAndPath{r.Method, path}] {
		if found == nil || to.API.Signing == signed {
			found = to
		}
	}
	if found != nil {
		return found
	}
	for _, to := range patterns[r.Method] {
		if (found == nil || found.API.Signing != signed && to.API.Signing == signed) && to.Matches(path) {
			found = to
		}
	}
	return found
}

// signedFor returns the name of the service in the credential scope, "" without one.
func signedFor(r *http.Request) string {
	scope, _ := scopeOf(first(r.Header, "Authorization"))
	if part := strings.Split(scope, "/"); len(part) > 3 {
		return part[3]
	}
	return ""
}

// isQuery reports whether a request without a target is one of the query
// protocols.
func isQuery(r *http.Request) bool {
	if r.URL.Path != "/" {
		return false
	}
	if r.Method == http.MethodGet {
		return strings.Contains(r.URL.RawQuery, "Action=")
	}
	media, _, _ := mime.ParseMediaType(first(r.Header, "Content-Type"))
	return r.Method == http.MethodPost && media == form
}

const form = "application/x-www-form-urlencoded"

// findAction routes by Version and Action. Where the version says nothing, the
// service is the one for which the request is signed.
func findAction(r *http.Request, form string) (*protocol.Call, []byte, *kernel.Error) {
	action, form := take(form, "Action=")
	version, form := take(form, "Version=")
	if version == "" {
		if to := versions[signedFor(r)]; to != nil {
			version = to.API.Version
		}
	}
	if to, ok := actions[versioned{version, action}]; ok {
		return to, []byte(form), nil
	}
	if to := versions[version]; to != nil {
		return to, nil, refusal(to.API, unknownOperation, "The action %s"+notOffered, action)
	}
	return anyQuery, nil, refusal(anyQuery.API, unknownOperation, "The action %s of version %q"+notOffered, action,
		version)
}

// take takes the first parameter that begins so out of a form.
func take(form, prefix string) (value, rest string) {
	at := 0
	if !strings.HasPrefix(form, prefix) {
		if at = strings.Index(form, "&"+prefix) + 1; at == 0 {
			return "", form
		}
	}
	value, after, more := strings.Cut(form[at+len(prefix):], "&")
	if plain, err := url.QueryUnescape(value); err == nil {
		value = plain
	}
	if more {
		return value, form[:at] + after
	}
	return value, strings.TrimSuffix(form[:at], "&")
}
