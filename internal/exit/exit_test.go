package exit_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/internal/exit"
)

func TestAnErrorHasItsCode(t *testing.T) {
	wrong := errors.New("wrong")
	for _, c := range []struct {
		err    error
		code   int
		unsaid bool
	}{
		{nil, 0, false},
		{wrong, exit.Usage, true},
		{exit.Code(1), exit.Diverges, false},
		{fmt.Errorf("ended: %w", exit.Code(3)), exit.Inconclusive, false},
		{exit.Trouble(wrong), exit.Harness, true},
		{errors.Join(wrong, fmt.Errorf("its disk: %w", exit.Trouble(wrong))), exit.Harness, true},
	} {
		code, unsaid := exit.Of(c.err)
		assert.Equal(t, c.code, code, "%v", c.err)
		assert.Equal(t, c.unsaid, unsaid, "%v", c.err)
	}
	assert.ErrorIs(t, exit.Trouble(wrong), wrong)
	assert.EqualError(t, exit.Trouble(wrong), "wrong")
}
