package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// errHidden is why a member is not known.
var errHidden = errors.New("the trail hides it")

// filler fills structs from what CloudTrail shows of calls: members with a small first letter,
// lists inside of items, and EC2's names for them.
type filler struct {
	strange string // the first member that the model does not know
	lenient bool   // members that cannot be read are left out
}

// inputOf reads the input of a call. Strange is a member that the model does not know.
func inputOf(op *kernel.Operation, text json.RawMessage) (in any, strange string, err error) {
	in = reflect.New(op.In).Interface()
	f := &filler{}
	v, err := decoded(text)
	if err != nil || v == nil {
		return in, "", err
	}
	err = f.fill(reflect.ValueOf(in).Elem(), v)
	return in, f.strange, err
}

// outputOf reads the answer of a call; nil where the trail shows none.
func outputOf(op *kernel.Operation, text json.RawMessage) any {
	v, err := decoded(text)
	shown, ok := v.(map[string]any)
	if err != nil || !ok || len(shown) == 0 {
		return nil
	}
	out := reflect.New(op.Out)
	f := &filler{lenient: true}
	into := out.Elem()
	// RDS shows the members of the one resource that an answer has without its name.
	if isWrapper(into.Type()) && memberFor(into.Type(), firstKnown(shown, into.Type())) < 0 {
		into.Field(0).Set(reflect.New(into.Type().Field(0).Type.Elem()))
		into = into.Field(0).Elem()
	}
	_ = f.fill(into, shown) // what cannot be read is left out
	return out.Interface()
}

// isWrapper reports whether an answer has one resource and nothing else.
func isWrapper(t reflect.Type) bool {
	return t.NumField() == 1 && t.Field(0).Type.Kind() == reflect.Pointer &&
		t.Field(0).Type.Elem().Kind() == reflect.Struct
}

// firstKnown returns a key that a struct has a member for, "" for none.
func firstKnown(shown map[string]any, t reflect.Type) string {
	for _, key := range sortedKeys(shown) {
		if memberFor(t, key) >= 0 {
			return key
		}
	}
	return ""
}

func decoded(text json.RawMessage) (v any, err error) {
	if len(text) == 0 {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	err = d.Decode(&v)
	return v, err
}

// memberFor returns the index of the member that CloudTrail calls so, -1 where there is none.
func memberFor(t reflect.Type, key string) int {
	if other, ok := otherwise[key]; ok {
		key = other
	}
	bare := strings.TrimSuffix(strings.TrimSuffix(key, "Set"), "List")
	for _, name := range []string{key, bare, bare + "s", strings.TrimSuffix(bare, "s")} {
		for i := range t.NumField() {
			f := t.Field(i)
			wire, _, _ := strings.Cut(f.Tag.Get("wire"), ",")
			if f.IsExported() && name != "" && (strings.EqualFold(f.Name, name) || strings.EqualFold(wire, name) ||
				strings.EqualFold(f.Tag.Get("query"), name)) {
				return i
			}
		}
	}
	return -1
}

// otherwise are members that EC2's records call by older names.
var otherwise = map[string]string{"zone": "AvailabilityZone"}

// noise are members that CloudTrail adds to what was said.
var noise = map[string]bool{"attributeType": true, "requestId": true, "_return": true}

func (f *filler) fill(into reflect.Value, v any) error {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		if strings.HasPrefix(v, "HIDDEN_DUE_TO") || v != "" && strings.Trim(v, "*") == "" {
			return errHidden
		}
	}
	switch into.Kind() {
	case reflect.Pointer:
		fresh := reflect.New(into.Type().Elem())
		if err := f.fill(fresh.Elem(), v); err != nil {
			return err
		}
		into.Set(fresh)
		return nil
	case reflect.Struct:
		return f.members(into, v)
	case reflect.Slice:
		return f.list(into, v)
	case reflect.Map:
		return f.entries(into, v)
	}
	return scalar(into, v)
}

func (f *filler) members(into reflect.Value, v any) error {
	shown, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("want an object, got %T", v)
	}
	for _, key := range sortedKeys(shown) {
		i := memberFor(into.Type(), key)
		if i < 0 {
			if !noise[key] && !isEmpty(shown[key]) && f.strange == "" {
				f.strange = key
			}
			continue
		}
		if err := f.fill(into.Field(i), shown[key]); err != nil && !f.lenient {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

func isEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// list reads a list, which may lie inside of items.
func (f *filler) list(into reflect.Value, v any) error {
	if shown, ok := v.(map[string]any); ok {
		for _, inside := range []string{"items", "item", "member"} {
			if found, ok := shown[inside]; ok {
				v = found
			}
		}
	}
	all, ok := v.([]any)
	if into.Type().Elem().Kind() == reflect.Uint8 {
		return errHidden // CloudTrail shows no bytes that mean anything
	}
	if !ok {
		if shown, is := v.(map[string]any); is && len(shown) > 0 {
			all = []any{v} // one alone
		} else if !is {
			all = []any{v}
		}
	}
	list := reflect.MakeSlice(into.Type(), len(all), len(all))
	for i, e := range all {
		if err := f.fill(list.Index(i), unwrapped(e, list.Index(i).Kind())); err != nil {
			return err
		}
	}
	into.Set(list)
	return nil
}

// unwrapped is a text that EC2 shows as an object with one member.
func unwrapped(v any, kind reflect.Kind) any {
	if shown, ok := v.(map[string]any); ok && kind == reflect.String && len(shown) == 1 {
		return shown[sortedKeys(shown)[0]]
	}
	return v
}

func (f *filler) entries(into reflect.Value, v any) error {
	shown, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("want an object, got %T", v)
	}
	all := reflect.MakeMapWithSize(into.Type(), len(shown))
	for _, key := range sortedKeys(shown) {
		value := reflect.New(into.Type().Elem()).Elem()
		if err := f.fill(value, shown[key]); err != nil {
			return err
		}
		all.SetMapIndex(reflect.ValueOf(key).Convert(into.Type().Key()), value)
	}
	into.Set(all)
	return nil
}

// scalar reads a text, a number, a truth value or a moment, however it is written.
func scalar(into reflect.Value, v any) error {
	text := fmt.Sprint(v)
	switch v.(type) {
	case map[string]any, []any:
		if into.Kind() != reflect.String {
			return fmt.Errorf("want a %s, got %T", into.Kind(), v)
		}
		raw, _ := json.Marshal(v) // what was decoded can be encoded
		text = string(raw)
	}
	switch into.Kind() {
	case reflect.String:
		into.SetString(text)
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		into.SetBool(b)
		return err
	case reflect.Int, reflect.Int32, reflect.Int64:
		if into.Type() == reflect.TypeFor[kernel.Time]() {
			return moment(into, text)
		}
		n, err := strconv.ParseInt(text, 10, into.Type().Bits())
		into.SetInt(n)
		return err
	case reflect.Float64:
		n, err := strconv.ParseFloat(text, 64)
		into.SetFloat(n)
		return err
	default:
		return fmt.Errorf("nobody knows how CloudTrail shows a %s", into.Kind())
	}
	return nil
}

func moment(into reflect.Value, text string) error {
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && math.Abs(seconds) < 1e15 {
		if seconds > 1e11 {
			seconds /= 1000 // some services show milliseconds
		}
		into.SetInt(int64(math.Round(seconds * 1000)))
		return nil
	}
	for _, layout := range momentLayouts {
		if at, err := time.Parse(layout, text); err == nil {
			into.SetInt(int64(kernel.At(at)))
			return nil
		}
	}
	return fmt.Errorf("%q is no moment", text)
}
