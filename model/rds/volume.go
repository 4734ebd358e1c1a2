package rds

import (
	"cmp"
	"slices"
)

// volume is the storage of a cluster, page by page. Clones point to the pages of
// the cluster that they were made of, until they write.
type volume struct {
	Runs []run  // by Place; the list is replaced, never written into
	Next uint64 // page that the cluster makes
}

// run is a series of pages in consecutive places that one cluster made one after
// the other.
type run struct {
	Place uint64 // of the first one
	Count uint64
	Maker string // the cluster that made them
	Page  uint64 // number of the first one among those of its maker
}

func (r run) end() uint64 { return r.Place + r.Count }

// from is the part of a run from a place on.
func (r run) from(place uint64) run {
	skipped := place - r.Place
	return run{place, r.Count - skipped, r.Maker, r.Page + skipped}
}

// pages returns how many pages the volume has.
func (v volume) pages() (n uint64) {
	for _, r := range v.Runs {
		n += r.Count
	}
	return n
}

// written returns the volume with fresh pages of the maker in the places.
func (v volume) written(maker string, place, count uint64) volume {
	if count == 0 {
		return v
	}
	fresh := run{place, count, maker, v.Next}
	out := volume{Next: v.Next + count}
	for _, r := range v.Runs {
		if r.Place < fresh.Place {
			out.Runs = append(out.Runs, run{r.Place, min(r.end(), fresh.Place) - r.Place, r.Maker, r.Page})
		}
		if r.end() > fresh.end() {
			out.Runs = append(out.Runs, r.from(max(r.Place, fresh.end())))
		}
	}
	out.Runs = append(out.Runs, fresh)
	slices.SortFunc(out.Runs, func(a, b run) int { return cmp.Compare(a.Place, b.Place) })
	return out
}

// copied returns a volume of the same size whose pages are the maker's own.
func (v volume) copied(maker string) (out volume) {
	for _, r := range v.Runs {
		out.Runs = append(out.Runs, run{r.Place, r.Count, maker, out.Next})
		out.Next += r.Count
	}
	return out
}

// without returns the volume less the pages of one maker.
func (v volume) without(maker string) volume {
	runs := slices.DeleteFunc(slices.Clone(v.Runs), func(r run) bool { return r.Maker == maker })
	return volume{Runs: runs, Next: v.Next}
}

// cloned returns a volume that points to the same pages.
func (v volume) cloned() volume { return volume{Runs: v.Runs} }
