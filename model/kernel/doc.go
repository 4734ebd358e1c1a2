// Package kernel is the ground floor of the model: time and agenda, minted IDs
// and ARNs, callers, rules, lifecycles, stores with paging, and the shape of an
// API. It knows no AWS service.
//
// The rules of determinism hold from here up: nothing below model/ reads a
// clock, a random source, an address or a map's order, starts a goroutine or
// does I/O. The same seed and the same calls give the same bytes.
package kernel
