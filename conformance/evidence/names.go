package evidence

import (
	"iter"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/shareproof/shareproof/internal/pki"
	"github.com/shareproof/shareproof/internal/redact"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
)

// names knows which texts of a cloud stand for which of the model's world.
type names struct {
	made  func(string) bool // whether the world made a text
	bound map[string]string // what the cloud made, and the world in its place
	back  map[string]string // the same the other way round
	log   []string          // what was bound, in order
	said  map[string]bool   // texts of inputs
	// foreign are words of answers for which the world made nothing.
	foreign map[string]bool
	// tainted are texts of calls that were not played although the cloud did them.
	tainted map[string]bool
	csr     string // the last request for a certificate that the world made
}

func newNames(made func(string) bool) *names {
	return &names{made: made, bound: map[string]string{}, back: map[string]string{}, said: map[string]bool{},
		foreign: map[string]bool{}, tainted: map[string]bool{}}
}

// fork returns a copy.
func (n *names) fork() *names {
	f := *n
	f.bound, f.back, f.log = maps.Clone(n.bound), maps.Clone(n.back), slices.Clone(n.log)
	f.said, f.foreign, f.tainted = maps.Clone(n.said), maps.Clone(n.foreign), maps.Clone(n.tainted)
	return &f
}

// theirs returns an input or output of the world as the cloud says it, false where the world
// made something in it of which nobody knows what stands for it.
func (n *names) theirs(v any) (said any, known bool) {
	known = true
	said = values.Rewritten(v, func(text string) string {
		if there, ok := n.back[text]; ok {
			return there
		}
		var out strings.Builder
		for rest := text; rest != ""; {
			var part string
			part, _, rest = cutPart(rest)
			there, ok := wordIn(n.back, part)
			known = known && (ok || !n.made(part))
			out.WriteString(there)
		}
		return out.String()
	})
	return said, known
}

// bind makes a text of the cloud stand for one of the world. It is false where one of them
// stands for another.
func (n *names) bind(theirs, ours string) bool {
	if known, ok := n.bound[theirs]; ok {
		return known == ours
	}
	if known, ok := n.back[ours]; ok {
		return known == theirs
	}
	n.bound[theirs], n.back[ours] = ours, theirs
	n.log = append(n.log, theirs)
	return true
}

// undo forgets what was bound since.
func (n *names) undo(since int) {
	for _, theirs := range n.log[since:] {
		delete(n.back, n.bound[theirs])
		delete(n.bound, theirs)
	}
	n.log = n.log[:since]
}

func isWord(c byte) bool {
	return c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// cutPart cuts the first word of a text from the rest, or what stands before it.
func cutPart(text string) (part string, word bool, rest string) {
	word = isWord(text[0])
	n := 1
	for n < len(text) && isWord(text[n]) == word {
		n++
	}
	return text[:n], word, text[n:]
}

// wordsOf yields the words of a text.
func wordsOf(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(text) > 0 {
			var part string
			var word bool
			if part, word, text = cutPart(text); word && !yield(part) {
				return
			}
		}
	}
}

// wordIn returns what a word stands for, or one that ends with what stands for something, as
// job-ID does. It returns any other as it is.
func wordIn(names map[string]string, word string) (string, bool) {
	if other, ok := names[word]; ok {
		return other, true
	}
	for at, c := range word {
		if c != '-' {
			continue
		}
		if other, ok := names[word[at+1:]]; ok {
			return word[:at+1] + other, true
		}
	}
	return word, false
}

// translate puts the texts of the world in the place of the cloud's.
func (n *names) translate(text string) string {
	if len(n.bound) == 0 || text == "" {
		return text
	}
	if ours, ok := n.bound[text]; ok {
		return ours
	}
	var out strings.Builder
	changed := false
	for rest := text; rest != ""; {
		var part string
		part, _, rest = cutPart(rest)
		ours, ok := wordIn(n.bound, part)
		changed = changed || ok
		out.WriteString(ours)
	}
	if !changed {
		return text
	}
	return out.String()
}

// stands reports whether a text of the cloud may stand for one of the world that is not the
// same: whether they differ only in what the world made. It binds that.
func (n *names) stands(theirs, ours string) bool {
	if n.bound[theirs] == ours {
		return true
	}
	since := len(n.log)
	whole := n.made(ours) && n.bind(theirs, ours)
	if n.wordByWord(theirs, ours) {
		return true
	}
	if !whole {
		n.undo(since)
	}
	return whole
}

func (n *names) wordByWord(theirs, ours string) bool {
	since := len(n.log)
	for theirs != "" && ours != "" {
		var part, other string
		var word, otherWord bool
		part, word, theirs = cutPart(theirs)
		other, otherWord, ours = cutPart(ours)
		if word != otherWord || part != other && (!word || n.bound[part] != other && !n.isPair(part, other)) {
			n.undo(since)
			return false
		}
	}
	if theirs != ours { // one of them goes on
		n.undo(since)
		return false
	}
	return true
}

// isPair reports whether a word of the cloud stands for one that the world made, or that ends
// with what the world made, as job-ID does.
func (n *names) isPair(theirs, ours string) bool {
	if n.made(ours) {
		return n.bind(theirs, ours)
	}
	for at := range ours {
		if at >= len(theirs) || ours[at] != theirs[at] {
			return false
		}
		if ours[at] == '-' && n.made(ours[at+1:]) {
			return n.bind(theirs[at+1:], ours[at+1:]) && n.bind(theirs, ours)
		}
	}
	return false
}

const (
	certificate = "-----BEGIN CERTIFICATE-----"
	request     = "-----BEGIN CERTIFICATE REQUEST-----"
)

// input returns the input of a call as the world's callers say it.
func (n *names) input(in any) any {
	return values.Rewritten(in, func(text string) string {
		if strings.HasPrefix(text, certificate) && text != pki.TrustAnchor() {
			return n.certificate(text)
		}
		return n.translate(text)
	})
}

// certificate returns the one that answers the world's request, in the place of one that
// answers the cloud's.
func (n *names) certificate(text string) string {
	ours := n.bound[text]
	for i := 0; ours == "" && i < len(n.log); i++ {
		if theirs := n.log[i]; strings.HasPrefix(theirs, request) && sign(theirs) == text {
			ours = sign(n.bound[theirs])
		}
	}
	if ours == "" && strings.Contains(text, redactedPEM) && n.csr != "" {
		ours = sign(n.csr)
	}
	if ours == "" {
		return text
	}
	n.bind(text, ours)
	return ours
}

// certificates are those that were signed: signing takes a thousand times as long as a call.
var certificates sync.Map

// sign answers a request for a certificate.
func sign(csr string) string {
	if known, ok := certificates.Load(csr); ok {
		return known.(string)
	}
	certificate, _ := pki.Sign(csr) // what is no request has no certificate
	certificates.Store(csr, certificate)
	return certificate
}

// hear notes what callers say.
func (n *names) hear(in any) {
	values.EachString(reflect.ValueOf(in), "", func(_, text string) { n.said[text] = true })
}

// meet notes the words of what the cloud showed and the model did not.
func (n *names) meet(shown reflect.Value) {
	values.EachString(shown, "", func(_, text string) { n.meetText(text) })
}

func (n *names) meetText(text string) {
	if len(text) > 2048 || n.said[text] {
		return
	}
	for part := range wordsOf(text) {
		if n.bound[part] == "" && !n.said[part] && isID(part) {
			n.foreign[part] = true
		}
	}
}

// isID reports whether a word may be something that a cloud has made: it is long enough and
// has a digit.
func isID(word string) bool {
	return len(word) >= 8 && strings.ContainsAny(word, "0123456789") && !kernel.IsAccount(word) && !isPlace(word)
}

// isPlace reports whether a word is a Region or an Availability Zone.
func isPlace(word string) bool {
	return kernel.RegionOf(word) != nil || kernel.RegionOf(strings.TrimRight(word, "abcdef")) != nil
}

// taint notes what a call that was not played may have changed or made.
func (n *names) taint(v any) {
	if v == nil {
		return
	}
	values.EachString(reflect.ValueOf(v), "", func(path, text string) {
		if len(text) < 3 || len(text) > 2048 || isToken(path) {
			return
		}
		for word := range wordsOf(text) {
			if isMinted(word) {
				n.tainted[word] = true
			}
		}
		if isName(path) {
			n.tainted[text] = true
		}
	})
}

// member is the last member of a path.
func member(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

func isToken(path string) bool { return strings.Contains(member(path), "Token") }

// isName reports whether a member may name a resource.
func isName(path string) bool {
	name := member(path)
	for _, end := range []string{"Name", "Id", "Ids", "Arn", "Arns", "Identifier"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	_, err := strconv.Atoi(name)
	return err == nil
}

// mintedShape is what IDs look like that AWS makes: letters before a dash and what nobody
// would choose, numbers of 32 digits, and the IDs of IAM.
var mintedShape = regexp.MustCompile(`^(?:[a-z]{1,24}-[0-9a-z]{8,17}(?:-[0-9a-z]{8})?|(?:mrk-)?[0-9a-f]{32}|` +
	`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|A[A-Z]{2}A[A-Z0-9]{12,})$`)

// isMinted reports whether a word looks like an ID of a kind that the model makes.
func isMinted(word string) bool {
	kind, _, _ := strings.Cut(word, "-")
	switch kind {
	case "subnet", "vpc", "sg", "eni", "i", "igw":
		return false
	}
	return isID(word) && mintedShape.MatchString(word)
}

// stranger returns a word of an input that the cloud made, and for which the world made
// nothing; "" where there is none. Where all is to be known, a word that looks like an ID and
// was never shown is one as well.
func (n *names) stranger(in any, all bool) (found string) {
	values.EachString(reflect.ValueOf(in), "", func(path, text string) {
		if found != "" || len(text) > 1<<16 {
			return
		}
		if n.tainted[text] {
			found = text
		}
		if n.bound[text] != "" || isToken(path) {
			return
		}
		for part := range wordsOf(text) {
			if n.tainted[part] || n.bound[part] == "" && (n.foreign[part] || all && isMinted(part) && !n.made(part)) {
				found = part
				return
			}
		}
	})
	return found
}

// hidden reports whether an input holds what was hidden without a stand-in.
func hidden(in any) (found bool) {
	values.EachString(reflect.ValueOf(in), "", func(_, text string) { found = found || strings.Contains(text, redact.Mark) })
	return found
}
