package emulator

import (
	_ "embed"
	"html/template"
	"net/http"
)

//go:embed console.html
var consolePage string

var console = template.Must(template.New("console").Parse(consolePage))

// consolePolicy lets the page load nothing and talk to nobody but the emulator.
const consolePolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// serveConsole shows a person at a browser what is in the world and how to call it.
func (e *Emulator) serveConsole(w http.ResponseWriter, r *http.Request) {
	e.today()
	status, _ := e.status(nil)
	e.mu.Unlock()
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", consolePolicy)
	// an error means that nobody listens any more
	_ = console.Execute(w, map[string]any{"Host": r.Host, "Path": e.path(), "Status": status})
}
