package sandbox

import (
	"reflect"
	"regexp"
	"strings"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
)

// belongings tell what the current scenario has made from what others have: by the
// words that its calls gave or were given for it.
type belongings struct {
	own  map[string]bool
	seen map[string]bool // texts that calls of the run gave or were given
	kin  map[string]bool // IDs of what services have made of it
}

func newBelongings() belongings {
	return belongings{own: map[string]bool{}, seen: map[string]bool{}, kin: map[string]bool{}}
}

// isMinted reports whether a service may have made a text up for what it made.
func isMinted(text string) bool {
	return len(text) >= shortestID && minted.MatchString(text) && !kernel.IsAccount(text) && !isPlace(text)
}

// isPlace reports whether a text is the name of a Region, or of an Availability Zone.
func isPlace(text string) bool {
	return kernel.RegionOf(text) != nil || kernel.RegionOf(text[:len(text)-1]) != nil
}

// minted are texts that a service may have made up for what it made: an ID or an ARN.
var minted = regexp.MustCompile(`^arn:[^ ]+$|^[A-Za-z0-9-]*[0-9][A-Za-z0-9-]*$`)

// common are members that name what things of several owners have in common.
var common = regexp.MustCompile(`(HostedZoneId|VpcId|VpcSecurityGroupId|CACertificateIdentifier|CAIdentifier)$`)

// shortestID is the length of the shortest ID: p-examplepolicy1 and h-examplehandshake
// are longer, c-12345678 is one.
const shortestID = 10

// made learns what a call has made: whatever takes it away names it, and what the answer
// shows for the first time is an ID that it was given.
func (b *belongings) made(removals []kernel.Removal, in, out any) {
	values.EachString(reflect.ValueOf(in), "", func(_, text string) { b.seen[text] = true })
	values.EachString(reflect.ValueOf(out), "", func(path, text string) {
		if !b.seen[text] && !common.MatchString(path) && isMinted(text) {
			b.add(text)
		}
		b.seen[text] = true
	})
	for _, removal := range removals {
		values.EachString(reflect.ValueOf(removal.In), "", func(_, text string) { b.add(text) })
	}
}

func (b *belongings) add(text string) {
	if of, err := kernel.ParseARN(text); err == nil && of.Account == "aws" {
		return
	}
	words := wordsOf(text)
	if len(words) > 0 && words[len(words)-1] != "root" { // of an account, which is nobody's make
		b.own[words[len(words)-1]] = true
	}
}

// has reports whether the scenario has made what a name or an ARN stands for, or services
// have made it of that.
func (b *belongings) has(name string) bool {
	words := wordsOf(name)
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	return b.own[last] || b.kin[last]
}

// foreign are members that name what something uses or whose it is, rather than itself.
var foreign = regexp.MustCompile(`(?i)(key|kms|role|vpc|subnet|principal|owner|account|group|certificate|policy|user)`)

// learn takes what an answer shows of the scenario's own for that, too: what services have
// made of it.
func (b *belongings) learn(op *kernel.Operation, in, out any) {
	about := b.mentions(reflect.ValueOf(in))
	shown := reflect.ValueOf(out).Elem()
	for i := range shown.NumField() {
		member := shown.Field(i)
		if member.Kind() != reflect.Slice || member.Type().Elem().Kind() != reflect.Struct {
			if about {
				b.relate(op.Out.Field(i).Name, member)
			}
			continue
		}
		for j := range member.Len() {
			if element := member.Index(j); about || b.mentions(element) {
				b.relate("", element)
			}
		}
	}
}

func (b *belongings) relate(path string, v reflect.Value) {
	values.EachString(v, path, func(path, text string) {
		if words := wordsOf(text); !foreign.MatchString(path) && isMinted(text) && len(words) > 0 {
			b.kin[words[len(words)-1]] = true
		}
	})
}

// wordsOf takes a text apart where names and IDs end: at colons and slashes of ARNs,
// quotes and spaces.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(":/ \"'{}[](),;\n\t", c) })
}

// mentions reports whether a value names something of the scenario's own.
func (b *belongings) mentions(v reflect.Value) (found bool) {
	values.EachString(v, "", func(_, text string) {
		for _, word := range wordsOf(text) {
			found = found || b.own[word]
		}
	})
	return found
}

// isAWS reports whether a value names something that AWS offers to everybody.
func isAWS(v reflect.Value) (found bool) {
	values.EachString(v, "", func(_, text string) {
		found = found || isOfAWS(text)
	})
	return found
}

// keep leaves of a page of a listing what is the scenario's own, or AWS's. What is
// listed of something of the scenario's own is all its own.
func (b *belongings) keep(op *kernel.Operation, in, out any) any {
	if !op.Lists() || b.mentions(reflect.ValueOf(in)) {
		return out
	}
	kept := reflect.New(op.Out)
	kept.Elem().Set(reflect.ValueOf(out).Elem())
	for i := range op.Out.NumField() {
		list := kept.Elem().Field(i)
		if list.Kind() != reflect.Slice || list.Type().Elem().Kind() != reflect.Struct {
			continue
		}
		own := reflect.MakeSlice(list.Type(), 0, list.Len())
		for j := range list.Len() {
			if of := list.Index(j); b.mentions(of) || isAWS(of) {
				own = reflect.Append(own, of)
			}
		}
		if own.Len() < list.Len() {
			list.Set(own)
		}
	}
	return kept.Interface()
}
