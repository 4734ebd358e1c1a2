package invariants

import "cmp"

// Limits are quotas that a world may have set otherwise than AWS does. A zero one
// is AWS's.
type Limits struct {
	// Clusters is how many DB clusters an account may have in a Region.
	Clusters int
	// CrossAccountClones is how many clones across accounts a lineage of DB clusters
	// may have.
	CrossAccountClones int
	// CopyOnWriteClones is how many clones of a lineage within an account share its
	// pages; those after them are full copies.
	CopyOnWriteClones int
}

// Under tells the Checker the limits of its world, before the first call.
func (w *Checker) Under(l Limits) *Checker {
	w.history.limits = l
	return w
}

// Limits returns the limits of the call's world.
func (c *Call) Limits() Limits {
	l := c.history.limits
	return Limits{cmp.Or(l.Clusters, 40), cmp.Or(l.CrossAccountClones, 15), cmp.Or(l.CopyOnWriteClones, 15)}
}
