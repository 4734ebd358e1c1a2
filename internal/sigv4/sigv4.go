// Package sigv4 checks Signature Version 4 in the header of a request, as AWS describes it
// for every service but S3 (IAM User Guide, reference_sigv-create-signed-request).
// Presigned requests and Signature Version 4A are not read.
package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Algorithm names Signature Version 4.
const Algorithm = "AWS4-HMAC-SHA256"

const (
	terminator  = "aws4_request"
	dateLayout  = "20060102"
	stampLayout = "20060102T150405Z"
)

// Kind tells mistakes apart, since the services answer them by different codes.
type Kind int

// The kinds of mistakes.
const (
	Missing    Kind = iota // there is no signature
	Incomplete             // a part of it is missing or cannot be read
	Wrong                  // it cannot be right, whoever made it
)

// Mistake is why a request is refused whatever its secret is. Its text is AWS's own
// where that is public.
type Mistake struct {
	Kind Kind
	Text string
}

func (m *Mistake) Error() string { return m.Text }

func incomplete(format string, args ...any) *Mistake {
	return &Mistake{Incomplete, fmt.Sprintf(format, args...)}
}

func wrong(format string, args ...any) *Mistake { return &Mistake{Wrong, fmt.Sprintf(format, args...)} }

// Authorization is what a request says of its signature.
type Authorization struct {
	AccessKeyID, Region, Service string
	// SecurityToken is the session token, empty without one.
	SecurityToken string
	// Time is when the request was signed, by its client's clock.
	Time time.Time

	date      string // of the scope
	signed    []string
	signature string
}

const dateHeader, tokenHeader = "X-Amz-Date", "X-Amz-Security-Token"

// Parse reads the signature of a request.
func Parse(r *http.Request) (*Authorization, *Mistake) {
	headers := r.Header.Values("Authorization")
	if len(headers) == 0 || headers[0] == "" {
		return nil, &Mistake{Missing, "Missing Authentication Token"}
	}
	part, bad := parts(headers)
	if bad != nil {
		return nil, bad
	}
	stamp := joined(r.Header.Values(dateHeader))
	if stamp == "" {
		stamp = joined(r.Header.Values("Date"))
	}
	if bad := whole(headers[0], part, stamp); bad != nil {
		return nil, bad
	}
	a := &Authorization{signed: strings.Split(part["SignedHeaders"], ";"), signature: part["Signature"],
		SecurityToken: joined(r.Header.Values(tokenHeader))}
	if a.Time, bad = readTime(stamp); bad != nil {
		return nil, bad
	}
	if bad := a.readScope(part["Credential"]); bad != nil {
		return nil, bad
	}
	return a, a.checkHeaders(r)
}

// parts reads Credential, SignedHeaders and Signature.
func parts(headers []string) (map[string]string, *Mistake) {
	if len(headers) > 1 {
		return nil, incomplete("A request has one Authorization header, not %d.", len(headers))
	}
	rest, ok := strings.CutPrefix(headers[0], Algorithm+" ")
	if !ok {
		return nil, incomplete("Authorization header requires the algorithm %s.", Algorithm)
	}
	part := map[string]string{}
	for piece := range strings.SplitSeq(rest, ",") {
		piece = strings.TrimSpace(piece)
		name, value, ok := strings.Cut(piece, "=")
		if !ok {
			return nil, incomplete("'%s' not a valid key=value pair (missing equal-sign) in Authorization header %s: '%s'.",
				piece, "(hashed with SHA-256 and encoded with Base64)", hashed(headers[0]))
		}
		if _, twice := part[name]; twice {
			return nil, incomplete("Authorization header has '%s' more than once.", name)
		}
		part[name] = value
	}
	return part, nil
}

func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// whole checks that nothing is missing. All that is missing is told at once.
func whole(header string, part map[string]string, stamp string) *Mistake {
	var missing []string
	for _, name := range []string{"Credential", "Signature", "SignedHeaders"} {
		if part[name] == "" {
			missing = append(missing, "Authorization header requires '"+name+"' parameter.")
		}
	}
	if stamp == "" {
		missing = append(missing, "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
	}
	if len(missing) == 0 {
		return nil
	}
	return incomplete("%s (Hashed with SHA-256 and encoded with Base64) Authorization=%s", strings.Join(missing, " "),
		hashed(header))
}

// readTime reads when a request was signed.
func readTime(stamp string) (time.Time, *Mistake) {
	for _, layout := range []string{stampLayout, http.TimeFormat} {
		if at, err := time.Parse(layout, stamp); err == nil && at.Format(layout) == stamp {
			return at.UTC(), nil
		}
	}
	return time.Time{}, incomplete("Date must be in ISO-8601 'basic format'. Got '%s'. "+
		"See http://en.wikipedia.org/wiki/ISO_8601", stamp)
}

// readScope reads the access key ID and the scope behind it.
func (a *Authorization) readScope(credential string) *Mistake {
	part := strings.Split(credential, "/")
	if len(part) != 5 {
		return incomplete(
			"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '%s'", credential)
	}
	a.AccessKeyID, a.date, a.Region, a.Service = part[0], part[1], part[2], part[3]
	if part[4] != terminator {
		return wrong("Credential should be scoped with a valid terminator: '%s', not '%s'.", terminator, part[4])
	}
	return nil
}

// CheckDate checks that the scope is of the day on which the request was signed.
func (a *Authorization) CheckDate() *Mistake {
	if day := a.Time.Format(dateLayout); a.date != day {
		return wrong("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "+
			"'%s' != '%s', from '%s'.", a.date, day, a.Time.Format(stampLayout))
	}
	return nil
}

var name = regexp.MustCompile(`^[a-z0-9!#$%&'*+.^_|~-]+$`)

// checkHeaders checks that what has to be signed is, and that what is signed is there.
func (a *Authorization) checkHeaders(r *http.Request) *Mistake {
	for i, h := range a.signed {
		if !name.MatchString(h) || i > 0 && a.signed[i-1] >= h {
			return wrong("The SignedHeaders are names in lower case, sorted and separated by semicolons.")
		}
		if _, ok := value(r, h); !ok {
			return incomplete("'%s' is named as a SignedHeader, but it does not exist in the HTTP request.", h)
		}
	}
	if !slices.Contains(a.signed, "host") {
		return wrong("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
	}
	var unsigned []string
	for h := range r.Header {
		if h = strings.ToLower(h); strings.HasPrefix(h, "x-amz-") && !slices.Contains(a.signed, h) {
			unsigned = append(unsigned, h)
		}
	}
	if len(unsigned) > 0 {
		slices.Sort(unsigned)
		return wrong("There were headers present in the request which were not signed: %s", strings.Join(unsigned, ", "))
	}
	return nil
}

// CheckTime checks that a request was signed at most skew before or after now.
func (a *Authorization) CheckTime(now time.Time, skew time.Duration) *Mistake {
	now = now.UTC().Truncate(time.Second)
	minutes := int(skew / time.Minute)
	signed, bound := a.Time.Format(stampLayout), now.Format(stampLayout)
	if oldest := now.Add(-skew); a.Time.Before(oldest) {
		return wrong("Signature expired: %s is now earlier than %s (%s - %d min.)", signed, oldest.Format(stampLayout), bound,
			minutes)
	}
	if newest := now.Add(skew); a.Time.After(newest) {
		return wrong("Signature not yet current: %s is still later than %s (%s + %d min.)", signed,
			newest.Format(stampLayout), bound, minutes)
	}
	return nil
}

// IsBy reports whether the request, whose body was read, was signed with a secret.
func (a *Authorization) IsBy(secret string, r *http.Request, body []byte) bool {
	scope := strings.Join([]string{a.date, a.Region, a.Service, terminator}, "/")
	canonical := sha256.Sum256([]byte(a.canonical(r, body)))
	toSign := strings.Join([]string{Algorithm, a.Time.Format(stampLayout), scope, hex.EncodeToString(canonical[:])}, "\n")
	key := []byte("AWS4" + secret)
	for _, part := range []string{a.date, a.Region, a.Service, terminator, toSign} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	return hmac.Equal([]byte(hex.EncodeToString(key)), []byte(a.signature))
}
