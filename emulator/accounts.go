package emulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Account is an account of an emulator that is Strict: the name by which it is spoken of,
// its number, and an access key of its administrator.
type Account struct{ Name, Number, AccessKeyID, SecretAccessKey string }

// Lot is 32 bytes from which all is drawn that nobody shall know beforehand.
type Lot [32]byte

// LotOf returns the lot of a seed, so that it can be drawn again.
func LotOf(seed uint64) Lot {
	return sha256.Sum256(binary.BigEndian.AppendUint64([]byte("shareproof serve --strict "), seed))
}

func (l Lot) draw(what string) []byte {
	mac := hmac.New(sha256.New, l[:])
	mac.Write([]byte(what))
	return mac.Sum(nil)
}

// Seed is the seed of the world in which the accounts are.
func (l Lot) Seed() uint64 { return binary.BigEndian.Uint64(l.draw("world")) }

var accountName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// Accounts draws an account for each name, the same for a name whatever the others are. An
// error says which name is none.
func (l Lot) Accounts(names ...string) ([]Account, error) {
	var all []Account
	known := map[string]bool{}
	for _, name := range names {
		switch {
		case !accountName.MatchString(name):
			return nil, fmt.Errorf("%q is not a name: want lower-case letters, digits and -, a letter first", name)
		case known[name]:
			return nil, fmt.Errorf("%s stands twice", name)
		}
		known[name] = true
		all = append(all, Account{name, l.number(name), "AKIA" + capitals(l.draw("access key of " + name)[:16]),
			base64.StdEncoding.EncodeToString(l.draw("secret of " + name)[:30])})
	}
	if len(all) == 0 {
		return nil, errors.New("want one account at least")
	}
	return all, nil
}

// number draws an account number that does not begin with 0.
func (l Lot) number(name string) string {
	n := binary.BigEndian.Uint64(l.draw("number of " + name))
	return fmt.Sprint(100_000_000_000 + n%900_000_000_000)
}

// capitals spells a character of base32 for each byte.
func capitals(b []byte) string {
	const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	text := make([]byte, len(b))
	for i, c := range b {
		text[i] = base32[c&31]
	}
	return string(text)
}

// written is the first line of each file that WriteCredentials writes: it replaces none
// that begins otherwise.
const written = "# Written by shareproof serve --strict.\n"

// WriteCredentials writes three files into a folder, which only their owner can read:
// credentials and config, with a profile for each account, as the AWS CLI and every SDK
// read them, and target.yaml for check --target, which also says how fast the clock is.
func WriteCredentials(dir, endpoint, region string, clock Clock, accounts []Account) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	var credentials, config, target strings.Builder
	fmt.Fprintf(&target, "endpoint: %s\nregion: %s\naccounts:\n", endpoint, region)
	for _, a := range accounts {
		fmt.Fprintf(&credentials, "\n[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n", a.Name, a.AccessKeyID,
			a.SecretAccessKey)
		fmt.Fprintf(&config, "\n[profile %s]\nregion = %s\nendpoint_url = %s\n", a.Name, region, endpoint)
		fmt.Fprintf(&target, "  %s: {number: %q, accessKeyId: %s, secretAccessKey: %q}\n", a.Name, a.Number, a.AccessKeyID,
			a.SecretAccessKey)
	}
	if clock >= 2 {
		fmt.Fprintf(&target, "offers: {speed: %d}\n", int(clock))
	}
	for _, file := range []struct{ name, text string }{
		{"credentials", credentials.String()}, {"config", config.String()}, {"target.yaml", target.String()},
	} {
		if err := writeOwn(filepath.Join(dir, file.name), written+file.text); err != nil {
			return err
		}
	}
	return nil
}

// writeOwn writes a file, or replaces one that was written before.
func writeOwn(name, text string) error {
	before, err := os.ReadFile(name)
	if err == nil && !strings.HasPrefix(string(before), written) {
		return fmt.Errorf("%s is there and was not written by serve --strict: choose another folder", name)
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
