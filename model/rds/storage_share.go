package rds

import (
	"cmp"
	"fmt"
	"slices"
)

// shared are the pages of one maker that the same clusters point to.
type shared struct {
	by    []int // those clusters, by their place in the lineage
	of    string
	count uint64
}

// maker returns the place of the cluster that made the pages, -1 where it is gone.
func (g shared) maker(clusters []*cluster) int {
	return slices.IndexFunc(clusters, func(cl *cluster) bool { return cl.ID == g.of })
}

// edge is where the pages begin or end that one cluster points to.
type edge struct {
	page  uint64
	user  int
	begin bool
}

// groups sorts the pages of a lineage by who made them and who points to them.
func groups(clusters []*cluster) []shared {
	edges, makers := edgesOf(clusters)
	byUsers := map[string]int{}
	var all []shared
	for _, maker := range makers {
		sweep(edges[maker], len(clusters), func(users []int, count uint64) {
			key := maker + fmt.Sprint(users)
			at, known := byUsers[key]
			if !known {
				at = len(all)
				byUsers[key] = at
				all = append(all, shared{by: users, of: maker})
			}
			all[at].count += count
		})
	}
	return all
}

// edgesOf collects by maker where the pages begin and end that each cluster points
// to; makers are in their order.
func edgesOf(clusters []*cluster) (edges map[string][]edge, makers []string) {
	edges = map[string][]edge{}
	for user, cl := range clusters {
		for _, r := range cl.Volume.Runs {
			if edges[r.Maker] == nil {
				makers = append(makers, r.Maker)
			}
			edges[r.Maker] = append(edges[r.Maker], edge{r.Page, user, true}, edge{r.Page + r.Count, user, false})
		}
	}
	slices.Sort(makers)
	return edges, makers
}

// sweep walks over pages and yields, from edge to edge, how many have which users.
func sweep(edges []edge, most int, yield func(users []int, count uint64)) {
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.page, b.page) })
	points := make([]int, most)
	for i, e := range edges {
		if e.begin {
			points[e.user]++
		} else {
			points[e.user]--
		}
		if i+1 == len(edges) || edges[i+1].page == e.page {
			continue
		}
		var users []int
		for user, n := range points {
			if n > 0 {
				users = append(users, user)
			}
		}
		if len(users) > 0 {
			yield(users, edges[i+1].page-e.page)
		}
	}
}
