package main

import (
	"context"
	"fmt"
	"regexp"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/policy"
	"github.com/shareproof/shareproof/target"
)

// played is the model after a scenario, and what the scenario saved by name.
type played struct {
	world *model.World
	saved map[string]string
}

// playFor plays a YAML scenario on the model, for questions about what it left.
func playFor(ctx context.Context, path string) (*played, error) {
	s, err := readScenario(path)
	if err != nil {
		return nil, fmt.Errorf("--after: %w", err)
	}
	on := &target.Model{}
	outcome, saved := s.Play(ctx, on, 0)
	if outcome.Err != nil {
		return nil, fmt.Errorf("--after %s: the scenario does not hold: %s: %w", path, outcome.Step, outcome.Err)
	}
	return &played{on.World, saved}, nil
}

var savedName = regexp.MustCompile(`\$\{([^}]*)\}`)

// fill puts what the scenario saved in the place of ${name}.
func (p *played) fill(flag string, text *string) (err error) {
	*text = savedName.ReplaceAllStringFunc(*text, func(found string) string {
		value, ok := p.saved[found[2:len(found)-1]]
		if !ok {
			err = fmt.Errorf("--%s: the scenario saves nothing as %s", flag, found)
		}
		return value
	})
	return err
}

// policies are those of the played world.
func (p *played) policies(r *policy.Request) (policy.Sides, error) {
	found, ok := p.world.Policies(r.Principal, r.Resource)
	if !ok {
		return found, fmt.Errorf("--as: nobody is called %s after the scenario", r.Principal.ARN)
	}
	return found, nil
}
