package invariants

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// The invariants of listings.
var (
	// PagesListEachOnce is checked on all pages.
	PagesListEachOnce = &Invariant{
		ID: "INV-LIST-01",
		Says: "Going through a listing by its tokens shows each thing once, in the listing's order and no more of " +
			"them a page than asked for, even while others come and go.",
		Accepted: pagesListEachOnce, Needs: func(s *Service) bool { return s.Page != nil },
	}
	// ListingsAreComplete is checked on the last pages of listings that filter
	// nothing out.
	ListingsAreComplete = &Invariant{
		ID: "INV-LIST-02",
		Says: "A listing that nothing is filtered out of shows, by its last page, all that the caller has had, and " +
			"all that has been shared with it, since the first one.",
		Accepted: listingsAreComplete, Needs: func(s *Service) bool { return s.Listed != nil },
	}
	// FiltersFilter is checked on listings of which not all was asked for.
	FiltersFilter = &Invariant{
		ID:       "INV-LIST-03",
		Says:     "A listing shows nothing but what its filters ask for.",
		Accepted: func(c *Call) string { return c.Service.Filtered(c) },
		Needs:    func(s *Service) bool { return s.Filtered != nil },
	}
)

// Listing is a listing that is at its last page.
type Listing struct {
	*Call
	// Began is when its first page was asked for.
	Began kernel.Time

	seen    []Entry
	missing string
}

// Early reports whether what was there since a time was there when the listing
// began, or is there by now where there is but one page.
func (l *Listing) Early(since kernel.Time) bool { return since < l.Began || l.Page.Token == "" }

// Must wants an entry on one of the pages. The ID is "" where it is not known.
func (l *Listing) Must(e Entry) {
	is := func(o Entry) bool { return o.Of == e.Of && (o.ID == e.ID || e.ID == "") }
	if !slices.ContainsFunc(l.Page.Entries, is) && !slices.ContainsFunc(l.seen, is) {
		l.missing = e.ID + e.Of
	}
}

// token names a listing under way.
type token struct {
	as   kernel.Caller
	op   *kernel.Operation
	text string
}

// walk is what the pages of a listing have shown so far.
type walk struct {
	seen   []Entry
	last   kernel.Time
	began  kernel.Time
	writes uint64
}

// mostWalks is how many walks are remembered; there is no telling which go on.
const mostWalks = 64

func (h *History) learnPage(c *Call) {
	if c.Page.Next == "" {
		return
	}
	w := h.walk(c)
	w.seen = append(slices.Clip(w.seen), c.Page.Entries...)
	if n := len(c.Page.Entries); n > 0 {
		w.last = c.Page.Entries[n-1].At
	}
	if h.walks.Len() >= mostWalks {
		h.walks = Map[token, walk]{}
	}
	h.walks.Put(token{c.As, c.Op, c.Page.Next}, w)
}

// walk returns what was shown before a page: nothing before the first one.
func (h *History) walk(c *Call) walk {
	if c.Page.Token == "" {
		return walk{began: c.At, writes: h.writes}
	}
	if w, ok := h.walks.Find(token{c.As, c.Op, c.Page.Token}); ok {
		return w
	}
	return walk{began: -1, writes: h.writes} // the first pages are forgotten
}

func pagesListEachOnce(c *Call) string {
	if !c.Paged {
		return ""
	}
	p := &c.Page
	if len(p.Entries) > p.Most {
		return "a page has more entries than asked for"
	}
	w := c.history.walk(c)
	if p.Places && w.writes != c.history.writes {
		return ""
	}
	last := w.last
	for i, e := range p.Entries {
		if slices.Contains(p.Entries[:i], e) || slices.Contains(w.seen, e) {
			return e.ID + " is listed again"
		}
		started := i > 0 || len(w.seen) > 0
		if started && (p.Order > 0 && e.At < last || p.Order < 0 && e.At > last) {
			return e.ID + " is out of the listing's order"
		}
		last = e.At
	}
	return ""
}

func listingsAreComplete(c *Call) string {
	if !c.Paged || !c.Page.Whole || c.Page.Next != "" {
		return ""
	}
	w := c.history.walk(c)
	if w.began < 0 || c.Page.Places && w.writes != c.history.writes {
		return ""
	}
	l := Listing{Call: c, Began: w.began, seen: w.seen}
	c.Service.Listed(&l)
	if l.missing != "" {
		return l.missing + " is not listed"
	}
	return ""
}
