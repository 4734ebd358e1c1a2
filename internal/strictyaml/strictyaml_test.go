package strictyaml_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model/kernel"
)

func TestASecondDocumentIsNotPassedOver(t *testing.T) {
	for text, want := range map[string]string{
		"a: 1\n---\nb: 2\n": "2:1: a second document begins here, and only the first would be read: want a plan in a file " +
			"of its own",
		"a: 1\n---\n": "2:1: a second document begins here, and only the first would be read: want a plan in a file " +
			"of its own",
		"a: 1\n---\nb: [\n": "3:1: did not find expected node content",
		"a: 1\n...\nb: 2\n": "2:1: did not find expected <document start>",
		"":                  "1:1: the file is empty: want a plan",
		"# nothing\n":       "1:1: the file is empty: want a plan",
	} {
		_, err := strictyaml.Root([]byte(text), "a plan")
		require.EqualError(t, err, want, text)
	}
	for _, text := range []string{"a: 1\n", "---\na: 1\n", "a: 1\n...\n", "\ufeffa: 1\n"} {
		_, err := strictyaml.Root([]byte(text), "a plan")
		require.NoError(t, err, text)
	}
}

func TestAMomentIsWrittenAsOne(t *testing.T) {
	type restore struct{ To kernel.Time }
	for text, want := range map[string]string{
		`{To: "2025-11-01T00:30:00Z"}`: "",
		`{To: 2025-11-01T00:30:00Z}`:   "",
		`{To: 1761957000000}`: "1:6: want a moment such as 2025-11-01T00:00:00Z, got 1761957000000 (int: quote it if it " +
			"is meant as a string)",
		`{To: tomorrow}`: `1:6: "tomorrow" is not a moment: want one such as 2025-11-01T00:00:00Z`,
	} {
		top, err := strictyaml.Root([]byte(text), "a restore")
		require.NoError(t, err)
		var read restore
		err = strictyaml.Fill(reflect.ValueOf(&read).Elem(), top, nil)
		if want != "" {
			require.EqualError(t, err, want, text)
			continue
		}
		require.NoError(t, err, text)
		require.Equal(t, "2025-11-01T00:30:00.000Z", read.To.String())
	}
}

type colour string

func (colour) Values() []colour { return []colour{"red", "green"} }

func TestAnEnumerationHasItsValues(t *testing.T) {
	type painted struct {
		Colour colour
		Each   []*colour
		By     map[string]colour
		Name   string
	}
	for text, want := range map[string]string{
		`{Colour: red, Each: [green], By: {x: red}, Name: grey}`: "",
		`{Colour: "${saved}"}`: "",
		`{Colour: gren}`:       `1:10: colour has no value "gren": it has red, green; the nearest is "green"`,
		`{Each: [red, Red]}`:   `1:14: colour has no value "Red": it has red, green; the nearest is "red"`,
		`{By: {x: "1"}}`:       `1:10: colour has no value "1": it has red, green`,
	} {
		top, err := strictyaml.Root([]byte(text), "paint")
		require.NoError(t, err)
		err = strictyaml.Enumerated(top, reflect.TypeFor[painted]())
		if want == "" {
			require.NoError(t, err, text)
		} else {
			require.EqualError(t, err, want, text)
		}
	}
}
