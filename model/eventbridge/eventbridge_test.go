package eventbridge_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
)

var here = kernel.Scope{Account: "111111111111", Region: "us-east-1"}

// put delivers so many events, numbered from the first.
func put(s *eventbridge.Service, first, count int) {
	for i := range count {
		s.Put(eventbridge.Event{Account: here.Account, Region: here.Region, Detail: strconv.Itoa(first + i)})
	}
}

func TestABusKeepsItsLastEventsOldestFirst(t *testing.T) {
	s := eventbridge.New(kernel.NewEnv(1, kernel.At(time.Unix(0, 0)), kernel.Typical))
	const all = 3*eventbridge.Kept + 10
	put(s, 0, all)
	kept := s.At(here)
	require.Len(t, kept, eventbridge.Kept+10)
	for i, e := range kept {
		require.Equal(t, strconv.Itoa(all-len(kept)+i), e.Detail)
	}
	assert.Empty(t, s.At(kernel.Scope{Account: here.Account, Region: "eu-west-1"}))
}

func TestEventsOfAForkAreItsOwn(t *testing.T) {
	env := kernel.NewEnv(1, kernel.At(time.Unix(0, 0)), kernel.Typical)
	s := eventbridge.New(env)
	put(s, 0, eventbridge.Kept)
	f := s.Fork(env.Fork())
	put(s, 100_000, 1)
	put(f, 200_000, 2)
	ours, theirs := s.At(here), f.At(here)
	require.Len(t, ours, eventbridge.Kept+1)
	require.Len(t, theirs, eventbridge.Kept+2)
	assert.Equal(t, "100000", ours[eventbridge.Kept].Detail)
	assert.Equal(t, "200001", theirs[eventbridge.Kept+1].Detail)
	assert.Equal(t, ours[:eventbridge.Kept], theirs[:eventbridge.Kept])
}

func TestAnEventIsPrintedAsEventBridgeWritesIt(t *testing.T) {
	e := eventbridge.Event{DetailType: "EBS Snapshot Notification", Source: "aws.ec2", Account: here.Account,
		Region: here.Region, Detail: `{"event":"copySnapshot"}`}
	assert.Contains(t, e.String(), `"detail-type":"EBS Snapshot Notification"`)
	assert.Contains(t, e.String(), `"detail":{"event":"copySnapshot"}`)
	e.Detail = "{"
	assert.Contains(t, e.String(), "a detail that is no JSON: {")
}
