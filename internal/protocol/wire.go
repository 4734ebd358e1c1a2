// Package protocol turns operation structs into what AWS's protocols carry, and
// back: JSON, forms and XML, in both directions, so that the emulator reads and
// the remote target writes by the same plan. A plan per type is worked out once;
// then encoding is one pass into a buffer.
//
// An absent member is one that says nothing: an empty string, the zero Time, a
// nil pointer, list, map or blob. Plain booleans and numbers are always present,
// an empty list that is not nil is [] or an element without elements (EC2's forms have no
// way to say that). So an answer carries the empty members that AWS sends: its lists are
// made, and its strings are tagged.
//
// Tags of a member say what its name does not: `wire:"tagKey"` spells it in
// JSON and XML, `query:"Owner"` in a form; in restJson1 a member with a query
// tag travels in the query string, and one that the route names in its path. Members, which no
// protocol speaks, has them all by their names, and times as texts.
// `list:"Tag"` names the elements of a list where awsQuery does not call them member;
// a form may call them so nonetheless.
// `wire:",iso8601"` makes a time in JSON a text instead of a number of seconds.
// `wire:",always"` has an answer carry a string that is empty; no form does.
package protocol

import "reflect"

// Format is how a protocol writes a struct down.
type Format uint8

// The formats.
const (
	JSON      Format = iota // members as the Go fields are called
	LowerJSON               // with a lower-case first letter
	Form                    // awsQuery's requests
	XML                     // awsQuery's answers
	EC2Form                 // ec2Query's requests
	EC2XML                  // ec2Query's answers
	Members                 // JSON of all members by the names of the API, wherever they travel
)

// Encode writes a struct, or a pointer to one. Of XML it writes what is inside
// the element that the struct is.
func Encode(v any, f Format) []byte { return Append(nil, v, f) }

// Append does the same at the end of a buffer.
func Append(dst []byte, v any, f Format) []byte {
	value := reflect.ValueOf(v)
	if value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	switch p := planOf(value.Type(), f); f {
	case Form, EC2Form:
		return p.appendForm(dst, nil, value)
	case XML, EC2XML:
		return p.appendXML(dst, value)
	default:
		return p.appendJSON(dst, value)
	}
}

// Decode reads a request into the struct that into points to. An error is an
// *Error: what it does not know, and what is not as declared, is named by its
// path.
func Decode(data []byte, into any, f Format) error { return decode(data, into, f, true, nil) }

// DecodeAnswer reads an answer, and passes over what it does not know: services
// add members as they please.
func DecodeAnswer(data []byte, into any, f Format) error { return decode(data, into, f, false, nil) }

func decode(data []byte, into any, f Format, strict bool, passed *notes) error {
	value := reflect.ValueOf(into).Elem()
	p := planOf(value.Type(), f)
	var wrong *Error
	switch f {
	case Form, EC2Form:
		wrong = readForm(p, string(data), value)
	case XML, EC2XML:
		wrong = readXML(p, data, value, strict, passed)
	default:
		wrong = readJSON(p, data, value, strict, passed)
	}
	if wrong != nil {
		return wrong
	}
	return nil
}

// Error says which part of a document is not as it should be.
type Error struct {
	// Path leads to the part, as in Filters.backupIds[1]; empty for the whole.
	Path   string
	Reason string
	// Unknown marks a part that nobody has declared.
	Unknown bool
}

func (e *Error) Error() string {
	if e.Path == "" {
		return e.Reason
	}
	return abbreviated(e.Path) + ": " + e.Reason
}

// under places an error inside a part: a member, an element, a key.
func (e *Error) under(part string) *Error {
	if e.Path != "" && e.Path[0] != '[' {
		part += "."
	}
	return &Error{part + e.Path, e.Reason, e.Unknown}
}
