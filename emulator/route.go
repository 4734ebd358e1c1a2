package emulator

import (
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/emulator/wire"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// route is where a request leads: an operation and how its service speaks.
// Without an operation it still says how to refuse.
type route struct {
	api   *kernel.API
	op    *kernel.Operation
	query []queryMember
}

// queryMember is a member that travels in the query string, by a tag such as
// `query:"resourceShareArn"`. The members of an operation travel all in the
// query string or all in the body.
type queryMember struct {
	name  string
	field int
}

type methodAndPath struct{ method, path string }

var (
	targets  = map[string]route{}        // "BaldrApiService.CreateCluster"
	prefixes = map[string]route{}        // "BaldrApiService", without an operation
	paths    = map[methodAndPath]route{} // restJson1
)

func init() {
	for _, api := range model.APIs {
		if api.Protocol == kernel.JSON11 {
			prefixes[api.Target] = route{api: api}
		}
		for _, op := range api.Operations {
			r := route{api: api, op: op, query: queryMembers(op.In)}
			if api.Protocol == kernel.JSON11 {
				targets[api.Target+"."+op.Name] = r
			} else {
				paths[methodAndPath{op.Method, op.Path}] = r
			}
		}
	}
}

func queryMembers(t reflect.Type) []queryMember {
	var members []queryMember
	for i := range t.NumField() {
		if name := t.Field(i).Tag.Get("query"); name != "" {
			members = append(members, queryMember{name, i})
		}
	}
	return members
}

// find routes a request. AWS answers an unknown target with status 400, as any
// modelled error of awsJson1_1, and an unknown path with 404, as HTTP has it.
func find(r *http.Request) (route, *kernel.Error) {
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		if to, ok := targets[target]; ok && r.Method == http.MethodPost && r.URL.Path == "/" {
			return to, nil
		}
		prefix, _, _ := strings.Cut(target, ".")
		to, ok := prefixes[prefix]
		if !ok {
			to = anyJSON
		}
		return to, refusal(kernel.UnknownOperation, "%s %s with X-Amz-Target %s is not an operation of this emulator.", r.Method, r.URL.Path, target)
	}
	if to, ok := paths[methodAndPath{r.Method, r.URL.Path}]; ok {
		return to, nil
	}
	return anyREST, refusal(unknownPath, "%s %s is not an operation of this emulator.", r.Method, r.URL.Path)
}

// The ways to refuse what belongs to no service.
var (
	anyJSON = route{api: &kernel.API{Protocol: kernel.JSON11, Message: "message"}}
	anyREST = route{api: &kernel.API{Protocol: kernel.RestJSON, Message: "message"}}
)

func (to *route) naming() wire.Naming {
	if to.api.Protocol == kernel.RestJSON {
		return wire.LowerFirst
	}
	return wire.AsDeclared
}

func (to *route) contentType() string {
	if to.api.Protocol == kernel.RestJSON {
		return "application/json"
	}
	return "application/x-amz-json-1.1"
}

// readQuery sets the members that travel in the query string. What the
// operation does not know is refused, never dropped.
func (to *route) readQuery(raw string, in any) *kernel.Error {
	if raw == "" || to.api.Protocol != kernel.RestJSON {
		return nil
	}
	query, err := url.ParseQuery(raw)
	if err != nil {
		return refusal(kernel.Serialization, "The query string cannot be read: %v.", err)
	}
	value := reflect.ValueOf(in).Elem()
	for _, m := range to.query {
		given, ok := query[m.name]
		delete(query, m.name)
		switch {
		case !ok:
			continue
		case len(given) > 1:
			return refusal(kernel.Serialization, "%s: the query parameter stands twice.", m.name)
		case !setFromText(value.Field(m.field), given[0]):
			return refusal(kernel.Serialization, "%s: %q cannot be read as %s.", m.name, given[0], value.Field(m.field).Type().Elem())
		}
	}
	if unknown := slices.Sorted(maps.Keys(query)); len(unknown) > 0 {
		return refusal(kernel.Serialization, "%s: unknown query parameter.", unknown[0])
	}
	return nil
}

func setFromText(v reflect.Value, text string) bool {
	if v.Kind() == reflect.String {
		v.SetString(text)
		return true
	}
	v.Set(reflect.New(v.Type().Elem()))
	switch v = v.Elem(); v.Kind() {
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		v.SetBool(b)
		return err == nil
	default:
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		v.SetInt(n)
		return err == nil
	}
}
