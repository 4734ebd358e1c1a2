package protocol

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// Call is how one operation travels over HTTP. Without an operation it still
// says how its service refuses.
type Call struct {
	API *kernel.API
	Op  *kernel.Operation

	path  []string // what stands between slashes; members in braces
	arn   int      // where in the path a member is an ARN, -1 for nowhere
	texts []textMember
}

// textMember is a member that travels as text: in the query string, or in the
// path where inPath is the place.
type textMember struct {
	name   string
	field  int
	inPath int // -1 in the query string
	plan   *plan
}

// NewCall returns how the operation of the API travels.
func NewCall(api *kernel.API, op *kernel.Operation) *Call {
	c := &Call{API: api, Op: op}
	if api.Protocol != kernel.RestJSON {
		return c
	}
	c.path = parts(op.Path)
	c.arn = slices.IndexFunc(c.path, func(part string) bool { return strings.HasSuffix(strings.ToLower(part), "arn}") })
	for i := range op.In.NumField() {
		field := op.In.Field(i)
		m := textMember{field.Tag.Get("query"), i, slices.Index(c.path, "{"+field.Name+"}"), planOf(field.Type, Form)}
		if m.inPath >= 0 {
			m.name = field.Name
		}
		if m.name != "" {
			c.texts = append(c.texts, m)
		}
	}
	return c
}

func parts(path string) []string { return strings.Split(strings.Trim(path, "/"), "/") }

// outsideBody tells which members of the input of a restJson1 operation do not
// travel in its body.
func outsideBody(in reflect.Type) func(reflect.StructField) bool {
	_, route, _ := kernel.Route(in)
	path := parts(route)
	return func(f reflect.StructField) bool {
		return f.Tag.Get("query") != "" || slices.Contains(path, "{"+f.Name+"}")
	}
}

// formats are those of the API's requests and answers.
func formats(api *kernel.API) (in, out Format) {
	switch {
	case api.Protocol == kernel.AWSQuery:
		return Form, XML
	case api.Protocol == kernel.EC2Query:
		return EC2Form, EC2XML
	case api.LowerFirst:
		return LowerJSON, LowerJSON
	}
	return JSON, JSON
}

// IsQuery reports whether the protocol is one of forms and XML.
func IsQuery(p kernel.Protocol) bool { return p == kernel.AWSQuery || p == kernel.EC2Query }

// ContentType is that of the API's requests.
func ContentType(p kernel.Protocol) string {
	switch p {
	case kernel.JSON11:
		return "application/x-amz-json-1.1"
	case kernel.RestJSON:
		return "application/json"
	}
	return "application/x-www-form-urlencoded"
}

// Request spells the call of the operation at an endpoint, and returns its body
// besides. An error is an *Error: not everything can be said in a path.
func (c *Call) Request(endpoint string, in any) (*http.Request, []byte, error) {
	format, _ := formats(c.API)
	body := Encode(in, format)
	path, query := "/", ""
	switch c.API.Protocol {
	case kernel.AWSQuery, kernel.EC2Query:
		head := "Action=" + c.Op.Name + "&Version=" + c.API.Version
		if len(body) > 0 {
			head += "&"
		}
		body = append([]byte(head), body...)
	case kernel.RestJSON:
		var err error
		if path, query, err = c.place(in); err != nil {
			return nil, nil, err
		}
		if len(planOf(c.Op.In, format).members) == 0 {
			body = nil
		}
	}
	r, err := http.NewRequest(c.Op.Method, endpoint+path+query, bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	if len(body) > 0 {
		r.Header.Set("Content-Type", ContentType(c.API.Protocol))
	}
	if c.API.Protocol == kernel.JSON11 {
		r.Header.Set("X-Amz-Target", c.API.Target+"."+c.Op.Name)
	}
	return r, body, nil
}

// place spells the path and the query string.
func (c *Call) place(in any) (path, query string, err error) {
	v := reflect.ValueOf(in).Elem()
	segments, values := slices.Clone(c.path), url.Values{}
	for _, m := range c.texts {
		value := v.Field(m.field)
		switch {
		case m.inPath >= 0:
			if segments[m.inPath] = url.PathEscape(m.plan.text(value)); segments[m.inPath] == "" {
				return "", "", &Error{Path: m.name, Reason: "the member travels in the path and must not be empty"}
			}
		case m.plan.absent(value):
		case m.plan.kind == list:
			for i := range value.Len() {
				values.Add(m.name, m.plan.elem.text(value.Index(i)))
			}
		case m.plan.kind == pointer:
			values.Set(m.name, m.plan.elem.text(value.Elem()))
		default:
			values.Set(m.name, m.plan.text(value))
		}
	}
	if path = "/" + strings.Join(segments, "/"); len(values) > 0 {
		query = "?" + values.Encode()
	}
	return path, query, nil
}

// Matches reports whether a path, as escaped, is that of the operation.
func (c *Call) Matches(path string) bool { return c.align(parts(path)) != nil }

// Literals is how many parts of the operation's path are no members. Where a path is
// that of several operations, it is meant for the one that has most.
func (c *Call) Literals() (n int) {
	for _, part := range c.path {
		if !strings.HasPrefix(part, "{") {
			n++
		}
	}
	return n
}

// align returns the parts of a path that stand for those of the operation's, nil where
// it is another's. An ARN whose slashes are not escaped takes the parts that they make.
func (c *Call) align(given []string) []string {
	if surplus := len(given) - len(c.path); surplus > 0 && c.arn >= 0 && isARN(given[c.arn]) {
		end := c.arn + surplus + 1
		whole := strings.Join(given[c.arn:end], "/")
		given = slices.Concat(given[:c.arn], []string{whole}, given[end:])
	}
	if len(given) != len(c.path) {
		return nil
	}
	for i, want := range c.path {
		if !strings.HasPrefix(want, "{") && want != given[i] || given[i] == "" {
			return nil
		}
	}
	return given
}

// isARN reports whether a part of a path, as escaped, begins an ARN.
func isARN(part string) bool {
	plain, err := url.PathUnescape(part)
	return err == nil && strings.HasPrefix(plain, "arn:")
}

// Read fills the input from a request's escaped path, query string and body.
// For forms, the body is without what names the operation.
func (c *Call) Read(path, query string, body []byte, in any) error {
	if format, _ := formats(c.API); len(body) > 0 {
		if err := Decode(body, in, format); err != nil {
			return err
		}
	}
	if c.API.Protocol != kernel.RestJSON {
		return nil
	}
	return c.readTexts(path, query, reflect.ValueOf(in).Elem())
}

// readTexts sets the members that travel in the path and in the query string.
// What the operation does not know is refused, never dropped.
func (c *Call) readTexts(path, query string, v reflect.Value) error {
	if len(c.texts) == 0 && query == "" {
		return nil
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return &Error{Reason: "the query string cannot be read: " + err.Error()}
	}
	segments := c.align(parts(path))
	for _, m := range c.texts {
		given, ok := values[m.name]
		if m.inPath >= 0 {
			segment, err := url.PathUnescape(segments[m.inPath])
			if err != nil {
				return &Error{Path: m.name, Reason: err.Error()}
			}
			given, ok = []string{segment}, true
		} else {
			delete(values, m.name)
		}
		if !ok {
			continue
		}
		if err := m.read(given, v.Field(m.field)); err != nil {
			return err.under(m.name)
		}
	}
	if unknown := slices.Sorted(maps.Keys(values)); len(unknown) > 0 {
		return &Error{unknown[0], "unknown query parameter", true}
	}
	return nil
}

func (m *textMember) read(given []string, v reflect.Value) *Error {
	if m.plan.kind == list {
		v.Set(reflect.MakeSlice(v.Type(), len(given), len(given)))
		for i, s := range given {
			if err := m.plan.elem.readText(s, v.Index(i)); err != nil {
				return err
			}
		}
		return nil
	}
	if len(given) > 1 {
		return &Error{Reason: "the query parameter stands twice"}
	}
	if m.plan.kind == pointer {
		v.Set(reflect.New(v.Type().Elem()))
		return m.plan.elem.readText(given[0], v.Elem())
	}
	return m.plan.readText(given[0], v)
}
