package evidence

// JudgedAtEachMoment judges a group anew after each of its moments, and while it grows, and
// returns the findings of both.
func JudgedAtEachMoment(h *Header, g *Group) (anew, growing [][]Finding) {
	var p prefix
	for n := range len(g.Moments) + 1 {
		until := *g
		until.Moments = g.Moments[:n]
		anew, growing = append(anew, (&Judge{}).judge(h, &until).findings), append(growing, p.of(h, &until).findings)
	}
	return anew, growing
}
