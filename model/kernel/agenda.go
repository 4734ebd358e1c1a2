package kernel

// Event is a thing due to happen: data, not a closure, so that a world can be
// forked and digested. Stamp lets the receiver drop what was overtaken.
type Event struct {
	At      Time
	Seq     uint64
	Topic   string
	Subject Ref
	Stamp   uint32
}

// Ref names a resource: its scope and its ID there.
type Ref struct {
	Scope Scope
	ID    string
}

// agenda is a binary heap by (time, sequence). container/heap would put each
// event into an interface, which costs half of a write.
type agenda []Event

func (a agenda) before(i, j int) bool {
	return a[i].At < a[j].At || a[i].At == a[j].At && a[i].Seq < a[j].Seq
}

func (a *agenda) add(e Event) {
	*a = append(*a, e)
	h := *a
	for i := len(h) - 1; i > 0 && h.before(i, (i-1)/2); i = (i - 1) / 2 {
		h[i], h[(i-1)/2] = h[(i-1)/2], h[i]
	}
}

func (a *agenda) next() Event {
	h := *a
	first, last := h[0], len(h)-1
	h[0], h[last] = h[last], Event{}
	h = h[:last]
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(h); child++ {
			if h.before(child, least) {
				least = child
			}
		}
		if least == i {
			break
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
	*a = h
	return first
}
