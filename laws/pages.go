package laws

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// token names a listing under way.
type token struct {
	as   kernel.Caller
	op   *kernel.Operation
	text string
}

// walk is what the pages of a listing have shown so far.
type walk struct {
	seen   []entry
	last   kernel.Time
	began  kernel.Time
	writes uint64
}

// most walks that are remembered; there is no telling which goes on.
const mostWalks = 64

var (
	// PagesListEachOnce is the law of paged listings.
	PagesListEachOnce = add(Law{
		ID: "LAW-12", Services: []string{"all"},
		Says:     "Going through a listing by its tokens shows each thing once, in the listing's order and no more of them a page than asked for, even while others come and go.",
		accepted: pages,
	})
	// ListingsAreComplete is the law of things that must be listed.
	ListingsAreComplete = add(Law{
		ID: "LAW-18", Services: []string{"all"},
		Says:     "A listing that nothing is filtered out of shows, by its last page, all that the caller has had since the first one.",
		accepted: complete,
	})
)

func (b *books) learnPage(r *reply) {
	l := &r.page
	if l.next == "" {
		return
	}
	w := b.walkOf(r)
	w.seen = append(slices.Clip(w.seen), l.entries...)
	if len(l.entries) > 0 {
		w.last = l.entries[len(l.entries)-1].at
	}
	if len(b.walks.lines) >= mostWalks {
		b.walks = ledger[token, walk]{}
	}
	b.walks.put(token{r.As, r.op, l.next}, w)
}

// walkOf returns what was shown before a page: nothing before the first one.
func (b *books) walkOf(r *reply) walk {
	l := &r.page
	if w, ok := b.walks.find(token{r.As, r.op, l.token}); ok && l.token != "" {
		return w
	}
	w := walk{began: r.At, writes: b.writes}
	if l.token != "" {
		w.began = -1 // the first pages are forgotten
	}
	return w
}

func pages(b *books, r *reply) string {
	l := &r.page
	if !r.paged {
		return ""
	}
	if len(l.entries) > l.most {
		return "a page has more entries than asked for"
	}
	w := b.walkOf(r)
	if l.places && w.writes != b.writes {
		return ""
	}
	last := w.last
	for i, e := range l.entries {
		if slices.Contains(l.entries[:i], e) || slices.Contains(w.seen, e) {
			return e.id + " is listed again"
		}
		started := i > 0 || len(w.seen) > 0
		if started && (l.order > 0 && e.at < last || l.order < 0 && e.at > last) {
			return e.id + " is out of the listing's order"
		}
		last = e.at
	}
	return ""
}

func complete(b *books, r *reply) string {
	l := &r.page
	if !r.paged || !l.whole || l.next != "" {
		return ""
	}
	w := b.walkOf(r)
	if w.began < 0 || l.places && w.writes != b.writes {
		return ""
	}
	missing := ""
	b.eachToList(r, l.token != "", w.began, func(e entry) {
		is := func(o entry) bool { return o.id == e.id && o.of == e.of || e.id == "" && o.of == e.of }
		if !slices.ContainsFunc(l.entries, is) && !slices.ContainsFunc(w.seen, is) {
			missing = e.id + e.of
		}
	})
	if missing != "" {
		return missing + " is not listed"
	}
	return ""
}
