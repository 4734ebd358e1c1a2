package kernel

import (
	"encoding/json"
	"reflect"
	"slices"
	"time"
)

// TokenMembers are how services call the member of an input by which a client
// makes a call repeatable.
var TokenMembers = []string{"ClientToken", "ClientRequestToken", "IdempotencyToken", "CreatorRequestId"}

// Request is an accepted call that its client token makes repeatable. It keeps
// digests of the token and the parameters, so that its size is not the client's.
type Request struct {
	ID        string
	Arguments string
	Answer    []byte // JSON
	Until     Time   // when the token is forgotten, 0 for never
}

// Tokens is how a service keeps the rule of client tokens: a token belongs to
// the account, Region and operation.
type Tokens[S any] struct {
	// Rule says that a repeated call does nothing more, and refuses a token with other
	// parameters. Its operations are those that Once has made repeatable.
	Rule *Rule
	// Other refuses a token with other parameters, where that is less well known; nil
	// where Rule does.
	Other *Rule
	// Mismatch is the text of that refusal.
	Mismatch string
	// Lasts is how long a call of such an input is remembered, 0 for as long as Forget does
	// not say otherwise, and nil stands for that of all; Ends says so.
	Lasts func(in any) time.Duration
	Ends  *Rule
	// Requests is where a service remembers them, at the caller.
	Requests func(S) *Store[Request]
	// Within names what else a token belongs to, by the input; nil for nothing.
	Within func(in any) string
	// Made is told what a call with a token has made, by its answer; nil where it
	// does not matter.
	Made func(s S, c *Call, out any, request string)
	// Again brings the first answer, which a repeated call gets, up to date or
	// refuses; nil where it stays as it was.
	Again func(s S, c *Call, out any) error
}

// Once makes a handler keep the rule of client tokens, where its input has one. An
// answer that can show the token shows it where the client gave one.
func Once[S, In, Out any](t *Tokens[S], do func(S, *Call, *In) (*Out, error)) func(S, *Call, *In) (*Out, error) {
	given := tokenOf(reflect.TypeFor[In]())
	if given == nil {
		return do
	}
	for _, r := range []*Rule{t.Rule, t.Other} {
		if r != nil {
			r.Operations = append(r.Operations, reflect.TypeFor[In]().Name())
		}
	}
	if t.Ends != nil && t.Lasts(new(In)) > 0 {
		t.Ends.Operations = append(t.Ends.Operations, reflect.TypeFor[In]().Name())
	}
	shown := tokenOf(reflect.TypeFor[Out]())
	return func(s S, c *Call, in *In) (*Out, error) {
		token := reflect.ValueOf(in).Elem().FieldByIndex(given).String()
		if token == "" {
			return do(s, c, in)
		}
		id, arguments := t.name(c, in, token), digest(*in)
		earlier, err := t.earlier(s, c, id, arguments)
		if err != nil {
			return nil, err
		}
		out := new(Out)
		if earlier != nil {
			err = t.again(s, c, earlier, out)
		} else if out, err = do(s, c, in); err == nil {
			t.keep(s, c, &Request{ID: id, Arguments: arguments, Until: t.until(c, in)}, out)
		}
		if err != nil {
			return nil, err
		}
		if shown != nil {
			reflect.ValueOf(out).Elem().FieldByIndex(shown).SetString(token)
		}
		return out, nil
	}
}

// tokenOf returns where a struct has its client token, nil if it has none.
func tokenOf(t reflect.Type) []int {
	for _, name := range TokenMembers {
		if f, ok := t.FieldByName(name); ok && f.Type.Kind() == reflect.String {
			return f.Index
		}
	}
	return nil
}

func digest(values ...any) string {
	h := NewHasher()
	for _, v := range values {
		h.Add(v)
	}
	return h.Sum()
}

func (t *Tokens[S]) name(c *Call, in any, token string) string {
	within := ""
	if t.Within != nil {
		within = t.Within(in)
	}
	return digest(c.Operation.Name, within, token)
}

// earlier returns the request that the call repeats, nil where it is the first.
func (t *Tokens[S]) earlier(s S, c *Call, id, arguments string) (*Request, error) {
	r := t.Requests(s).See(c.Scope(), id)
	if r != nil && r.Until != 0 && t.ended(c, r) {
		r = nil
	}
	refuses := t.Rule
	if t.Other != nil {
		refuses = t.Other
	}
	if err := c.Require(r == nil || r.Arguments == arguments, refuses, "%s", t.Mismatch); err != nil || r == nil {
		return nil, err
	}
	if !c.Applies(true, t.Rule) {
		return nil, nil
	}
	return r, nil
}

// until is when a call of an input that is made now is forgotten, 0 for never.
func (t *Tokens[S]) until(c *Call, in any) Time {
	if t.Ends == nil || t.Lasts(in) == 0 {
		return 0
	}
	return c.Now().Add(t.Lasts(in))
}

// ended reports whether a call with a limited time is remembered no longer.
func (t *Tokens[S]) ended(c *Call, r *Request) bool {
	if t.Ends == nil {
		return r.over(c.Now())
	}
	return c.Applies(r.over(c.Now()), t.Ends)
}

func (r *Request) over(now Time) bool { return r.Until != 0 && r.Until <= now }

func (t *Tokens[S]) again(s S, c *Call, r *Request, out any) error {
	if err := json.Unmarshal(r.Answer, out); err != nil || t.Again == nil {
		return err
	}
	return t.Again(s, c, out)
}

// mostRequests is how many accepted calls with tokens an account has remembered in a Region;
// then the older half of them is forgotten before its time.
const mostRequests = 1 << 16

// keep remembers an accepted call. Those that are over go whenever the number
// of them has doubled, so that their number is bounded and looking costs little.
func (t *Tokens[S]) keep(s S, c *Call, r *Request, out any) {
	r.Answer, _ = json.Marshal(out) // plain structs always marshal
	kept := t.Requests(s).In(c.Scope())
	kept.Delete(r.ID)
	if n := kept.Len(); n > few && n&(n-1) == 0 {
		all := slices.Collect(kept.All)
		for i, old := range all {
			if old.over(c.Now()) || n >= mostRequests && i < n/2 {
				kept.Delete(old.ID)
			}
		}
	}
	kept.Put(r.ID, r)
	if t.Made != nil {
		t.Made(s, c, out, r.ID)
	}
}

// Forget lets a request be forgotten d from now. Without that it is remembered
// for ever.
func (t *Tokens[S]) Forget(s S, env *Env, scope Scope, request string, d time.Duration) {
	if r := t.Requests(s).Get(scope, request); r != nil {
		r.Until = env.Now().Add(d)
	}
}

// ClientToken returns the client token of an input of the operation, "" where
// it has none.
func (o *Operation) ClientToken(in any) string {
	if o.token == nil {
		return ""
	}
	return reflect.ValueOf(in).Elem().FieldByIndex(o.token).String()
}

// Repeatable reports whether inputs of the operation have a client token.
func (o *Operation) Repeatable() bool { return o.token != nil }
