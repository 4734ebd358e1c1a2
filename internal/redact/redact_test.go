package redact_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/internal/redact"
	"github.com/shareproof/shareproof/internal/timing"
)

const secret = `wJalr/XUtn<FEMI>+"K7"&`

func TestASecretIsHiddenInEveryFormThatReportsHave(t *testing.T) {
	var s redact.Secrets
	s.Add(secret)
	quoted, err := json.Marshal(secret)
	require.NoError(t, err)
	for form, text := range map[string]string{
		"plain": secret, "query": url.QueryEscape(secret), "path": url.PathEscape(secret),
		"JSON": string(quoted[1 : len(quoted)-1]),
		"HTML": html.EscapeString(secret), "base64": base64.StdEncoding.EncodeToString([]byte(secret)),
	} {
		assert.Equal(t, "a "+redact.Mark+" b", s.Text("a "+text+" b"), form)
	}
}

func TestAShortTextIsNoSecret(t *testing.T) {
	var s redact.Secrets
	s.Add("x", "", "short")
	assert.Equal(t, "six short boxes", s.Text("six short boxes"))
}

func TestASecretInPiecesIsHiddenToo(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		var s redact.Secrets
		s.Add("abcabcabd", "abcabc")
		text := rapid.StringOfN(rapid.SampledFrom([]rune("abcd")), 0, 60, -1).Draw(t, "text")
		var out bytes.Buffer
		w := s.Writer(&out)
		for rest := text; rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "piece")
			_, err := w.Write([]byte(rest[:n]))
			require.NoError(t, err)
			rest = rest[n:]
		}
		require.NoError(t, w.Flush())
		assert.NotContains(t, out.String(), "abcabc")
	})
}

// A target decides how many secrets there are, and how they begin.
func TestManySecretsThatBeginAlikeAreHiddenInTime(t *testing.T) {
	var s redact.Secrets
	var text strings.Builder
	const many = 50_000
	began := time.Now()
	for i := range many {
		name := fmt.Sprintf("user/person%06d", i)
		s.AddAs(name, fmt.Sprint("user/name", i))
		text.WriteString(name + " ")
	}
	var out bytes.Buffer
	w := s.Writer(&out)
	for _, piece := range strings.SplitAfter(text.String(), "7") {
		_, err := w.Write([]byte(piece))
		require.NoError(t, err)
	}
	require.NoError(t, w.Flush())
	assert.NotContains(t, out.String(), "person")
	assert.Equal(t, many, strings.Count(out.String(), "user/name"))
	timing.Within(t, began, 15*time.Second)
}
