package remote_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
)

// What is recorded at an endpoint never says that it was AWS, whatever the endpoint is called.
func TestNoURLIsAWS(t *testing.T) {
	for _, url := range []string{"http://127.0.0.1:4566", "http://aws", "https://aws", "http://aws:80", "http://localhost/aws"} {
		c := remote.Config{Endpoint: url, Name: "aws"}
		assert.Equal(t, target.KindEndpoint, remote.KindOf(c), url)
	}
	assert.Equal(t, target.KindAWS, remote.KindOf(remote.Config{Endpoint: "aws"}))
}
