package evidence

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/shareproof/shareproof/conformance/live"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// sightings are rules that exchanges put to the test, by their IDs.
type sightings map[string]sighting

// sighting is how often that was, where, and when last.
type sighting struct {
	accepted, refused int
	last              time.Time
	regions           []string // as the trace names them
}

func (s sightings) add(d sightings) sightings {
	if s == nil {
		s = sightings{}
	}
	for _, id := range sortedKeys(d) {
		a, b := s[id], d[id]
		a.accepted, a.refused = a.accepted+b.accepted, a.refused+b.refused
		if b.last.After(a.last) {
			a.last = b.last
		}
		a.regions = append(a.regions, b.regions...)
		slices.Sort(a.regions)
		a.regions = slices.Compact(a.regions)
		s[id] = a
	}
	return s
}

// see notes which rules a call put to the test whose outcome conforms. What follows something
// that does not conform shows nothing.
//
// A refusal shows the rule that refuses: nobody knows what a cloud looks at before. A call that
// is accepted shows the rules that could have refused it and let it pass, and of all others those
// without which the model would not answer as the cloud did.
func (r *run) see(m *Moment, t *tried, as kernel.Caller, in any) {
	if r.seen == nil || r.doubt != "" {
		return
	}
	if t.err != nil {
		if t.err.Rule != nil {
			r.sees(m, t.err.Rule, sighting{refused: 1})
		}
		return
	}
	for _, rule := range t.passed {
		refuses := rule.Kind != kernel.Effect && rule.Kind != kernel.Timed
		if refuses || r.needs(rule, m, t, as, in) {
			r.sees(m, rule, sighting{accepted: 1})
		}
	}
}

// needs reports whether the model would answer otherwise than the cloud if a rule did not hold.
func (r *run) needs(rule *kernel.Rule, m *Moment, t *tried, as kernel.Caller, in any) bool {
	w, since := t.before.Branch(), len(r.log)
	w.SwitchOff(rule)
	without := r.try(w, m, as, in)
	r.undo(since)
	return without.weight > 0
}

func (r *run) sees(m *Moment, rule *kernel.Rule, by sighting) {
	by.last, by.regions = m.Asked, []string{m.As.Region}
	r.seen.add(sightings{rule.ID: by})
}

// ErrNotLive is why a trace says nothing of AWS itself.
var ErrNotLive = errors.New("it promotes nothing")

// Live reports whether a trace was recorded in real accounts. An error, which wraps ErrNotLive,
// says why it was not.
func (h *Header) Live() error {
	no := func(format string, args ...any) error { return fmt.Errorf(format+": %w", append(args, ErrNotLive)...) }
	switch who := h.Target; {
	case who.Kind == Trail:
		return no("a trail of CloudTrail does not show what was answered to reads, nor what was there before")
	case who.Kind != target.KindAWS:
		return no("the trace was recorded at %s, which is not AWS but of the kind %q", who.Name, who.Kind)
	case who.Implementation != nil:
		return no("the trace says that it is of AWS, and that what answered was %s", who.Implementation.Project)
	case h.Clock != Real || h.Fresh:
		return no("the trace says that it is of AWS, and that its clock was moved or its accounts were emptied, which " +
			"nobody can do there")
	}
	return nil
}

// livesAt reports whether what a group did may have been in real accounts up to now.
func (h *Header) livesAt(g *Group, now time.Time) error {
	for i := range g.Moments {
		switch m := &g.Moments[i]; {
		case m.Deed != nil || m.Fails:
			return fmt.Errorf("%s:%d: this is done at no target that is AWS: %w", m.File, m.Line, ErrNotLive)
		case m.Asked.Before(h.Started) || m.Answered.Before(m.Asked) || m.Answered.After(now):
			return fmt.Errorf("%s:%d: the exchange was before the trace began, or is still to come: %w", m.File, m.Line,
				ErrNotLive)
		}
	}
	return nil
}

// Promotion turns the exchanges of one trace into sightings.
type Promotion struct {
	// Seen is what was seen before, and at last also what the trace shows.
	Seen *live.Seen
	// Now is the moment at which that happens.
	Now time.Time

	header *Header
}

// See looks at a group before it is judged, and says why nothing of it can be promoted. The
// error wraps ErrNotLive.
func (p *Promotion) See(h *Header, g *Group) error {
	p.header = h
	if err := h.Live(); err != nil {
		return err
	}
	return h.livesAt(g, p.Now)
}

// Contradicted makes divergences of what does not conform and concerns rules that were seen
// live, however weak the evidence for them was before. It is to be called first.
func (p *Promotion) Contradicted(j *Judgement) {
	for i := range j.Findings {
		f := &j.Findings[i]
		for _, id := range f.Rules {
			if at, ok := p.Seen.Of(id); ok && f.Verdict == Inconclusive {
				f.Verdict, f.Reason = Diverges, fmt.Sprintf("%s; %s was seen live on %s", f.Reason, id, at.Date)
				j.Inconclusive--
				j.Diverging++
			}
		}
	}
}

// Promote adds to Seen what a trace shows that a Judge watched, unless something diverges: how
// many rules, and how many of them for the first time. Rules that something inconclusive
// concerns are left out.
func (p *Promotion) Promote(j *Judgement) (rules, fresh int) {
	if j.Diverging > 0 || p.header == nil {
		return 0, 0
	}
	for _, f := range j.Findings {
		for _, id := range f.Rules {
			delete(j.seen, id)
		}
	}
	for _, id := range sortedKeys(j.seen) {
		s := j.seen[id]
		at := live.Sighting{Rule: id, Date: s.last.UTC().Format(time.DateOnly), Accepted: s.accepted, Refused: s.refused,
			API: services.Find(model.Rule(id).Service).Version, Trace: p.header.digest}
		for _, region := range s.regions {
			at.Regions = append(at.Regions, p.header.region(region))
		}
		slices.Sort(at.Regions)
		fresh += p.Seen.Add(at)
	}
	return len(j.seen), fresh
}

// region returns the Region for which another stands in the trace. Those that are only stood for
// change places with those that only stand for others, as where the calls were made.
func (h *Header) region(name string) string {
	if at, ok := h.Regions[name]; ok {
		return at
	}
	for {
		last := name
		for _, of := range sortedKeys(h.Regions) {
			if h.Regions[of] == name && of != name {
				name = of
			}
		}
		if name == last {
			return name
		}
	}
}
