package emulator

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// worldPath is where the worlds of a server are, each under its name.
const worldPath = "/_world/"

// worldName is what a world may be called: it stands in a URL as it is.
var worldName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// Room is how many worlds a server holds beside the one at its root.
type Room struct {
	// Most is how many there may be at once, 0 for none.
	Most int
	// Age is how long one may be unused, by the wall clock, before it is dropped; 0 for ever.
	Age time.Duration
}

// Worlds is an http.Handler of many emulators that know nothing of each other: one at the
// root, and others at /_world/NAME/, which is the endpoint URL of their clients. One is
// made when it is first asked, as the root was launched, from a seed that its name and the
// root's tell. Its clock, faults, calls, control API and page are its own.
type Worlds struct {
	root *Emulator
	room Room
	ids  requestIDs

	mu      sync.Mutex
	named   map[string]*named
	dropped uint64
	timer   *time.Timer // nil while no world can age
}

// named is a world among others.
type named struct {
	*Emulator
	seed       uint64
	made, used time.Time // by the wall clock
	busy       int       // requests under way
	opening    sync.Once // by the first who asks; the others wait
	unmade     error     // why it could not be made
}

// NewWorlds returns a server of worlds with an emulator at its root, which nobody has
// called yet.
func NewWorlds(root *Emulator, room Room) *Worlds {
	w := &Worlds{root: root, room: room, named: map[string]*named{}}
	w.ids = requestIDs{seed: root.launch.World.Seed, hidden: root.launch.Strict != nil}
	if room.Most > 0 {
		root.worlds = w
	}
	if root.data != nil { // generations go on beyond those of worlds that were dropped before
		w.dropped = root.data.openings << 17
	}
	return w
}

// Serve answers connections as Emulator.Serve does.
func (w *Worlds) Serve(ctx context.Context, l net.Listener) error {
	return serve(ctx, l, guard(&w.root.launch, w))
}

// ServeHTTP answers for the world that the path names.
func (w *Worlds) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), worldPath)
	if !ok || w.room.Most == 0 {
		w.root.ServeHTTP(out, r)
		return
	}
	name, _, _ := strings.Cut(rest, "/")
	r = within(r, name)
	switch {
	case !worldName.MatchString(name):
		w.refuse(out, r, misnamed, fmt.Sprintf("%q is no name of a world: want 1 to 64 letters, digits, '.', '_' and '-', a "+
			"letter or digit first, as in %sNAME/.", name, worldPath))
	case r.Method == http.MethodDelete && r.URL.Path == "/" && w.root.launch.Strict == nil:
		w.serveDrop(out, r, name)
	default:
		world, err := w.enter(name)
		switch {
		case err != nil:
			w.refuse(out, r, unwritable, fmt.Sprintf("The journal of the world cannot be written: %v.", err))
		case world == nil:
			w.refuse(out, r, crowded, w.fullText())
		default:
			defer w.leave(world)
			world.ServeHTTP(out, r)
		}
	}
}

// within returns a request as the world of a name sees it: its path begins behind the
// name. What its client has signed stays in RequestURI.
func within(r *http.Request, name string) *http.Request {
	inner, at := *r, *r.URL
	if !strings.HasPrefix(r.RequestURI, "/") {
		inner.RequestURI = r.URL.RequestURI()
	}
	raw := "/" + strings.TrimLeft(strings.TrimPrefix(r.URL.EscapedPath(), worldPath+name), "/")
	at.RawPath = raw
	if plain, err := url.PathUnescape(raw); err == nil {
		at.Path = plain
	}
	inner.URL = &at
	return &inner
}

// enter returns the world of a name for one request, nil where no more fits, and an error where it
// could not be made.
func (w *Worlds) enter(name string) (*named, error) {
	w.mu.Lock()
	world := w.named[name]
	if world == nil {
		if len(w.named) >= w.room.Most {
			w.mu.Unlock()
			return nil, nil
		}
		world = w.begin(name)
	}
	world.busy++
	world.used = time.Now()
	w.mu.Unlock()
	if err := w.open(world, nil); err != nil {
		w.leave(world)
		return nil, err
	}
	return world, nil
}

func (w *Worlds) leave(world *named) {
	w.mu.Lock()
	defer w.mu.Unlock()
	world.busy--
	world.used = time.Now()
}

// begin makes room for the world of a name, which is to be opened.
func (w *Worlds) begin(name string) *named {
	o := w.root.launch
	o.World.Seed, o.Observe = seedOf(o.World.Seed, name), nil
	if o.Log != nil {
		o.Log = o.Log.With("world", name)
	}
	// A client of a world that was dropped is not taken for one of its successor.
	e := &Emulator{launch: o, name: name, generation: w.dropped << 20}
	world := &named{Emulator: e, seed: o.World.Seed, made: time.Now()}
	world.used = world.made
	w.named[name] = world
	if w.room.Age > 0 && w.timer == nil {
		w.timer = time.AfterFunc(w.room.Age, w.age)
	}
	return world
}

// open makes a world that nobody has opened yet: as the root was launched or, where it is kept and was there
// before, as it was. A function changes one that is made now.
func (w *Worlds) open(world *named, begin func()) error {
	world.opening.Do(func() {
		if w.root.data == nil {
			if world.start(world.launch); begin != nil {
				begin()
			}
			return
		}
		world.unmade = world.Emulator.open(w.root.data.beside(world.name), begin)
	})
	if world.unmade != nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.named[world.name] == world {
			delete(w.named, world.name) // who asks next tries again
		}
	}
	return world.unmade
}

// seedOf is the seed of a world among those of a server: a number that JSON keeps in
// every language.
func seedOf(seed uint64, name string) uint64 {
	sum := sha256.Sum256(append(binary.BigEndian.AppendUint64([]byte("shareproof world "), seed), name...))
	return binary.BigEndian.Uint64(sum[:]) >> 11
}

// age drops the worlds that nobody has used for long, and comes again when the next one
// may be.
func (w *Worlds) age() {
	w.mu.Lock()
	defer w.mu.Unlock()
	next, now := time.Duration(0), time.Now()
	for _, name := range slices.Sorted(maps.Keys(w.named)) {
		world := w.named[name]
		left := world.used.Add(w.room.Age).Sub(now)
		switch {
		case world.busy > 0:
			left = w.room.Age
		case left <= 0:
			w.forget(name)
			continue
		}
		if next == 0 || left < next {
			next = left
		}
	}
	if w.timer = nil; next > 0 {
		w.timer = time.AfterFunc(next, w.age)
	}
}

// forget drops a world, and its journal with it.
func (w *Worlds) forget(name string) {
	if d := w.named[name].data; d != nil {
		if err := d.journal.Drop(); err != nil {
			slog.Error("the journal of a world that was dropped is left behind", "dir", d.Dir, "error", err)
		}
	}
	delete(w.named, name)
	w.dropped++
}

// drop drops a world, unless a request is meant for another that had its name. Calls under
// way are answered by the world to which they came.
func (w *Worlds) drop(r *http.Request, name string) *complaint {
	w.mu.Lock()
	world := w.named[name]
	w.mu.Unlock()
	if world == nil || w.open(world, nil) != nil {
		return complain("", "there is no world %s", name).as(http.StatusNotFound)
	}
	world.mu.Lock()
	foreign := world.foreign(r)
	world.mu.Unlock()
	if foreign != nil {
		return &complaint{status: http.StatusConflict, Error: foreign.Error(), foreign: foreign}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.named[name] == world {
		w.forget(name)
	}
	return nil
}

func (w *Worlds) serveDrop(out http.ResponseWriter, r *http.Request, name string) {
	if bad := w.drop(r, name); bad != nil {
		bad.answer(out)
		return
	}
	answerJSON(out, http.StatusOK, map[string]string{"dropped": name})
}

// World is one of the worlds that a server holds, as GET /_shareproof/worlds lists them.
type World struct {
	Name string `json:"name"`
	Path string `json:"path"`
	Seed uint64 `json:"seed"`
	// Made and Used are when it was made and last asked, by the wall clock; Busy is how
	// many requests are under way.
	Made time.Time `json:"made"`
	Used time.Time `json:"used"`
	Busy int       `json:"busy"`
}

// All lists the worlds beside the one at the root, by name.
func (w *Worlds) All() []World {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := []World{}
	for _, name := range slices.Sorted(maps.Keys(w.named)) {
		of := w.named[name]
		all = append(all, World{name, worldPath + name + "/", of.seed, of.made.UTC(), of.used.UTC(), of.busy})
	}
	return all
}

// Hall is what GET /_shareproof/ tells of the worlds that a server holds.
type Hall struct {
	Path string `json:"path"`
	Most int    `json:"most"`
	Age  string `json:"age,omitempty"` // for ever where it is left out
}

func (w *Worlds) hall() *Hall {
	h := &Hall{Path: worldPath, Most: w.room.Most}
	if w.room.Age > 0 {
		h.Age = w.room.Age.String()
	}
	return h
}

// path is where the world is among others.
func (e *Emulator) path() string {
	if e.name == "" {
		return ""
	}
	return worldPath + e.name
}

func (e *Emulator) controlWorlds(url.Values) (any, *complaint) {
	if e.worlds == nil {
		return nil, complain("", "there are no other worlds here").as(http.StatusNotFound)
	}
	return map[string]any{"worlds": e.worlds.All(), "most": e.worlds.room.Most}, nil
}

func (w *Worlds) fullText() string {
	text := fmt.Sprintf("This server holds %d worlds and no more (--max-worlds): DELETE %sNAME/ drops one", w.room.Most,
		worldPath)
	if w.room.Age > 0 {
		text += fmt.Sprintf(", and one that nobody uses is dropped after %s", w.room.Age)
	}
	return text + "."
}

// refuse answers a request that comes to no world: a client of AWS as the service would
// that it calls, any other as the control API does.
func (w *Worlds) refuse(out http.ResponseWriter, r *http.Request, t trouble, text string) {
	if r.Header.Get("X-Amz-Target") == "" && !isSigned(r) && w.root.launch.Strict == nil {
		complain("", "%s", text).as(t.json.Status).answer(out)
		return
	}
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	_ = s.read(r) // what cannot be read is refused all the same
	to, _, _ := find(r, s.body.Bytes())
	s.refuse(out, to, refusal(to.API, t, "%s", text), w.ids.next())
}
