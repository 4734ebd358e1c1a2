// Package display tells calls and answers to people: as the AWS CLI takes them, without
// secrets, and cut where they are long.
package display

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

var secret = regexp.MustCompile(`(?i)password|secret|accesskey|sessiontoken|plaintext|presignedurl`)

// IsSecret reports whether a member of that name holds a secret.
func IsSecret(member string) bool { return secret.MatchString(member) }

// withoutSecrets hides the members of a plain value that hold secrets.
func withoutSecrets(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			if secret.MatchString(k) {
				v[k] = "(redacted)"
			} else {
				v[k] = withoutSecrets(v[k])
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutSecrets(v[i])
		}
	}
	return v
}

// Answer is the answer or the input of a call as plain JSON, without secrets and with what is long
// cut.
func Answer(out any) any { return shortened(withoutSecrets(values.Plain(out))) }

// Command spells a call for the AWS CLI, without secrets.
func Command(in any, region string) string {
	request, _ := withoutSecrets(values.Plain(in)).(map[string]any)
	return command(in, request, region, quote)
}

// Line spells a call as a line of shell that can be run, with its secrets or without. The
// texts in it are written by a function, which may put what the shell knows in their place.
func Line(in any, region string, secrets bool, quoted func(text string) string) string {
	request, _ := values.Plain(in).(map[string]any)
	if !secrets {
		request, _ = withoutSecrets(request).(map[string]any)
	}
	members := reflect.ValueOf(in).Elem()
	for i := range members.NumField() {
		name, f := members.Type().Field(i).Name, members.Field(i)
		text, isText := request[name].(string)
		if isText && f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Uint8 {
			request[name] = blob("fileb://<(printf %s " + quoted(text) + " | base64 -d)")
		}
	}
	line := command(in, request, region, func(value any) string {
		switch value := value.(type) {
		case blob:
			return string(value)
		case map[string]any:
			var text strings.Builder
			encoder := json.NewEncoder(&text)
			encoder.SetEscapeHTML(false)
			_ = encoder.Encode(value) // plain values can be encoded
			return quoted(strings.TrimSpace(text.String()))
		}
		return quoted(fmt.Sprint(value))
	})
	return line + " --cli-input-json '{}'" // so that no member has to be there
}

// blob is an argument of bytes, as both versions of the AWS CLI take it.
type blob string

// Quote quotes a text for a shell.
func Quote(text string) string { return quote(text) }

// command spells a call with what is left of its members.
func command(in any, request map[string]any, region string, quote func(any) string) string {
	op := services.OperationOf(in)
	words := []string{"aws", op.API.Service, kebab(op.Name)}
	members := reflect.ValueOf(in).Elem()
	for i := range members.NumField() {
		if f := members.Field(i); f.Kind() == reflect.Bool && !f.Bool() {
			delete(request, members.Type().Field(i).Name) // nobody can tell it from an absent one
		}
	}
	for _, member := range slices.Sorted(maps.Keys(request)) {
		words = append(words, argument(kebab(member), Spelt(op.API, request[member]), quote)...)
	}
	return strings.Join(append(words, "--region", region), " ")
}

// Spelt spells the members inside a plain value as the AWS CLI has them of an API.
func Spelt(api *kernel.API, v any) any {
	switch v := v.(type) {
	case map[string]any:
		spelt := map[string]any{}
		for _, member := range slices.Sorted(maps.Keys(v)) {
			name := member
			if api.LowerFirst && name != "" {
				name = strings.ToLower(name[:1]) + name[1:]
			}
			spelt[name] = Spelt(api, v[member])
		}
		return spelt
	case []any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = Spelt(api, v[i])
		}
		return all
	}
	return v
}

func argument(name string, value any, quote func(any) string) []string {
	switch value := value.(type) {
	case bool:
		if !value {
			return []string{"--no-" + name}
		}
		return []string{"--" + name}
	case []any:
		words := []string{"--" + name}
		for _, element := range value {
			words = append(words, quote(element))
		}
		return words
	}
	return []string{"--" + name, quote(value)}
}

var plainWord = regexp.MustCompile(`^[\w@%+=:,./-]+$`)

func quote(value any) string {
	word := fmt.Sprint(value)
	if _, compound := value.(map[string]any); compound {
		text, _ := json.Marshal(value)
		word = string(text)
	}
	if plainWord.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

var (
	beforeWord    = regexp.MustCompile(`(.)([A-Z][a-z]+)`)
	beforeCapital = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

// kebab spells an API name as the AWS CLI does: create-resource-share.
func kebab(name string) string {
	name = beforeWord.ReplaceAllString(name, "$1-$2")
	return strings.ToLower(beforeCapital.ReplaceAllString(name, "$1-$2"))
}
