package model

import "github.com/shareproof/shareproof/model/kernel"

// Footprint tells what the answer to a call hung on: into which stores of a world it looked.
type Footprint []store

// store is one by the places of its service and itself.
type store struct{ service, place int }

// Notice begins to note what the answers to calls hang on.
func (w *World) Notice() {
	w.env.Notice()
	for i := range w.states() {
		w.parts[i].Notice()
	}
}

// Noticed returns what the answers since have hung on, false where that was more than what is in
// stores and the time: a new ID, say. A call that changed nothing is answered alike in any
// world, branched from the same one, to which the footprint adds the same key.
func (w *World) Noticed() (f Footprint, ok bool) {
	if w.env.Noticed() {
		return nil, false
	}
	for i := range w.states() {
		w.parts[i].Noticed(func(place int) { f = append(f, store{i, place}) })
	}
	return f, true
}

// AddTo mixes into a key what is in the stores of a footprint, the time, and what all calls may
// hang on besides.
func (w *World) AddTo(k *kernel.Keyer, f Footprint) {
	w.env.AddMoment(k)
	controlling, closed := w.wiring.counts()
	k.Mix(kernel.Key{uint64(controlling), uint64(closed)})
	for i := range w.states() {
		w.parts[i].AddOthers(k)
	}
	for _, at := range f {
		w.parts[at.service].AddStore(k, at.place)
	}
}
