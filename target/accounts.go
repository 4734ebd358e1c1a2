package target

import (
	"slices"
	"strconv"
	"strings"
)

// Accounts are the names of the accounts that the suites know without declaring them,
// so that a feature's documents may name their numbers.
var Accounts = []string{"owner", "consumer", "stranger", "management", "member"}

// NumberOf returns the number of one of Accounts: 111111111111 for the first, and so
// on. It is "" for any other name.
func NumberOf(name string) string {
	i := slices.Index(Accounts, name)
	if i < 0 {
		return ""
	}
	return strings.Repeat(strconv.Itoa(i+1), 12)
}
