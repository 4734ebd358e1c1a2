package sigv4

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// canonical is the canonical request.
func (a *Authorization) canonical(r *http.Request, body []byte) string {
	path, query := target(r)
	lines := []string{r.Method, canonicalPath(path), canonicalQuery(query)}
	for _, h := range a.signed {
		v, _ := value(r, h)
		lines = append(lines, h+":"+v)
	}
	sum := sha256.Sum256(body)
	payload := hex.EncodeToString(sum[:])
	if given, ok := value(r, "x-amz-content-sha256"); ok && given != payload {
		payload = "the body is another" // so that no signature fits
	}
	return strings.Join(append(lines, "", strings.Join(a.signed, ";"), payload), "\n")
}

// target is the path and the query of a request as they came.
func target(r *http.Request) (path, query string) {
	if strings.HasPrefix(r.RequestURI, "/") {
		path, query, _ = strings.Cut(r.RequestURI, "?")
		return path, query
	}
	return r.URL.EscapedPath(), r.URL.RawQuery // in-process, and what proxies are sent
}

// value is the canonical value of a header, false where it is not there.
func value(r *http.Request, h string) (string, bool) {
	switch h {
	case "host":
		return r.Host, r.Host != ""
	case "content-length":
		if r.Header.Get("Content-Length") == "" && r.ContentLength >= 0 {
			return strconv.FormatInt(r.ContentLength, 10), true
		}
	}
	values := r.Header.Values(h)
	return joined(values), len(values) > 0
}

// joined joins the values of a header, without needless spaces.
func joined(values []string) string {
	plain := make([]string, len(values))
	for i, v := range values {
		plain[i] = strings.Join(strings.FieldsFunc(v, func(c rune) bool { return c == ' ' }), " ")
	}
	return strings.Join(plain, ",")
}

// canonicalPath normalizes a path as it came, and encodes it once more.
func canonicalPath(path string) string {
	var kept []string
	for segment := range strings.SplitSeq(path, "/") {
		switch segment {
		case "", ".":
		case "..":
			kept = kept[:max(len(kept)-1, 0)]
		default:
			kept = append(kept, segment)
		}
	}
	canonical := "/" + strings.Join(kept, "/")
	if len(kept) > 0 && (strings.HasSuffix(path, "/") || strings.HasSuffix(path, "/.") || strings.HasSuffix(path, "/..")) {
		canonical += "/"
	}
	return escape(canonical, "/")
}

// canonicalQuery sorts the parameters of a query as they came.
func canonicalQuery(query string) string {
	type pair struct{ name, value string }
	var pairs []pair
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		pairs = append(pairs, pair{escape(unescape(name), ""), escape(unescape(value), "")})
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		if by := strings.Compare(a.name, b.name); by != 0 {
			return by
		}
		return strings.Compare(a.value, b.value)
	})
	parts := make([]string, len(pairs))
	for i, p := range pairs {
		parts[i] = p.name + "=" + p.value
	}
	return strings.Join(parts, "&")
}

// escape encodes all bytes but letters, digits, -, ., _, ~ and those that are kept.
func escape(text, keep string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~", c) >= 0,
			strings.IndexByte(keep, c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}

// unescape decodes what is encoded, and leaves all else: a plus is a plus.
func unescape(text string) string {
	if !strings.Contains(text, "%") {
		return text
	}
	b := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if c, err := strconv.ParseUint(text[i+1:i+3], 16, 8); err == nil {
				b = append(b, byte(c))
				i += 2
				continue
			}
		}
		b = append(b, text[i])
	}
	return string(b)
}
