package evidence

// prefix is a group that is judged while it grows. What was played stays as it is; where it
// does not conform, neither does anything that goes on from there.
type prefix struct {
	best   *run // nil for none
	played int  // how many moments
}

// of judges a group, of which what was judged before is still the beginning. Who goes on with
// the run forks it.
func (p *prefix) of(h *Header, g *Group) *run {
	if len(g.Moments) == 0 { // the first moment tells when the world begins
		return (&Judge{}).judge(h, g)
	}
	if p.best == nil || p.best.worst() == 0 && !p.goOn(h, g) {
		p.best, p.played = (&Judge{}).judge(h, g), len(g.Moments)
	}
	return p.best
}

// goOn plays what is new in the world in which all has conformed so far, and reports whether it
// conforms, too: then it is also what judging everything again would come to.
func (p *prefix) goOn(h *Header, g *Group) bool {
	for ; p.played < len(g.Moments); p.played++ {
		p.best.moment(&g.Moments[p.played])
		if p.best.worst() > 0 || p.best.start != nil && g.World.Start == nil && h.Clock == Virtual {
			return false
		}
		p.best.start = nil
	}
	return true
}
