package evidence

import (
	"runtime"
	"slices"

	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// Verdict is what the model says of one exchange.
type Verdict string

// The verdicts. Inconclusive is an outcome that is not the model's, where nothing well known
// says that it is wrong.
const (
	Conforms     Verdict = "conforms"
	Diverges     Verdict = "diverges"
	Inconclusive Verdict = "inconclusive"
	NotJudged    Verdict = "not judged"
)

// Finding is an exchange that does not conform, or that is not judged.
type Finding struct {
	File      string   `json:"file"`
	Line      int      `json:"line"`
	Scenario  string   `json:"scenario,omitempty"`
	Source    string   `json:"source,omitempty"`
	Account   string   `json:"account"`
	Region    string   `json:"region"`
	Operation string   `json:"operation"`
	Verdict   Verdict  `json:"verdict"`
	Reason    string   `json:"reason"`
	Rules     []string `json:"rules,omitempty"`

	why string // the kind of reason why it is not judged
}

// Why counts exchanges that are not judged for one reason.
type Why struct {
	Reason    string `json:"reason"`
	Exchanges int    `json:"exchanges"`
	// First is the first of them.
	First Finding `json:"first"`
}

// Judgement is what the model says of a trace or of trails.
type Judgement struct {
	Exchanges    int `json:"exchanges"`
	Judged       int `json:"judged"`
	Conforming   int `json:"conforming"`
	Diverging    int `json:"diverging"`
	Inconclusive int `json:"inconclusive"`
	// NotJudged says why the rest is not judged.
	NotJudged []Why `json:"notJudged"`
	// Unknown counts members that differ and of which nobody knows when AWS sends them.
	Unknown  int       `json:"unknownMembers"`
	Findings []Finding `json:"findings"`

	seen sightings
}

// ExitCode is the exit code of a judgement.
func (j *Judgement) ExitCode() int {
	switch {
	case j.Diverging > 0:
		return exit.Diverges
	case j.Inconclusive > 0 || j.Judged == 0:
		return exit.Inconclusive
	}
	return 0
}

// add counts what came of a group.
func (j *Judgement) add(g *Group, r *run) {
	for i := range r.findings {
		f := &r.findings[i]
		if f.Operation == "" {
			continue // a wait or a deed
		}
		j.Exchanges++
		switch f.Verdict {
		case Conforms:
			j.Conforming++
			j.Judged++
			continue
		case Diverges:
			j.Diverging++
			j.Judged++
		case Inconclusive:
			j.Inconclusive++
			j.Judged++
		case NotJudged:
			i := slices.IndexFunc(j.NotJudged, func(w Why) bool { return w.Reason == f.why })
			if i < 0 {
				i, j.NotJudged = len(j.NotJudged), append(j.NotJudged, Why{Reason: f.why, First: *f})
			}
			j.NotJudged[i].Exchanges++
			continue
		}
		f.Scenario, f.Source = g.Name, g.Source
		j.Findings = append(j.Findings, *f)
	}
	j.Unknown += r.unknown
	j.seen = j.seen.add(r.seen)
}

// Judge judges groups of moments, several at a time. The zero Judge is ready.
type Judge struct {
	// Wrong, if set, is run on each fresh world: a judge with a mutant has to accuse the
	// model.
	Wrong func(*model.World)
	// Watch has the judge note which rules are seen: see Sightings.
	Watch bool

	judgement Judgement
	begun     []judging // in the order in which they came
}

// judging is a group that is being judged.
type judging struct {
	group *Group
	done  chan *run
}

// paces are those at which the model is asked when it does not answer as the cloud did. At the
// first, work is done as early as answers say, and else as late as it may be.
var paces = []kernel.Pace{kernel.Latest, kernel.Typical, kernel.Earliest}

// Group judges what happened in one world. It returns when enough others are judged.
func (j *Judge) Group(h *Header, g *Group) error {
	for len(j.begun) >= 2*runtime.GOMAXPROCS(0) {
		j.settle()
	}
	done := make(chan *run, 1)
	j.begun = append(j.begun, judging{g, done})
	go func() { done <- j.judge(h, g) }()
	return nil
}

// settle counts the oldest group that is not counted yet.
func (j *Judge) settle() {
	oldest := j.begun[0]
	j.begun = j.begun[1:]
	j.judgement.add(oldest.group, <-oldest.done)
}

// Judgement waits for all groups and returns what is said of them.
func (j *Judge) Judgement() *Judgement {
	for len(j.begun) > 0 {
		j.settle()
	}
	return &j.judgement
}

// judge judges a group at the pace at which most of it conforms.
func (j *Judge) judge(h *Header, g *Group) (best *run) {
	tries := paces
	if g.World.Pace == kernel.Immediate {
		tries = []kernel.Pace{kernel.Immediate}
	}
	for _, pace := range tries {
		forks := 1
		for done := 0; done < forks && (best == nil || best.worst() > 0); done++ {
			r := j.play(h, g, pace, nil, done)
			if r.start != nil { // the cloud's time is another one
				r = j.play(h, g, pace, r.start, done)
			}
			if best == nil || r.worst() < best.worst() || r.worst() == best.worst() && r.conforming() > best.conforming() {
				best = r
			}
			forks = 1 << min(r.lost, mostLost)
		}
	}
	return best
}
