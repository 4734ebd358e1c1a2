package remote

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go/logging"
	"gopkg.in/yaml.v3"

	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// Keys are long-lived or temporary credentials.
type Keys struct{ AccessKeyID, SecretAccessKey, SessionToken string }

// Login says where somebody's credentials come from: they are written down, or those of
// a profile in the files that the AWS CLI reads. Where it says nothing, they are those
// that every SDK finds by itself: of the environment, those files, a container or an
// instance.
type Login struct {
	Keys
	Profile string

	at string // file:line:col of the profile
}

func (l *Login) isNobody() bool { return l.AccessKeyID == "" && l.Profile == "" }

// String tells where the credentials come from.
func (l *Login) String() string {
	switch {
	case kernel.IsAccount(l.AccessKeyID):
		return "the account's number as key"
	case l.AccessKeyID != "":
		return "the keys of the target file"
	case l.Profile != "":
		return "profile " + l.Profile
	}
	return "the credentials of the environment"
}

// ErrProfile is why no call can be made by a profile: it is not there, or badly written.
var ErrProfile = errors.New("the profile cannot be used")

// login reads where somebody's credentials come from.
func (c *Config) login(n *yaml.Node, what string) (l Login, err error) {
	entries, err := strictyaml.Entries(n, what)
	if err != nil {
		return l, err
	}
	if slices.ContainsFunc(entries, func(e strictyaml.Entry) bool { return e.Key.Value == "profile" }) {
		fields, err := strictyaml.Fields(n, what+" of a profile", "profile")
		if err != nil {
			return l, err
		}
		return l, l.readProfile(fields["profile"])
	}
	if len(entries) == 0 && c.IsAWS() {
		return l, nil
	}
	fields, err := strictyaml.Fields(n, what, "accessKeyId", "secretAccessKey", "sessionToken")
	if err != nil {
		return l, err
	}
	for _, member := range []struct {
		name     string
		into     *string
		required bool
	}{{"accessKeyId", &l.AccessKeyID, true}, {"secretAccessKey", &l.SecretAccessKey, true},
		{"sessionToken", &l.SessionToken, false}} {
		switch value := fields[member.name]; {
		case value != nil:
			if *member.into, err = strictyaml.Text(value, member.name); err != nil {
				return l, err
			}
		case member.required:
			return l, strictyaml.At(n, "%s lacks %q", what, member.name)
		}
	}
	return l, nil
}

func (l *Login) readProfile(n *yaml.Node) (err error) {
	l.Profile, err = strictyaml.Text(n, "profile")
	l.at = fmt.Sprintf("%d:%d", n.Line, n.Column)
	return err
}

// inFile completes the places of profiles.
func (c *Config) inFile(file string) {
	place := func(l *Login) {
		if l.at != "" {
			l.at = file + ":" + l.at
		}
	}
	place(&c.Credentials)
	for _, number := range slices.Sorted(maps.Keys(c.Accounts)) {
		a := c.Accounts[number]
		place(&a.Login)
		c.Accounts[number] = a
	}
}

// logins find credentials as the AWS CLI and every SDK do, by profile.
type logins map[string]*found

// found is what there is of a profile.
type found struct {
	aws.CredentialsProvider
	renew string // the command by which a person logs in again; empty where there is none
}

// by returns who logs in for an account: for a role that names nobody, whoever assumes
// all such roles.
func (c *Config) by(a *Account) Login {
	if a.RoleARN != "" && a.isNobody() {
		return c.Credentials
	}
	return a.Login
}

// findLogins reads the profiles that the target file names. Nobody is called.
func findLogins(ctx context.Context, c *Config) (logins, error) {
	all := logins{}
	for _, number := range slices.Sorted(maps.Keys(c.Accounts)) {
		a := c.Accounts[number]
		l := c.by(&a)
		if l.AccessKeyID != "" || all[l.Profile] != nil {
			continue
		}
		one, err := find(ctx, &l, c.Region)
		if err != nil {
			return nil, err
		}
		all[l.Profile] = one
	}
	return all, nil
}

func find(ctx context.Context, l *Login, region string) (*found, error) {
	options := []func(*config.LoadOptions) error{config.WithDefaultRegion(region), config.WithLogger(logging.Nop{}),
		config.WithCredentialsCacheOptions(func(o *aws.CredentialsCacheOptions) { o.ExpiryWindow = early })}
	if l.Profile != "" {
		options = append(options, config.WithSharedConfigProfile(l.Profile))
	}
	loaded, err := config.LoadDefaultConfig(ctx, options...)
	var absent config.SharedConfigProfileNotExistError
	switch at := cmp.Or(l.at, l.String()); {
	case errors.As(err, &absent):
		return nil, fmt.Errorf("%s: %w: there is no profile %q in %s and %s", at, ErrProfile, absent.Profile,
			"~/.aws/config", "~/.aws/credentials, nor where AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE say")
	case err != nil:
		return nil, fmt.Errorf("%s: %w: %w", at, ErrProfile, err)
	}
	return &found{loaded.Credentials, renewal(loaded.ConfigSources, l.Profile)}, nil
}

// renewal is the command that logs a person in again, where the profile is one of those
// for which there is one.
func renewal(sources []any, profile string) string {
	of := ""
	if profile != "" {
		of = " --profile " + profile
	}
	for _, source := range sources {
		shared, ok := source.(config.SharedConfig)
		for p := &shared; ok && p != nil; p = p.Source {
			switch {
			case p.SSOAccountID != "":
				return "aws sso login" + of
			case p.LoginSession != "":
				return "aws login" + of
			}
		}
	}
	return ""
}

// credentials returns those by which somebody calls now, renewed where that is due and
// can be done.
func (t *Target) credentials(ctx context.Context, l Login) (Keys, time.Time, error) {
	if l.AccessKeyID != "" {
		return l.Keys, time.Time{}, nil
	}
	from := t.logins[l.Profile]
	got, err := from.Retrieve(ctx)
	if err != nil {
		told := fmt.Sprintf("%s: %v", l.String(), err)
		if from.renew != "" {
			told = fmt.Sprintf("%s has no valid session, say %s: %v", l.String(), from.renew, err)
		}
		return Keys{}, time.Time{}, &target.Trouble{What: target.NoCredentials, Message: told, Ours: true}
	}
	t.secrets.Add(got.SecretAccessKey, got.SessionToken)
	until := time.Time{}
	if got.CanExpire {
		until = got.Expires
	}
	return Keys{got.AccessKeyID, got.SecretAccessKey, got.SessionToken}, until, nil
}
