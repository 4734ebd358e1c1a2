package protocol

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"reflect"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// RestXML is how S3 and its like refuse. No service of the model speaks it, but their
// clients have to be told so.
const RestXML kernel.Protocol = "restXml"

// AnswerType is the content type of the API's answers.
func AnswerType(p kernel.Protocol) string {
	if IsQuery(p) || p == RestXML {
		return "text/xml;charset=UTF-8"
	}
	return ContentType(p)
}

// AppendAnswer writes the answer to the call with the ID of the request.
func (c *Call) AppendAnswer(dst []byte, out any, id string) []byte {
	_, format := formats(c.API)
	name := c.Op.Name
	switch c.API.Protocol {
	case kernel.AWSQuery:
		dst = append(dst, "<"+name+`Response xmlns="`+namespace(c.API)+`">`...)
		dst = Append(append(dst, "<"+name+"Result>"...), out, format)
		return append(dst, "</"+name+"Result><ResponseMetadata><RequestId>"+id+"</RequestId></ResponseMetadata></"+name+
			"Response>"...)
	case kernel.EC2Query:
		dst = append(dst, `<?xml version="1.0" encoding="UTF-8"?><`+name+`Response xmlns="http://ec2.amazonaws.com/doc/`+
			c.API.Version+`/"><requestId>`+id+"</requestId>"...)
		if reflect.TypeOf(out).Elem().NumField() == 0 {
			dst = append(dst, "<return>true</return>"...)
		}
		return append(Append(dst, out, format), "</"+name+"Response>"...)
	}
	return Append(dst, out, format)
}

// namespace is that of the API's answers in awsQuery.
func namespace(api *kernel.API) string {
	if api.Namespace != "" {
		return api.Namespace
	}
	return "https://" + api.Signing + ".amazonaws.com/doc/" + api.Version + "/"
}

// ReadAnswer reads what a service answered to the call into a new output.
func (c *Call) ReadAnswer(body []byte) (any, error) { return c.readAnswer(body, nil) }

func (c *Call) readAnswer(body []byte, passed *notes) (any, error) {
	out := reflect.New(c.Op.Out).Interface()
	_, format := formats(c.API)
	if IsQuery(c.API.Protocol) {
		if err := c.readWrapped(body, reflect.ValueOf(out).Elem(), format, passed); err != nil {
			return nil, err
		}
		return out, nil
	}
	if len(body) == 0 {
		body = []byte("{}")
	}
	if err := decode(body, out, format, false, passed); err != nil {
		return nil, err
	}
	return out, nil
}

// readWrapped reads an answer of a query protocol, which is wrapped in one element or two.
func (c *Call) readWrapped(body []byte, out reflect.Value, f Format, passed *notes) error {
	r := &reader{xml.NewDecoder(bytes.NewReader(body)), false, passed}
	wrong, wrapped := r.enter("Response"), c.API.Protocol == kernel.AWSQuery && c.Op.Out.NumField() > 0
	if wrong == nil && wrapped {
		wrong = r.enter("Result")
	}
	if wrong == nil {
		wrong = r.structure(planOf(out.Type(), f), out)
	}
	if wrong == nil && wrapped {
		if err := r.Skip(); err != nil {
			wrong = &Error{Reason: "the document is not XML: " + err.Error()}
		}
	}
	if wrong != nil {
		return wrong
	}
	return nil
}

// enter opens the next element, which is called so at its end.
func (r *reader) enter(suffix string) *Error {
	for {
		token, err := r.Token()
		if err != nil {
			return &Error{Reason: "the document is not XML: " + err.Error()}
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !strings.HasSuffix(start.Name.Local, suffix) {
			return &Error{Path: start.Name.Local, Reason: "want an element whose name ends with " + suffix}
		}
		return nil
	}
}

// AppendRefusal writes the body of an error answer of the API, and sets what it
// says in the header.
func AppendRefusal(dst []byte, api *kernel.API, err *kernel.Error, id string, header http.Header) []byte {
	switch api.Protocol {
	case kernel.AWSQuery:
		who := "Sender"
		if err.Status >= 500 {
			who = "Receiver"
		}
		dst = append(dst, `<ErrorResponse xmlns="`+namespace(api)+`"><Error><Type>`+who+"</Type>"...)
		return append(appendFault(dst, err), "</Error><RequestId>"+id+"</RequestId></ErrorResponse>"...)
	case RestXML:
		dst = appendFault(append(dst, `<?xml version="1.0" encoding="UTF-8"?><Error>`...), err)
		return append(dst, "<RequestId>"+id+"</RequestId></Error>"...)
	case kernel.EC2Query:
		dst = append(dst, `<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error>`...)
		return append(appendFault(dst, err), "</Error></Errors><RequestID>"+id+"</RequestID></Response>"...)
	}
	body := map[string]any{api.Message: err.Message}
	for _, m := range err.Members {
		if body[m.Name] = m.Values; m.Text != "" {
			body[m.Name] = m.Text
		}
	}
	if api.Protocol == kernel.RestJSON {
		header["X-Amzn-Errortype"] = []string{err.Code + api.ErrorSuffix}
	} else {
		body["__type"] = err.Code
	}
	text, _ := json.Marshal(body) // texts always marshal
	return append(dst, text...)
}

func appendFault(dst []byte, err *kernel.Error) []byte {
	dst = appendEscaped(append(dst, "<Code>"...), err.Code)
	dst = appendEscaped(append(dst, "</Code><Message>"...), err.Message)
	return append(dst, "</Message>"...)
}

// ReadRefusal reads the code and message of an error answer; the code is empty
// where it has none.
func ReadRefusal(p kernel.Protocol, header http.Header, body []byte) (code, message string) {
	if IsQuery(p) {
		return readXMLRefusal(body)
	}
	var answer struct {
		Type    string `json:"__type"`
		Code    any
		Message string
	}
	_ = json.Unmarshal(body, &answer) // an answer that is no JSON has no code
	code = header.Get("X-Amzn-Errortype")
	if code == "" {
		code = answer.Type
	}
	if text, ok := answer.Code.(string); ok && code == "" {
		code = text
	}
	code, _, _ = strings.Cut(code, ":") // as in Code:http://internal.amazon.com/...
	return code[strings.LastIndexByte(code, '#')+1:], answer.Message
}

func readXMLRefusal(body []byte) (code, message string) {
	d := xml.NewDecoder(bytes.NewReader(body))
	var codes, messages []byte // a hostile answer has them in many pieces
	for into := (*[]byte)(nil); ; {
		token, err := d.Token()
		if err != nil {
			if err != io.EOF {
				codes = nil // not XML to its end
			}
			return string(codes), string(messages)
		}
		switch token := token.(type) {
		case xml.StartElement:
			into = map[string]*[]byte{"Code": &codes, "Message": &messages}[token.Name.Local]
		case xml.CharData:
			if into != nil {
				*into = append(*into, token...)
			}
		case xml.EndElement:
			into = nil
		}
	}
}
