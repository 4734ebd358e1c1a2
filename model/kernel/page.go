package kernel

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"slices"
)

// Query is what a listing asks for: at most Max entries beyond Token, newest
// first if Falling, only those that Match. Of identifies caller and filters, so
// that a token serves only the query that it came from.
type Query[R any] struct {
	Of      string
	Token   string
	Max     int
	Falling bool
	Match   func(*R) bool
}

// Page returns one page of the table and the token of the next, empty after
// the last. A token that this query did not give is not ok. Every resource that
// exists throughout is listed exactly once, whatever is created or deleted
// between two pages.
func Page[R any](e *Env, t *Table[R], q Query[R]) (page []*R, next string, ok bool) {
	after, ok := e.position(q.Token, q.Of)
	if !ok {
		return nil, "", false
	}
	if t == nil {
		return nil, "", true
	}
	var last uint64
	t.rows.scan(after, q.Falling, func(seq uint64, row any) bool {
		r := row.(*R)
		if q.Match != nil && !q.Match(r) {
			return true
		}
		if len(page) == q.Max {
			next = e.token(last, q.Of)
			return false
		}
		page, last = append(page, r), seq
		return true
	})
	return page, next, true
}

// PageBy does the same for a list that is made for the occasion, ordered by
// rising keys, or falling ones, above zero.
func PageBy[R any](
	e *Env, list []R, key func(R) uint64, of, token string, most int, falling bool,
) (page []R, next string, ok bool) {
	return PageByMatching(e, list, key, func(R) bool { return true }, of, token, most, falling)
}

// PageByMatching does the same with what matches of such a list, and asks that only
// of what may stand on the page.
func PageByMatching[R any](
	e *Env, list []R, key func(R) uint64, match func(R) bool, of, token string, most int, falling bool,
) (page []R, next string, ok bool) {
	after, ok := e.position(token, of)
	if !ok {
		return nil, "", false
	}
	places := make([]place, len(list))
	for i, r := range list {
		places[i] = place{key(r), i}
	}
	last := after
	for _, p := range beyond(places, after, falling) {
		r := list[p.at]
		if !match(r) {
			continue
		}
		if len(page) == most { // which may be none, where something else is listed before
			return page, e.token(last, of), true
		}
		page, last = append(page, r), p.key
	}
	return page, "", true
}

// place is where the entry of a key stands in a list.
type place struct {
	key uint64
	at  int
}

// beyond returns the places beyond a key in their order, all of them where it is zero.
func beyond(places []place, after uint64, falling bool) []place {
	if after > 0 {
		places = slices.DeleteFunc(places, func(p place) bool {
			return falling && p.key >= after || !falling && p.key <= after
		})
	}
	slices.SortFunc(places, func(a, b place) int {
		if falling {
			a, b = b, a
		}
		return cmp.Compare(a.key, b.key)
	})
	return places
}

// PageOf does the same for a list whose entries keep their places.
func PageOf[R any](e *Env, list []R, of, token string, most int) (page []R, next string, ok bool) {
	from, ok := e.position(token, of)
	if !ok {
		return nil, "", false
	}
	list = list[min(from, uint64(len(list))):]
	if len(list) > most {
		return list[:most], e.token(from+uint64(most), of), true
	}
	return list, "", true
}

func (e *Env) token(position uint64, of string) string {
	e.moved = true
	b := binary.BigEndian.AppendUint64(nil, position)
	b = binary.BigEndian.AppendUint64(b, e.seal(position, of))
	return e.Made(base64.RawURLEncoding.EncodeToString(b))
}

func (e *Env) position(token, of string) (uint64, bool) {
	if token == "" {
		return 0, true
	}
	e.moved = true
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) != 16 {
		return 0, false
	}
	position := binary.BigEndian.Uint64(b)
	return position, binary.BigEndian.Uint64(b[8:]) == e.seal(position, of)
}

func (e *Env) seal(position uint64, of string) uint64 {
	sum := mix(e.Seed, position)
	for i := range len(of) {
		sum = mix(sum, uint64(of[i]))
	}
	return sum
}
