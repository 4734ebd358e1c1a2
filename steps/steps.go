// Package steps runs features: it reads their phrases in the vocabularies of all
// systems, and turns them into calls and questions to a target.
package steps

import (
	"context"
	"io/fs"
	"sync"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/steps/backup"
	"github.com/shareproof/shareproof/steps/cloudhsm"
	"github.com/shareproof/shareproof/steps/dlm"
	"github.com/shareproof/shareproof/steps/ebs"
	"github.com/shareproof/shareproof/steps/engine"
	"github.com/shareproof/shareproof/steps/iam"
	"github.com/shareproof/shareproof/steps/kms"
	"github.com/shareproof/shareproof/steps/organizations"
	"github.com/shareproof/shareproof/steps/ram"
	"github.com/shareproof/shareproof/steps/rds"
	"github.com/shareproof/shareproof/target"
)

// Vocabularies lists the systems that features can speak of. Phrases are listed in
// this order, and a reference such as {a} looks for its name in it.
var Vocabularies = []engine.Vocabulary{
	cloudhsm.Vocabulary,
	ram.Vocabulary,
	organizations.Vocabulary,
	ebs.Vocabulary,
	iam.Vocabulary,
	kms.Vocabulary,
	dlm.Vocabulary,
	rds.Vocabulary,
	backup.Vocabulary,
}

// language is made when it is first needed. That it can be made, a test shows.
var language = sync.OnceValue(func() *engine.Language {
	l, err := engine.New(Vocabularies...)
	if err != nil {
		panic("steps: " + err.Error())
	}
	return l
})

// What features are made of and run with.
type (
	Feature = engine.Feature // a file of scenarios, checked and ready to run
	Tagged  = engine.Tagged  // a scenario that may be run, and the tags that select it
	Options = engine.Options // which features run, and against what
	Phrase  = engine.Entry   // a phrase as it is listed
)

// Phrases lists the phrases of all vocabularies.
func Phrases() []Phrase { return language().Phrases() }

// Load reads every *.feature below the root, in the order of their paths, and goes
// through all their scenarios without calling anything. An error names all mistakes,
// each by file, line and column.
func Load(fsys fs.FS) ([]Feature, error) { return language().Load(fsys) }

// List reads features as Load does, and does not go through their scenarios: they are
// not to be run.
func List(fsys fs.FS) ([]Feature, error) { return language().List(fsys) }

// Run runs features and returns what became of each scenario. Where the context ends
// before, its error comes with the scenarios that ran until then.
func Run(ctx context.Context, o Options) ([]target.Outcome, error) { return language().Run(ctx, o) }

// Register adds the phrases to a godog suite, its own or somebody else's. Each
// scenario starts in a fresh world of the target. A step that names what is not there
// fails before it calls anything.
func Register(sc *godog.ScenarioContext, t target.Target, seed uint64) {
	language().Register(sc, t, seed)
}

// Speak returns what performs phrases in a target's world as it is, one after the
// other: the target is not reset.
func Speak(t target.Target) *engine.Speaker { return language().Speak(t) }
