package remote

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// examination is what Examine asks, and what it has heard of so far.
type examination struct {
	*Target
	callers []examined
	found   []target.Finding
}

// examined is who acts for an account.
type examined struct {
	name string // of the account in the suites
	as   kernel.Caller
	arn  string
	keys Keys
}

// Examine asks the target for all that may be in the way of a run, and changes nothing.
func (t *Target) Examine(ctx context.Context) []target.Finding {
	e := &examination{Target: t}
	e.accounts(ctx)
	e.found = append(e.found, t.askClock(), t.tellReset())
	if len(e.callers) > 0 {
		e.regions(ctx)
		for _, who := range e.callers {
			e.services(ctx, who)
			e.permissions(ctx, who)
		}
		e.organization(ctx)
	}
	e.find("quotas", target.NotAsked, "no service that is called tells them",
		"compare aws service-quotas list-service-quotas with what the plan of a run needs")
	return e.found
}

func (e *examination) find(about string, state target.FindingState, says, mend string) {
	e.found = append(e.found, target.Finding{About: about, State: state, Says: says, Mend: mend})
}

// nameOfAccount is how the suites call an account.
func nameOfAccount(number string) string {
	for _, name := range target.Accounts {
		if target.NumberOf(name) == number {
			return name
		}
	}
	return number
}

// accounts asks who calls for each account.
func (e *examination) accounts(ctx context.Context) {
	all := e.config.Accounts
	if e.config.AccountKeys {
		all = map[string]Account{}
		for _, number := range asked {
			all[number] = Account{Number: number, Login: Login{Keys: Keys{AccessKeyID: number, SecretAccessKey: "shareproof"}}}
		}
	}
	known := map[string]string{}
	for _, number := range slices.Sorted(maps.Keys(all)) {
		a, name := all[number], nameOfAccount(number)
		about := "account " + name
		keys, from, err := e.tries(ctx, &a)
		if err != nil {
			e.find(about, target.InTheWay, gistOf(err), e.renewal(&a))
			continue
		}
		who, err := e.callerOf(ctx, keys)
		switch other := known[who.Account]; {
		case !isAnswer(err) && !errors.Is(err, target.ErrUnsupported):
			e.find(about, target.InTheWay, err.Error(), "see that the endpoint answers")
		case err != nil && !e.IsAWS() && !isTurnedAway(err):
			e.find(about, target.NotAsked, "the target cannot tell who calls", "")
		case err != nil:
			e.find(about, target.InTheWay, err.Error()+e.offBy(), e.renewal(&a))
		case a.Number != "" && who.Account != a.Number:
			e.find(about, target.InTheWay, fmt.Sprintf("%s is of account %s, not of %s", who.Arn, who.Account, a.Number),
				"name credentials of account "+a.Number)
		case other != "":
			e.find(about, target.InTheWay, fmt.Sprintf("it is %s, as is %s", who.Account, other),
				"name credentials of another account")
		default:
			e.find(about, target.Fine, who.Arn+", "+from, "")
			known[who.Account] = name
			e.acting[who.Account] = a
			e.callers = append(e.callers, examined{name: name, arn: who.Arn, keys: keys,
				as: kernel.Caller{Account: who.Account, Region: e.config.Region}})
		}
	}
}

// gistOf is an error without the kind of trouble that it is.
func gistOf(err error) string {
	var trouble *target.Trouble
	if errors.As(err, &trouble) {
		return trouble.Message
	}
	return err.Error()
}

// tries returns the keys of who acts for an account, and tells where they come from.
func (e *examination) tries(ctx context.Context, a *Account) (Keys, string, error) {
	by := e.config.by(a)
	keys, until, err := e.credentials(ctx, by)
	from := "by " + by.String()
	if err == nil && a.RoleARN != "" {
		keys, err = e.keysOf(ctx, *a)
		from, until = from+" through a role", e.roles[a.RoleARN].until.Std()
	}
	if !until.IsZero() && until.Year() > 1970 {
		from += ", until " + until.UTC().Format(time.RFC3339)
	}
	return keys, from, err
}

// renewal tells how to come to credentials for an account.
func (e *examination) renewal(a *Account) string {
	by := e.config.by(a)
	if login := e.logins[by.Profile]; by.AccessKeyID == "" && login != nil && login.renew != "" {
		return login.renew
	}
	return "name credentials in the target file that the target takes"
}

// isTurnedAway reports whether credentials were not taken.
func isTurnedAway(err error) bool {
	var refused *kernel.Error
	return errors.As(err, &refused) && slices.Contains(notTaken, refused.Code)
}

func (e *examination) callerOf(ctx context.Context, keys Keys) (*iam.GetCallerIdentityOutput, error) {
	out, err := e.once(ctx, &iam.GetCallerIdentity{}, keys, e.config.Region)
	if err != nil {
		return &iam.GetCallerIdentityOutput{}, err
	}
	return out.(*iam.GetCallerIdentityOutput), nil
}

// once makes a call with keys.
func (e *examination) once(ctx context.Context, in any, keys Keys, region string) (any, error) {
	to, err := e.Call(in)
	if err != nil {
		return nil, err
	}
	return e.perform(ctx, to, keys, region, in)
}

// tellReset says how scenarios begin.
func (t *Target) tellReset() target.Finding {
	f := target.Finding{About: "reset", State: target.Fine}
	switch {
	case t.config.Reset != "":
		f.State, f.Says = target.NotAsked, "a run tries whether it empties the target before it begins"
	case t.Offers(target.Reset):
		f.Says = "by the control API"
	default:
		f.Says = "there is none: what a scenario makes is swept after it"
	}
	return f
}

// regions asks in each Region that stands for one of the suites whether it answers.
func (e *examination) regions(ctx context.Context) {
	var answer, silent []string
	for _, region := range kernel.Regions {
		if there := cmp.Or(e.config.Regions[region], region); kernel.Partition(there) == kernel.Partition(e.config.Region) {
			if _, err := e.once(ctx, &iam.GetCallerIdentity{}, e.callers[0].keys, there); err != nil {
				silent = append(silent, there)
			} else {
				answer = append(answer, there)
			}
		}
	}
	switch {
	case len(silent) == 0:
		e.find("Regions", target.Fine, fmt.Sprintf("all %d of the suites answer", len(answer)), "")
	case slices.Contains(silent, e.config.Region):
		e.find("Regions", target.InTheWay, strings.Join(silent, ", ")+" do not answer", "enable them, or name another region")
	default:
		e.find("Regions", target.Lacks, strings.Join(silent, ", ")+" do not answer",
			"enable them, or name others that stand for them under regions")
	}
}

// services asks each service for something that changes nothing.
func (e *examination) services(ctx context.Context, who examined) {
	var answers, denied, lacking []string
	for _, in := range e.looks() {
		api := services.OperationOf(in).API
		switch _, err := e.once(ctx, in, who.keys, who.as.Region); {
		case isDenied(err):
			denied = append(denied, api.Signing+":"+api.Look)
		case isAnswer(err):
			answers = append(answers, api.Service)
		default:
			lacking = append(lacking, api.Service)
		}
	}
	about := "services for " + who.name
	switch {
	case len(denied) > 0:
		e.find(about, target.InTheWay, "denied: "+strings.Join(denied, ", "), "allow them to "+who.arn+
			", or leave their services out under offers")
	case len(lacking) > 0:
		e.find(about, target.Lacks, strings.Join(lacking, ", ")+" do not answer", "leave them out under offers: services")
	default:
		e.find(about, target.Fine, strings.Join(answers, ", "), "")
	}
}

// isDenied reports whether a call was refused for want of a right.
func isDenied(err error) bool {
	var refused *kernel.Error
	return errors.As(err, &refused) && (refused.Status == 403 || strings.HasPrefix(refused.Code, "AccessDenied")) &&
		!isTurnedAway(err)
}

// organization asks whether there is one, and whether RAM shares within it.
func (e *examination) organization(ctx context.Context) {
	const about = "organization"
	who := e.callers[0]
	out, err := e.once(ctx, &organizations.DescribeOrganization{}, who.keys, who.as.Region)
	var refused *kernel.Error
	switch {
	case errors.As(err, &refused) && refused.Code == organizations.NotInUse.Code:
		e.find(about, target.Lacks, who.name+" is in none: what needs one is unsupported", "")
		return
	case err != nil || out.(*organizations.DescribeOrganizationOutput).Organization == nil:
		e.find(about, target.NotAsked, "whether there is one was not told", "")
		return
	}
	org := out.(*organizations.DescribeOrganizationOutput).Organization
	at := slices.IndexFunc(e.callers, func(c examined) bool { return c.as.Account == org.MasterAccountId })
	if at < 0 {
		e.find(about, target.NotAsked, fmt.Sprintf("%s is in %s, whose management account the target file does not name", who.name,
			org.Id), "")
		return
	}
	out, err = e.once(ctx, &organizations.ListAWSServiceAccessForOrganization{}, e.callers[at].keys, who.as.Region)
	if err != nil {
		e.find(about, target.NotAsked, "which services it trusts was not told: "+err.Error(), "")
		return
	}
	var trusted []string
	for _, p := range out.(*organizations.ListAWSServiceAccessForOrganizationOutput).EnabledServicePrincipals {
		trusted = append(trusted, p.ServicePrincipal)
	}
	says := fmt.Sprintf("%s, which trusts %s", org.Id, cmp.Or(strings.Join(trusted, ", "), "no service"))
	if slices.Contains(trusted, "ram.amazonaws.com") {
		e.find(about, target.Fine, says, "")
		return
	}
	e.find(about, target.Lacks, says+": RAM invites its accounts as strangers",
		"aws ram enable-sharing-with-aws-organization, in the management account")
}
