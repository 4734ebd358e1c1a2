package remote

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/shareproof/shareproof/internal/redact"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// Config is a target file: an endpoint, its accounts and what it offers.
type Config struct {
	Name string
	// Endpoint is the URL of everything, or AWS.
	Endpoint string
	// NotAWS says that the endpoint is not AWS though it is neither loopback nor
	// private: that what is there may be deleted and reset.
	NotAWS bool
	// Hide is where the secrets of the file and of answers are put, for whoever
	// prints or writes; nil for secrets that only the target knows.
	Hide *redact.Secrets
	// Region is where roles are assumed.
	Region string
	// AccountKeys makes account numbers the access key IDs, as emulators have it.
	AccountKeys bool
	// Accounts are those that act for the accounts of the suites, by their numbers.
	Accounts map[string]Account
	// Regions stand for those of the suites, each by the one that it stands for.
	Regions map[string]string
	// Credentials are those that assume the roles of Accounts, where they have none of
	// their own.
	Credentials Login
	// Services are those that the target offers; nil for all.
	Services []string
	// Without lists operations that it does not offer, as "ram.GetPermission".
	Without []string
	// NoClock forbids to move the endpoint's clock, even where it could be.
	NoClock bool
	// Speed is how many times as fast as the wall's the endpoint's clock runs.
	Speed int
	// Reset is the URL to which a POST empties the endpoint before each scenario;
	// empty where there is none, or where the control API does it.
	Reset string
	// Patience is how long the waits of a scenario may last together where the
	// clock cannot be moved.
	Patience time.Duration
	// Confirm says that a run needs an accepted plan, and Touches what its calls may touch
	// besides what it makes: see target.Terms.
	Confirm bool
	Touches []string
	// Claims are what the file says of the target itself.
	Claims Claims
}

// AWS is the endpoint that stands for AWS itself: each call goes to its service's own.
const AWS = "aws"

// IsAWS reports whether the calls go to AWS, where they may cost money.
func (c *Config) IsAWS() bool { return c.Endpoint == AWS }

// Account says who acts for an account of the suites: whoever logs in, or a role that
// he assumes.
type Account struct {
	// Number is the account's own; empty where only the target can tell it.
	Number string
	Login
	RoleARN, ExternalID string
}

const (
	defaultRegion   = "us-east-1"
	defaultPatience = time.Minute
	fastest         = 1_000_000
)

// ForURL is the configuration of an endpoint on loopback or a private network
// that takes account numbers as access key IDs.
func ForURL(endpoint string) (Config, error) {
	at, err := placeOf(endpoint, false)
	if err != nil {
		return Config{}, err
	}
	return Config{
		Name: at.host, Endpoint: at.url, Region: defaultRegion, AccountKeys: true, Speed: 1, Patience: defaultPatience,
	}, nil
}

// Parse reads a target file. An error names file, line and column.
// It never quotes what may be a secret.
func Parse(file string, content []byte) (Config, error) {
	top, err := strictyaml.Root(content, "a target")
	if err != nil {
		return Config{}, strictyaml.InFile(file, err)
	}
	c, err := parse(top)
	if err != nil {
		return Config{}, hidden(top, strictyaml.InFile(file, err))
	}
	c.beside(file)
	c.inFile(file)
	return c, nil
}

func parse(top *yaml.Node) (Config, error) {
	c := Config{Region: defaultRegion, Speed: 1, Patience: defaultPatience}
	fields, err := strictyaml.Fields(top, "a target", append([]string{"name", "endpoint", "notAWS", "region", "regions",
		"accountKeys", "accounts", "credentials", "offers", "reset", "patience"}, append(termKeys, claimKeys...)...)...)
	if err != nil {
		return c, err
	}
	for _, read := range []func(map[string]*yaml.Node, *yaml.Node) error{c.readPlace, c.readRegions, c.readAccounts,
		c.readOffers, c.readTerms, c.readClaims} {
		if err := read(fields, top); err != nil {
			return c, err
		}
	}
	return c, nil
}

func (c *Config) readPlace(f map[string]*yaml.Node, top *yaml.Node) (err error) {
	n := f["endpoint"]
	if n == nil {
		return strictyaml.At(top, "a target needs an endpoint")
	}
	if c.Endpoint, err = strictyaml.Text(n, "endpoint"); err != nil {
		return err
	}
	if n := f["notAWS"]; n != nil {
		if c.NotAWS, err = strictyaml.Truth(n, "notAWS"); err != nil {
			return err
		}
	}
	if c.IsAWS() {
		if c.Name, err = AWS, notForAWS(f); err != nil {
			return err
		}
	} else {
		at, err := placeOf(c.Endpoint, c.NotAWS)
		if err != nil {
			return strictyaml.At(n, "%v", err)
		}
		c.Name, c.Endpoint = at.host, at.url
	}
	if n := f["name"]; n != nil {
		if c.Name, err = strictyaml.Text(n, "name"); err != nil {
			return err
		}
	}
	if n := f["region"]; n != nil {
		if c.Region, err = strictyaml.Text(n, "region"); err != nil {
			return err
		}
		if !slices.Contains(kernel.Regions, c.Region) {
			return strictyaml.At(n, "%q is not a Region that Shareproof knows: want one of %s", c.Region,
				strings.Join(kernel.Regions, ", "))
		}
	}
	if n := f["reset"]; n != nil {
		if c.Reset, err = strictyaml.Text(n, "reset"); err != nil {
			return err
		}
		if _, err := placeOf(c.Reset, c.NotAWS); err != nil {
			return strictyaml.At(n, "%v", err)
		}
	}
	if n := f["patience"]; n != nil {
		text, err := strictyaml.Text(n, "patience")
		if err != nil {
			return err
		}
		if c.Patience, err = kernel.ParseSpan(text); err != nil {
			return strictyaml.At(n, "%v", err)
		}
	}
	return nil
}

// notForAWS refuses what emulators have and AWS does not.
func notForAWS(f map[string]*yaml.Node) error {
	for _, no := range []struct{ key, why string }{
		{"notAWS", "the endpoint is AWS"},
		{"reset", "nothing empties an account of AWS: what a run makes is taken away after each scenario"},
		{"accountKeys", "AWS has no such keys: want accounts, with a profile or a role for each"},
	} {
		if n := f[no.key]; n != nil {
			return strictyaml.At(n, "%s does not go with endpoint: aws, %s", no.key, no.why)
		}
	}
	return nil
}

// readRegions reads which Regions stand for those of the suites.
func (c *Config) readRegions(f map[string]*yaml.Node, _ *yaml.Node) error {
	n := f["regions"]
	if n == nil {
		return nil
	}
	entries, err := strictyaml.Entries(n, "regions")
	if err != nil {
		return err
	}
	c.Regions = map[string]string{}
	for _, e := range entries {
		at, err := strictyaml.Text(e.Value, "a Region")
		if err != nil {
			return err
		}
		if !slices.Contains(kernel.Regions, e.Key.Value) {
			return strictyaml.At(e.Key, "%q is not a Region of the suites: want one of %s", e.Key.Value,
				strings.Join(kernel.Regions, ", "))
		}
		if kernel.RegionOf(at) == nil {
			return strictyaml.At(e.Value, "%q is not a Region of AWS", at)
		}
		c.Regions[e.Key.Value] = at
	}
	return nil
}

func (c *Config) readAccounts(f map[string]*yaml.Node, top *yaml.Node) (err error) {
	if n := f["accountKeys"]; n != nil {
		text, err := strictyaml.Text(n, "accountKeys")
		if err != nil {
			return err
		}
		if text != "account-number" {
			return strictyaml.At(n, "%q is not a way to make keys: want account-number", text)
		}
		c.AccountKeys = true
	}
	if c.AccountKeys == (f["accounts"] != nil) {
		return strictyaml.At(top, "a target needs either accounts, with their keys or roles, or accountKeys: account-number")
	}
	if n := f["credentials"]; n != nil {
		if c.Credentials, err = c.login(n, "credentials"); err != nil {
			return err
		}
	}
	if f["accounts"] == nil {
		return nil
	}
	entries, err := strictyaml.Entries(f["accounts"], "accounts")
	if err != nil {
		return err
	}
	c.Accounts = map[string]Account{}
	for _, e := range entries {
		if err := c.readAccount(e); err != nil {
			return err
		}
	}
	return nil
}

// readAccount reads who acts for an account, by the number that the suites use, or by
// its name with a number of its own.
func (c *Config) readAccount(e strictyaml.Entry) error {
	number := e.Key.Value
	if !kernel.IsAccount(number) {
		if number = target.NumberOf(number); number == "" {
			return strictyaml.At(e.Key, "%q is not an account: want 12 digits, or one of %s", e.Key.Value,
				strings.Join(target.Accounts, ", "))
		}
	}
	if _, twice := c.Accounts[number]; twice {
		return strictyaml.At(e.Key, "%s is the account %s, which stands here twice", e.Key.Value, number)
	}
	a, err := c.account(e.Value, number != e.Key.Value)
	if number == e.Key.Value {
		a.Number = number
	}
	c.Accounts[number] = a
	return err
}

// account reads who logs in or a role, and a number of its own where the account has a
// name.
func (c *Config) account(n *yaml.Node, named bool) (a Account, err error) {
	entries, err := strictyaml.Entries(n, "an account")
	if err != nil {
		return a, err
	}
	if i := slices.IndexFunc(entries, func(e strictyaml.Entry) bool { return e.Key.Value == "number" }); named && i >= 0 {
		if a.Number, err = strictyaml.Text(entries[i].Value, "number"); err != nil {
			return a, err
		}
		if !kernel.IsAccount(a.Number) {
			return a, strictyaml.At(entries[i].Value, "%q is not the number of an account: want 12 digits", a.Number)
		}
		without := *n
		without.Content = slices.Delete(slices.Clone(n.Content), 2*i, 2*i+2)
		n = &without
	}
	if slices.ContainsFunc(entries, func(e strictyaml.Entry) bool { return e.Key.Value == "roleArn" }) {
		return a, c.readRole(n, &a, named)
	}
	if c.IsAWS() && named && a.Number == "" {
		return a, strictyaml.At(n, "an account of AWS needs its number, so that no other one is ever called")
	}
	a.Login, err = c.login(n, "an account with keys")
	return a, err
}

// readRole reads a role of the account. Where the account has no number, it is the
// role's.
func (c *Config) readRole(n *yaml.Node, a *Account, named bool) error {
	fields, err := strictyaml.Fields(n, "an account with a role", "roleArn", "externalId", "profile")
	if err != nil {
		return err
	}
	if a.RoleARN, err = strictyaml.Text(fields["roleArn"], "roleArn"); err != nil {
		return err
	}
	arn, err := kernel.ParseARN(a.RoleARN)
	if err != nil || arn.Service != "iam" || !strings.HasPrefix(arn.Resource, "role/") {
		return strictyaml.At(fields["roleArn"], "%q is not the ARN of a role: want arn:aws:iam::ACCOUNT:role/NAME",
			a.RoleARN)
	}
	if c.IsAWS() && named && a.Number == "" {
		a.Number = arn.Account
	}
	if external := fields["externalId"]; external != nil {
		if a.ExternalID, err = strictyaml.Text(external, "externalId"); err != nil {
			return err
		}
	}
	if profile := fields["profile"]; profile != nil {
		return a.readProfile(profile)
	}
	if c.Credentials.isNobody() && !c.IsAWS() {
		return strictyaml.At(n, "a role needs credentials at the top of the file, to be assumed with")
	}
	return nil
}

func (c *Config) readOffers(f map[string]*yaml.Node, _ *yaml.Node) error {
	if f["offers"] == nil {
		return nil
	}
	fields, err := strictyaml.Fields(f["offers"], "offers", "services", "without", "clock", "speed")
	if err != nil {
		return err
	}
	if n := fields["services"]; n != nil {
		if c.Services, err = known(n, "services", "a service such as ram", isService); err != nil {
			return err
		}
	}
	if n := fields["without"]; n != nil {
		if c.Without, err = known(n, "without", "an operation such as ram.GetPermission", isOperation); err != nil {
			return err
		}
	}
	if n := fields["speed"]; n != nil {
		if c.IsAWS() {
			return strictyaml.At(n, "speed does not go with endpoint: aws, whose clock runs as all clocks do")
		}
		if c.Speed, err = strconv.Atoi(n.Value); err != nil || c.Speed < 1 || c.Speed > fastest {
			return strictyaml.At(n, "want speed as a whole number from 1 to %d, got %s", fastest, strictyaml.Describe(n))
		}
	}
	if n := fields["clock"]; n != nil {
		clock, err := strictyaml.Truth(n, "clock")
		if err != nil {
			return err
		}
		c.NoClock = !clock
	}
	return nil
}

func isService(name string) bool { return services.Find(name) != nil }

func isOperation(name string) bool {
	service, operation, _ := strings.Cut(name, ".")
	return services.FindOperation(service, operation) != nil
}

func known(n *yaml.Node, what, want string, ok func(string) bool) ([]string, error) {
	list, err := strictyaml.Texts(n, what)
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, element := range list {
		if !ok(element.Value) {
			return nil, strictyaml.At(element, "%q is not known: want %s", element.Value, want)
		}
		names = append(names, element.Value)
	}
	return names, nil
}
