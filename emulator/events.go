package emulator

import "github.com/shareproof/shareproof/model/eventbridge"

// OnEvent has a function called with each event from now on, on whatever bus, when it
// is delivered: the world's time is the event's. The function may call the emulator, as
// a Lambda function calls AWS; the events that its own calls put come after it.
func (e *Emulator) OnEvent(handle func(eventbridge.Event)) {
	e.today()
	defer e.mu.Unlock()
	e.handlers = append(e.handlers, handle)
}

// deliver hands the events that were put to the handlers, one after the other. The
// world is locked, and free meanwhile.
func (e *Emulator) deliver() {
	for len(e.events) > 0 && !e.delivering {
		put := e.events[0]
		e.events = e.events[1:]
		e.handle(put)
	}
}

func (e *Emulator) handle(put eventbridge.Event) {
	handlers := e.handlers
	e.delivering = true
	e.mu.Unlock()
	defer func() { // also where a handler ends its goroutine
		e.mu.Lock()
		e.delivering = false
	}()
	for _, handle := range handlers {
		handle(put)
	}
}
