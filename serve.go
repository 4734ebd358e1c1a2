package shareproof

import (
	"context"
	"net"
	"os"
	"strings"
)

// Serve answers over HTTP on the loopback until the test ends, and returns the URL: for
// code that loads its own configuration, and for other processes. It is the same cloud,
// and once it is served it stays so. In a synctest bubble it fails the test: a bubble's
// time does not pass while somebody waits for a connection.
func (c *Cloud) Serve() string {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.url == "" {
		c.url = c.serve()
	}
	return c.url
}

func (c *Cloud) serve() string {
	c.t.Helper()
	cleanup, ok := c.t.(interface{ Cleanup(func()) })
	switch {
	case !ok:
		c.t.Fatalf("shareproof: Serve needs a t with Cleanup, such as *testing.T")
		return ""
	case inBubble():
		c.t.Fatalf("shareproof: Serve: a synctest bubble has no connections; use Config, or a test without a bubble")
		return ""
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		c.t.Fatalf("shareproof: Serve: %v", err)
		return ""
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- c.emulator.Serve(ctx, l) }()
	cleanup.Cleanup(func() {
		stop()
		<-ended
	})
	return "http://" + l.Addr().String()
}

// Env returns the environment by which another process finds the cloud, for
// exec.Cmd.Env: the AWS CLI and every SDK act as the administrator of the account, in
// us-east-1. Of the variables of AWS that this process has none is left.
func (c *Cloud) Env(account string) []string {
	c.t.Helper()
	var env []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "AWS_") {
			env = append(env, variable)
		}
	}
	for _, v := range c.variables(account) {
		env = append(env, v.name+"="+v.value)
	}
	return env
}

// Setenv sets that environment for the rest of the test, for code that calls
// config.LoadDefaultConfig. It needs a t with Setenv, such as *testing.T.
func (c *Cloud) Setenv(account string) {
	c.t.Helper()
	t, ok := c.t.(interface{ Setenv(name, value string) })
	if !ok {
		c.t.Fatalf("shareproof: Setenv needs a t with Setenv, such as *testing.T")
		return
	}
	variables := c.variables(account)
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "AWS_") {
			t.Setenv(name, "") // so that it comes back when the test ends
			os.Unsetenv(name)
		}
	}
	for _, v := range variables {
		t.Setenv(v.name, v.value)
	}
}

type variable struct{ name, value string }

// variables are how an SDK finds the cloud, and finds nothing else.
func (c *Cloud) variables(account string) []variable {
	c.t.Helper()
	c.checkAccount(account)
	return []variable{
		{"AWS_ENDPOINT_URL", c.Serve()}, {"AWS_ACCESS_KEY_ID", account}, {"AWS_SECRET_ACCESS_KEY", "shareproof"},
		{"AWS_REGION", "us-east-1"}, {"AWS_DEFAULT_REGION", "us-east-1"}, {"AWS_CONFIG_FILE", os.DevNull},
		{"AWS_SHARED_CREDENTIALS_FILE", os.DevNull}, {"AWS_EC2_METADATA_DISABLED", "true"}, {"AWS_PAGER", ""},
	}
}
