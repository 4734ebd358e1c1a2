package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/services"
)

// account is one of the few that attackers call for: quotas bound what they can have.
func account(chance *rand.Rand) string { return fmt.Sprint(700_000_000_000 + chance.IntN(3)) }

func authorizationOf(key, service string) string {
	return "AWS4-HMAC-SHA256 Credential=" + key + "/20260101/us-east-1/" + service +
		"/aws4_request, SignedHeaders=host, Signature=0"
}

// anyRequest spells a request to any operation.
func (s *siege) anyRequest(chance *rand.Rand) string {
	api := services.All[chance.IntN(len(services.All))]
	op := api.Operations[chance.IntN(len(api.Operations))]
	path, media, body := op.Path, "application/json", "{}"
	if path == "" {
		path = "/"
	}
	if api.Version != "" {
		path, media, body = "/", "application/x-www-form-urlencoded", "Action="+op.Name+"&Version="+api.Version
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\n", op.Method, path, s.host,
		authorizationOf(account(chance), api.Signing))
	if api.Target != "" {
		media = "application/x-amz-json-1.1"
		fmt.Fprintf(&b, "X-Amz-Target: %s.%s\r\n", api.Target, op.Name)
	}
	fmt.Fprintf(&b, "Content-Type: %s\r\nContent-Length: %d\r\n\r\n%s", media, len(body), body)
	return b.String()
}

// sendNoise sends requests of which some bytes are others.
func (s *siege) sendNoise(chance *rand.Rand) {
	raw := []byte(s.anyRequest(chance) + s.anyRequest(chance))
	for range chance.IntN(6) {
		at := chance.IntN(len(raw))
		switch chance.IntN(4) {
		case 0:
			raw[at] = byte(chance.Uint32())
		case 1:
			raw = slices.Delete(raw, at, min(len(raw), at+1+chance.IntN(20)))
		case 2:
			raw = slices.Insert(raw, at, []byte(strings.Repeat(string(raw[at]), 1+chance.IntN(2000)))...)
		case 3:
			raw = append(raw[:at], raw[chance.IntN(at+1):]...)
		}
		if len(raw) == 0 {
			return
		}
	}
	c, ok := s.dial(siegePatience)
	if !ok {
		return
	}
	defer c.Close()
	go func() {
		_, _ = c.Write(raw)
		_ = c.(*net.TCPConn).CloseWrite()
	}()
	s.hear(c, string(raw))
}

// drip sends a byte now and then until the server has had enough of it.
func (s *siege) drip(head string, every time.Duration, drop string, within time.Duration) {
	c, ok := s.dial(2 * within)
	if !ok {
		return
	}
	defer c.Close()
	hung := make(chan struct{})
	go func() {
		defer close(hung)
		s.hear(c, head)
	}()
	_, err := io.WriteString(c, head)
	for begun := time.Now(); err == nil; _, err = io.WriteString(c, drop) {
		select {
		case <-hung:
			return
		case <-time.After(every):
		}
		if time.Since(begun) > within {
			s.wrong("%q may drip for %s", head, within)
			return
		}
	}
}

func (s *siege) dripHeader(chance *rand.Rand) {
	s.drip("GET / HTTP/1.1\r\nHost: "+s.host+"\r\nX-Slow: ", time.Duration(50+chance.IntN(900))*time.Millisecond, "a",
		siegePatience)
}

func (s *siege) dripBody(chance *rand.Rand) {
	head, _, _ := strings.Cut(s.anyRequest(chance), "Content-Type")
	s.drip(head+"Content-Length: 1000000\r\n\r\n{", time.Duration(50+chance.IntN(900))*time.Millisecond, " ", siegePatience+
		30*time.Second)
}

// readNothing asks for long answers, and reads none. When it is left it does not notice, since what was sent to
// it stands before that.
func (s *siege) readNothing(chance *rand.Rand) {
	c, ok := s.dial(siegePatience)
	if !ok {
		return
	}
	defer c.Close()
	_ = c.(*net.TCPConn).SetReadBuffer(64 << 10)
	_ = c.(*net.TCPConn).SetLinger(0) // the server hears of the end at once
	paths := []string{"/", "/_shareproof/calls", "/_shareproof/", "/_shareproof/look", "/_shareproof/why?about=key"}
	for err := error(nil); err == nil; time.Sleep(time.Millisecond) {
		one := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", paths[chance.IntN(len(paths))], s.host)
		_, err = io.WriteString(c, strings.Repeat(one, 20))
	}
}

// flood opens more connections than there may be, and drops them in one way or another.
func (s *siege) flood(chance *rand.Rand) {
	var all []net.Conn
	for range chance.IntN(2 * siegeConnections) {
		c, ok := s.dial(time.Minute)
		if !ok {
			break
		}
		if chance.IntN(2) == 0 {
			_, _ = io.WriteString(c, "POST / HT")
		}
		all = append(all, c)
	}
	time.Sleep(time.Duration(chance.IntN(1000)) * time.Millisecond)
	for _, c := range all {
		if chance.IntN(2) == 0 {
			_ = c.(*net.TCPConn).SetLinger(0)
		}
		_ = c.Close()
	}
}

// closeHalf closes one direction of a connection in the middle of a request.
func (s *siege) closeHalf(chance *rand.Rand) {
	c, ok := s.dial(siegePatience)
	if !ok {
		return
	}
	defer c.Close()
	raw := s.anyRequest(chance)
	raw = raw[:chance.IntN(len(raw)+1)]
	_, _ = io.WriteString(c, raw)
	if chance.IntN(2) == 0 {
		_ = c.(*net.TCPConn).CloseRead()
	} else {
		_ = c.(*net.TCPConn).CloseWrite()
	}
	s.hear(c, raw)
}

// sendLarge sends bodies that are as long, deep or wide as may be, and longer.
func (s *siege) sendLarge(chance *rand.Rand) {
	size := []int{1 << 10, 1 << 16, 1<<20 - 100, 1<<20 + 1, 3 << 20}[chance.IntN(5)]
	form := [][3]string{
		{"", "[", ""}, {`{"Tags":`, "[", "]"}, {`{"Tags":[`, "{},", "{}]}"}, {"", " ", ""}, {"{", `"a":1,`, `"b":2}`},
		{`{"Policy":"`, `\"`, `"}`}, {`{"KeyId":"`, "é", `"}`}, {"\x1f\x8b\x08", "\x00", ""}, {`{"Filters":{"a":[`, `"",`, `""]}}`},
		{"Action=DescribeSnapshots&Version=2016-11-15", "&Filter.1.Value.1=x", ""},
	}[chance.IntN(10)]
	body := form[0] + strings.Repeat(form[1], max(1, size/len(form[1]))) + form[2]
	header := []string{"Authorization", authorizationOf(account(chance), "kms"), "X-Amz-Target", "TrentService." +
		[]string{"CreateKey", "TagResource", "PutKeyPolicy", "Encrypt"}[chance.IntN(4)],
		"Content-Type", "application/x-amz-json-1.1"}
	switch chance.IntN(4) {
	case 0:
		header = []string{"Authorization", authorizationOf(account(chance), "ec2"), "Content-Type",
			"application/x-www-form-urlencoded"}
	case 1:
		header = append(header, "Content-Encoding", []string{"gzip", "deflate", "br"}[chance.IntN(3)])
	}
	path := "/"
	if !s.strict && chance.IntN(2) == 0 {
		path = fmt.Sprintf("/_world/w%d/", chance.IntN(siegeWorlds/2))
	}
	r := s.request(http.MethodPost, path, body, header...)
	if chance.IntN(4) == 0 {
		r.ContentLength = -1 // in chunks
	}
	s.send(r)
}

// forge calls with keys, tokens and signatures that nobody was given.
func (s *siege) forge(chance *rand.Rand) {
	key := []string{"AKIA" + strings.Repeat("A", 16), "ASIA" + fmt.Sprintf("%016X", chance.Uint64()), "11111111111",
		"1111111111111", "", "١١١١١١١١١١١١", "000000000000/", "*"}[chance.IntN(8)]
	api := services.All[chance.IntN(len(services.All))]
	op := api.Operations[chance.IntN(len(api.Operations))]
	now := time.Now().UTC()
	authorization := fmt.Sprintf("AWS4-HMAC-SHA256 Credential=%s/%s/us-east-1/%s/aws4_request, SignedHeaders=host;x-amz-date, "+
		"Signature=%064x", key, now.Format("20060102"), api.Signing, chance.Uint64())
	header := []string{"Authorization", authorization, "X-Amz-Date", now.Format("20060102T150405Z"), "X-Amz-Security-Token",
		strings.Repeat("x", chance.IntN(3000))}
	body := "{}"
	switch {
	case api.Version != "":
		header = append(header, "Content-Type", "application/x-www-form-urlencoded")
		body = "Action=" + op.Name + "&Version=" + api.Version
	case api.Target != "":
		header = append(header, "Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", api.Target+"."+op.Name)
	default:
		header = append(header, "Content-Type", "application/json")
	}
	path := "/"
	if op.Path != "" {
		path = strings.NewReplacer("{", "", "}", "").Replace(op.Path)
	}
	if status, text := s.send(s.request(op.Method, path, body, header...)); status >= 200 && status < 400 {
		s.wrong("%s.%s is answered with %d for the key %q: %.200s", api.Service, op.Name, status, key, text)
	}
}

// sendAsPage sends what a page of another origin can have a browser send.
func (s *siege) sendAsPage(chance *rand.Rand) {
	header := [][]string{{"Origin", "https://evil.example.com"}, {"Sec-Fetch-Site", "cross-site"}, {"Host", "evil.example.com"},
		{"Origin", "null"}, {"Host", "127.0.0.1.evil.example.com"}}[chance.IntN(5)]
	path := []string{"/_shareproof/reset", "/_shareproof/advance?by=1d", "/_world/paged/_shareproof/reset",
		"/_shareproof/fork?world=paged"}[chance.IntN(4)]
	status, text := s.send(s.request(http.MethodPost, path, "", header...))
	if !s.strict && status != 0 && status != http.StatusForbidden || s.strict && status == http.StatusOK {
		s.wrong("POST %s with %v is answered with %d: %.200s", path, header, status, text)
	}
}

// makeWorlds asks one world after the other.
func (s *siege) makeWorlds(chance *rand.Rand) {
	if s.strict {
		return
	}
	name := fmt.Sprintf("n%d", chance.IntN(100_000))
	if chance.IntN(20) == 0 {
		name = strings.Repeat(string(rune(chance.IntN(0x3000))), chance.IntN(80))
	}
	path := "/_world/" + url.PathEscape(name) + "/_shareproof/"
	method := []string{http.MethodGet, http.MethodPost, http.MethodDelete}[chance.IntN(3)]
	if method == http.MethodDelete {
		path = "/_world/" + url.PathEscape(name) + "/"
	}
	s.send(s.request(method, path, ""))
}

// control asks the control API of a world for anything.
func (s *siege) control(chance *rand.Rand) {
	names := []string{"", "advance", "reset", "calls", "why", "explain", "look", "past", "state", "fork", "worlds", "storage",
		"digest", "events", "console", "pages", "nothing"}
	name := names[chance.IntN(len(names))]
	values := []string{"", "1d", "3660d", "-1h", "9999-12-31T23:59:59Z", strings.Repeat("9", 400), "\x00", "1", "18446744073709551616",
		"arn:aws:kms:us-east-1:700000000000:key/x", "us-east-1", "700000000000", "true", "manual", "100000x", "..", "f1"}
	q := url.Values{}
	for _, p := range []string{"by", "to", "at", "seed", "clock", "start", "about", "account", "region", "world", "last", "as", "action",
		"resource", "cluster", "count"} {
		if chance.IntN(6) == 0 {
			q.Set(p, values[chance.IntN(len(values))])
		}
	}
	path := fmt.Sprintf("/_world/w%d/_shareproof/%s?%s", chance.IntN(siegeWorlds/2), name, q.Encode())
	method := []string{http.MethodGet, http.MethodPost}[chance.IntN(2)]
	if status, text := s.send(s.request(method, path, "")); s.strict && status == http.StatusOK {
		s.wrong("%s %s is answered: %.200s", method, path, text)
	}
}
