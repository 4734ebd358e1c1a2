package kernel

import "container/heap"

// Event is a thing due to happen: data, not a closure, so that a world can be
// forked and digested. Stamp lets the receiver drop what was overtaken.
type Event struct {
	At      Time
	Seq     uint64
	Topic   string
	Subject Ref
	Stamp   uint32
}

// Ref names a resource: its home and its ID there.
type Ref struct {
	Home Home
	ID   string
}

// agenda is a heap by (time, sequence).
type agenda []Event

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].At < a[j].At || a[i].At == a[j].At && a[i].Seq < a[j].Seq
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(Event)) }
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

func (a *agenda) add(e Event) { heap.Push(a, e) }
func (a *agenda) next() Event { return heap.Pop(a).(Event) }
