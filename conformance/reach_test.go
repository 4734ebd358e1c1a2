package conformance

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// pick returns a rule of KMS of a kind that refuses with another code than others.
func pick(t *testing.T, kind kernel.Kind, but ...*kernel.Rule) *kernel.Rule {
	t.Helper()
	for _, r := range model.Rules() {
		other := r.Service == "kms" && r.Kind == kind
		for _, b := range but {
			other = other && r != b && (r.Error == nil || !b.Allows(r.Error.Code) && !r.Allows(b.Error.Code))
		}
		if other {
			return r
		}
	}
	t.Fatalf("there is no %s", kind)
	return nil
}

func TestACauseIsChargedAtTheCallThatFails(t *testing.T) {
	here := pick(t, kernel.Refusal)
	earlier := pick(t, kernel.Refusal, here)
	effect := pick(t, kernel.Effect)
	const step = 3
	call := at{step, "PutKeyPolicy"}
	refusal := func(r *kernel.Rule) *kernel.Error { return kernel.NewError(r.Error, "no") }
	for name, c := range map[string]struct {
		trail   *trail
		refused *kernel.Error
		want    []string
	}{
		"the target refuses as a rule that is tested there": {
			&trail{by: map[at][]string{call: {here.ID, earlier.ID}}}, refusal(here), []string{here.ID, effect.ID}},
		"the target refuses as a rule that is tested there, and an earlier call may not have been done": {
			&trail{by: map[at][]string{call: {here.ID}}, changing: map[string][]int{earlier.ID: {1}},
				refusing: map[string][]int{earlier.ID: {1}}}, refusal(here),
			[]string{here.ID, earlier.ID, effect.ID}},
		"the target refuses as nothing that is there makes it": {
			&trail{by: map[at][]string{call: {here.ID}}, changing: map[string][]int{earlier.ID: {1}},
				refusing: map[string][]int{earlier.ID: {1}}}, refusal(earlier),
			nil},
		"the model refuses, and an earlier call may have done what it should not": {
			&trail{changing: map[string][]int{here.ID: {2}}, refusing: map[string][]int{here.ID: {2}},
				refused: map[at]string{call: earlier.ID}}, nil,
			[]string{here.ID, earlier.ID, effect.ID}},
		"the target refuses as no rule that is tested there": {
			&trail{by: map[at][]string{call: {here.ID}}}, refusal(earlier), nil},
		"no rule of the scenario is tested there": {
			&trail{}, refusal(here), []string{here.ID, earlier.ID, effect.ID}},
		"the model refuses and the target does not": {
			&trail{refused: map[at]string{call: earlier.ID}}, nil, []string{earlier.ID, effect.ID}},
		"the target refuses with another error than the model": {
			&trail{refused: map[at]string{call: earlier.ID}}, refusal(here), []string{earlier.ID, effect.ID}},
		"both refuse alike, and something else is wrong": {
			&trail{refused: map[at]string{call: earlier.ID}}, refusal(earlier),
			[]string{here.ID, earlier.ID, effect.ID}},
		"nobody followed": {nil, refusal(here), []string{here.ID, earlier.ID, effect.ID}},
	} {
		f := &failure{Exchange: target.Exchange{Step: step}, service: "kms", operation: call.operation, refused: c.refused}
		f.unforeseen = c.refused != nil && c.trail != nil && !c.trail.refuses(call)
		require.Equal(t, c.want, f.about([]string{here.ID, earlier.ID, effect.ID}, c.trail), name)
	}
}
