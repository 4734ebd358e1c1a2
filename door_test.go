package shareproof

import (
	"runtime"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/internal/door"
)

// ending is a test whose goroutine ends with Fatalf, as that of a *testing.T does.
type ending struct{ judged }

func (e *ending) Fatalf(format string, args ...any) {
	e.judged.Fatalf(format, args...)
	runtime.Goexit()
}

// ends runs a test that fails, and returns what it said last.
func ends(do func(*Cloud)) string {
	e := &ending{}
	var end sync.WaitGroup
	end.Go(func() { do(New(e)) })
	end.Wait()
	return e.said[len(e.said)-1]
}

func TestATestThatEndsWithAMistakeEndsWithItsReason(t *testing.T) {
	speak, judging := door.Speak, door.Judging
	t.Cleanup(func() { door.Speak, door.Judging = speak, judging })
	door.Speak, door.Judging = nil, nil
	assert.Equal(t, `shareproof: Given needs the phrases: import _ "github.com/shareproof/shareproof/phrases"`,
		ends(func(c *Cloud) { c.Given("nothing passes") }))
	assert.Contains(t, ends(func(c *Cloud) { New(c.t, WithInvariants()) }), "invariants/catalogue")
	assert.Contains(t, ends(func(c *Cloud) { c.Serve() }), "Serve needs a t with Cleanup")
	synctest.Test(t, func(*testing.T) {
		assert.Contains(t, ends(func(c *Cloud) { c.Serve() }), "Serve needs a t with Cleanup")
	})
	assert.Contains(t, ends(func(c *Cloud) { c.Env("1") }), `"1" is not an account`)
	assert.Contains(t, ends(func(c *Cloud) { c.ConfigAs("job") }), `"job" is not the ARN of a role`)
}
