package emulator

import (
	_ "embed"
	"html/template"
	"net/http"
)

//go:embed console.html
var consolePage string

var console = template.Must(template.New("console").Parse(consolePage))

// serveConsole shows a person at a browser what this is and how to call it.
func (e *Emulator) serveConsole(w http.ResponseWriter, r *http.Request) {
	e.today()
	status, _ := e.status(nil)
	e.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	// an error means that nobody listens any more
	_ = console.Execute(w, map[string]any{"URL": "http://" + r.Host + e.path(), "Status": status})
}
