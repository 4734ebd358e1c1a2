package strictyaml

import (
	"encoding/base64"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/internal/nearest"
	"gopkg.in/yaml.v3"

	"github.com/shareproof/shareproof/model/kernel"
)

// Fill decodes a mapping into a struct: members by their Go names, nothing
// guessed, nothing dropped. Strings are what expand makes of them.
func Fill(v reflect.Value, n *yaml.Node, expand func(*yaml.Node) (string, error)) error {
	t := v.Type()
	switch t.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		return Fill(v.Elem(), n, expand)
	case reflect.Struct:
		return fillStruct(v, n, expand)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return fillBlob(v, n, expand)
		}
		list, err := Elements(n, "this")
		if err != nil {
			return err
		}
		v.Set(reflect.MakeSlice(t, len(list), len(list)))
		for i, e := range list {
			if err := Fill(v.Index(i), e, expand); err != nil {
				return err
			}
		}
		return nil
	case reflect.Map:
		return fillMap(v, n, expand)
	case reflect.String:
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" {
			return At(n, "want a string, got %s", Describe(n))
		}
		text, err := expand(n)
		v.SetString(text)
		return err
	case reflect.Bool:
		b, err := Truth(n, "this")
		v.SetBool(b)
		return err
	case reflect.Int, reflect.Int32, reflect.Int64:
		if t == reflect.TypeFor[kernel.Time]() {
			return fillMoment(v, n)
		}
		i, err := strconv.ParseInt(n.Value, 10, t.Bits())
		if n.ShortTag() != "!!int" || err != nil {
			return At(n, "want a whole number, got %s", Describe(n))
		}
		v.SetInt(i)
		return nil
	case reflect.Float64:
		return fillNumber(v, n)
	}
	return At(n, "a %s cannot be written here", t)
}

// fillMoment reads an instant as RFC 3339 has it, quoted or not.
func fillMoment(v reflect.Value, n *yaml.Node) error {
	at, err := kernel.ParseMoment(n.Value)
	if tag := n.ShortTag(); tag != "!!str" && tag != "!!timestamp" {
		return At(n, "want a moment such as 2025-11-01T00:00:00Z, got %s", Describe(n))
	} else if err != nil {
		return At(n, "%v", err)
	}
	v.SetInt(int64(kernel.At(at)))
	return nil
}

func fillNumber(v reflect.Value, n *yaml.Node) error {
	f, err := strconv.ParseFloat(n.Value, 64)
	if tag := n.ShortTag(); tag != "!!int" && tag != "!!float" || err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return At(n, "want a number, got %s", Describe(n))
	}
	v.SetFloat(f)
	return nil
}

// fillBlob reads base64, or a whole ${name} for which base64 will stand.
func fillBlob(v reflect.Value, n *yaml.Node, expand func(*yaml.Node) (string, error)) error {
	text, err := expand(n)
	if err != nil {
		return err
	}
	blob := []byte(text)
	if !strings.HasPrefix(text, "${") {
		if blob, err = base64.StdEncoding.DecodeString(text); err != nil {
			return At(n, "want bytes in base64, got %s", Describe(n))
		}
	}
	v.SetBytes(blob)
	return nil
}

func fillStruct(v reflect.Value, n *yaml.Node, expand func(*yaml.Node) (string, error)) error {
	all, err := Entries(n, v.Type().Name())
	if err != nil {
		return err
	}
	for _, e := range all {
		member, err := Member(v.Type(), e.Key, e.Key.Value)
		if err != nil {
			return err
		}
		if err := Fill(v.FieldByIndex(member.Index), e.Value, expand); err != nil {
			return err
		}
	}
	return nil
}

func fillMap(v reflect.Value, n *yaml.Node, expand func(*yaml.Node) (string, error)) error {
	all, err := Entries(n, "this")
	if err != nil {
		return err
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, e := range all {
		value := reflect.New(v.Type().Elem()).Elem()
		if err := Fill(value, e.Value, expand); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(e.Key.Value).Convert(v.Type().Key()), value)
	}
	return nil
}

// Member returns the member of a struct that a node names.
func Member(t reflect.Type, n *yaml.Node, name string) (reflect.StructField, error) {
	if member, ok := t.FieldByName(name); ok && member.IsExported() {
		return member, nil
	}
	names := members(t)
	if names == nil {
		return reflect.StructField{}, At(n, "%s has no member %q: it has none", t.Name(), name)
	}
	return reflect.StructField{}, At(n, "%s has no member %q: it has %s%s", t.Name(), name, strings.Join(names, ", "),
		nearest.Hint(name, names))
}

func members(t reflect.Type) (names []string) {
	for i := range t.NumField() {
		if t.Field(i).IsExported() {
			names = append(names, t.Field(i).Name)
		}
	}
	return names
}

// Span returns a time span such as 90m, 12h or 7d, above zero and up to a century.
func Span(n *yaml.Node) (time.Duration, error) {
	d, err := kernel.ParseSpan(n.Value)
	if err == nil && d == 0 {
		err = fmt.Errorf("%q is no time at all: want a time span such as 90m, 12h or 7d", n.Value)
	}
	if err != nil {
		return 0, At(n, "%v", err)
	}
	return d, nil
}
