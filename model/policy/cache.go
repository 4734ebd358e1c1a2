package policy

// Cache remembers the documents that it has parsed. It is no state of a world:
// with or without it everything answers alike.
type Cache struct {
	documents map[parsed]*Document
	bytes     int // of their texts
}

type parsed struct {
	grammar *Grammar
	text    string
}

// How many documents there are, and how long their texts, until the cache starts anew.
const (
	cached      = 1000
	cachedBytes = 2 << 20
)

// Parse reads a policy document of a kind, or remembers it.
func (c *Cache) Parse(g *Grammar, text string) (Document, error) {
	d, err := c.Find(g, text)
	return *d, err
}

// Find is Parse for those who only look at the document. Of a text that is none it
// is empty.
func (c *Cache) Find(g *Grammar, text string) (*Document, error) {
	if d := c.documents[parsed{g, text}]; d != nil {
		return d, nil
	}
	d, err := Parse(g, text)
	if err != nil {
		return &d, err
	}
	if c.documents == nil || len(c.documents) >= cached || c.bytes >= cachedBytes {
		c.documents, c.bytes = map[parsed]*Document{}, 0
	}
	c.bytes += len(text)
	c.documents[parsed{g, text}] = &d
	return &d, nil
}
