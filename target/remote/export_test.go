package remote

import (
	"context"
	"net/http"
	"net/url"
)

// Longest sets how many bytes of an answer are read, until it is undone.
func Longest(n int) (undo func()) {
	before := maxAnswer
	maxAnswer = n
	return func() { maxAnswer = before }
}

// Connects returns the error of a connection to an address that no target file
// allowed, before it is made.
func Connects(ctx context.Context, address string) error { return onlyOwn(ctx, "tcp", address, nil) }

// Found tells what a world holds, by how many calls have changed it and those of KMS.
func Found(all, ofKMS uint64) string {
	c := contents{Changes: &all}
	c.Services = append(c.Services, struct {
		Service string
		Changes uint64
	}{"kms", ofKMS})
	return c.String()
}

// KindOf is what a target of the configuration says that it is.
func KindOf(c Config) string { return c.kind() }

// Proxied sends what is for AWS by a proxy, until it is undone.
func Proxied(by string) (undo func()) {
	before := proxies
	proxies = func(*http.Request) (*url.URL, error) { return url.Parse(by) }
	return func() { proxies = before }
}
