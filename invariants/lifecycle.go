package invariants

// The invariants of states.
var (
	// EndsAreFinal is checked on all resources that are shown.
	EndsAreFinal = &Invariant{
		ID:       "INV-LIFE-01",
		Says:     "What has come to its end stays there: nothing leaves a final state, and nothing that is gone comes back.",
		Accepted: endsAreFinal, Needs: showsKinds(func(k *Kind) bool { return k.Next != nil || k.Ended != nil }),
	}
	// LivesGoForward is checked on all resources that are shown.
	LivesGoForward = &Invariant{
		ID: "INV-LIFE-02",
		Says: "The states in which a thing is seen follow one another as its documented life does, and it enters none " +
			"that only a call leads to without that call.",
		Accepted: livesGoForward, Needs: showsKinds(func(k *Kind) bool { return k.Next != nil || k.Caused != nil }),
	}
	// WorkEnds is checked on all resources that are shown.
	WorkEnds = &Invariant{
		ID: "INV-LIFE-03",
		Says: "Whatever is in progress ends within the longest time that it may take, and what is over stays visible " +
			"no longer than documented.",
		Accepted: workEnds, Needs: showsKinds(func(k *Kind) bool { return k.Due != nil }),
	}
)

func endsAreFinal(c *Call) string {
	for i := range c.shown {
		r := &c.shown[i]
		if r.Kind.Ended != nil {
			if wrong := r.Kind.Ended(c, r); wrong != "" {
				return wrong
			}
		}
		if r.Kind.Next == nil {
			continue
		}
		seen, known := c.history.seen.Find(ref{r.Kind, r.ID, r.Of})
		switch {
		case !known || r.State == "" || seen.State == "":
		case seen.Gone:
			return r.ID + " is back though it was gone"
		case seen.State != r.State && len(r.Kind.Next[seen.State]) == 0:
			return c.turned(r, seen.State)
		}
	}
	return ""
}

func livesGoForward(c *Call) string {
	for i := range c.shown {
		r := &c.shown[i]
		if r.Kind.Next != nil && r.State != "" {
			seen, known := c.history.seen.Find(ref{r.Kind, r.ID, r.Of})
			from := seen.State
			if known && from != r.State && len(r.Kind.Next[from]) > 0 && !r.Kind.leads[from][r.State] {
				return c.turned(r, from)
			}
		}
		if r.Kind.Caused != nil {
			if wrong := r.Kind.Caused(c, r); wrong != "" {
				return wrong
			}
		}
	}
	return ""
}

// turned complains of a state that does not follow from the one before.
func (c *Call) turned(r *Resource, was string) string {
	c.was, c.is = was, r.State
	return r.ID + " is " + r.State + " after it was " + was
}

func workEnds(c *Call) string {
	for i := range c.shown {
		r := &c.shown[i]
		if r.Kind.Due == nil {
			continue
		}
		if due := r.Kind.Due(c, r); due != 0 && c.At > due {
			return r.ID + " is still " + r.State
		}
	}
	return ""
}
