package remote

import "github.com/shareproof/shareproof/target"

// kind is that of the target. It is AWS itself only where its file has this word in the place of
// a URL: then calls go to addresses of AWS's own, whatever else the file and the environment say.
func (c *Config) kind() string {
	if c.Endpoint == target.KindAWS {
		return target.KindAWS
	}
	return target.KindEndpoint
}
