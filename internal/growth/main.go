// Command growth measures how rates change with what there is: workers, services, accounts
// and resources. It writes a table and plots into the page that it is given, between two
// marks. Each rate is the best of three rounds that go through all sizes in turn.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/conformance/simulation"
	"github.com/shareproof/shareproof/internal/pki"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

const (
	begin   = "<!-- made by make bench-report: begin -->\n"
	end     = "<!-- made by make bench-report: end -->\n"
	rounds  = 3
	atLeast = 200 * time.Millisecond // of each measurement
)

// curve is how the rate of one thing changes with a size.
type curve struct {
	what, of string
	sizes    []int
	// rate prepares what is measured at a size; what it returns does it n times, or more
	// often where it can only be done in larger pieces, and tells how often.
	rate  func(size int) func(n int) int
	rates []float64 // a second
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: growth PAGE.md")
		os.Exit(2)
	}
	debug.SetGCPercent(400) // as simulate does
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "growth:", err)
		os.Exit(4)
	}
}

func write(page string) error {
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	before, rest, ok := bytes.Cut(text, []byte(begin))
	_, after, ended := bytes.Cut(rest, []byte(end))
	if !ok || !ended {
		return fmt.Errorf("%s: the marks are missing: want a line %s and after it %s", page, strings.TrimSpace(begin),
			strings.TrimSpace(end))
	}
	resources := []int{1000, 10_000, 100_000, 1_000_000}
	curves := []*curve{
		{what: "`simulate`, steps", of: "workers", sizes: []int{1, 2, 4}, rate: workers},
		{what: "`simulate`, steps of one worker", of: "services in a world", sizes: sizesOfWorlds(), rate: services},
		{what: "a key of another account is described", of: "accounts", sizes: []int{10, 100, 1000, 10_000}, rate: accounts},
		{what: "a backup is described", of: "backups", sizes: resources, rate: one},
		{what: "a page of 50 backups", of: "backups", sizes: resources, rate: pages},
		{what: "a backup is copied", of: "backups", sizes: resources, rate: copies},
	}
	var told bytes.Buffer
	for _, c := range curves {
		fmt.Fprintln(os.Stderr, c.what)
		c.measure()
	}
	tell(&told, curves)
	return os.WriteFile(page, bytes.Join([][]byte{before, []byte(begin), told.Bytes(), []byte(end), after}, nil), 0o644)
}

// measure takes the rates at all sizes, round after round, so that whatever else the machine
// does hits them alike.
func (c *curve) measure() {
	c.rates = make([]float64, len(c.sizes))
	for range rounds {
		for i, size := range c.sizes {
			do := c.rate(size)
			runtime.GC()
			for n := 1; ; n *= 4 {
				began := time.Now()
				done := do(n)
				if took := time.Since(began); took >= atLeast {
					c.rates[i] = max(c.rates[i], float64(done)/took.Seconds())
					break
				}
			}
		}
	}
}

func tell(w *bytes.Buffer, curves []*curve) {
	fmt.Fprintf(w, "\n%d cores. Rates are those of one run, and what matters is how they compare in a row.\n\n", runtime.NumCPU())
	fmt.Fprint(w, "| a second | with how many | rates | last of first |\n| --- | --- | --- | --- |\n")
	for _, c := range curves {
		var sizes, rates []string
		for i, size := range c.sizes {
			sizes, rates = append(sizes, grouped(size)), append(rates, grouped(int(c.rates[i])))
		}
		fmt.Fprintf(w, "| %s | %s %s | %s | %.2f × |\n", c.what, strings.Join(sizes, ", "), c.of, strings.Join(rates, ", "),
			c.rates[len(c.rates)-1]/c.rates[0])
	}
	for _, c := range curves {
		var sizes, shares []string
		most := 1.0
		for i, size := range c.sizes {
			share := c.rates[i] / c.rates[0]
			most = max(most, share)
			sizes, shares = append(sizes, fmt.Sprintf("%q", grouped(size))), append(shares, fmt.Sprintf("%.2f", share))
		}
		fmt.Fprintf(w, "\n```mermaid\nxychart-beta\n  title \"%s, against %s\"\n  x-axis [%s]\n  y-axis \"times the first\" 0 --> %.1f\n"+
			"  line [%s]\n```\n", strings.ReplaceAll(c.what, "`", ""), c.of, strings.Join(sizes, ", "), most+0.2,
			strings.Join(shares, ", "))
	}
	fmt.Fprintln(w)
}

// grouped writes a number with a comma before each three digits.
func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func workers(n int) func(int) int {
	return func(steps int) int {
		return simulation.Run(context.Background(), simulation.Options{Seed: 1, Steps: max(steps, 40_000), Workers: n}).Steps
	}
}

// sizesOfWorlds are the numbers of services that worlds of simulate have.
func sizesOfWorlds() (sizes []int) {
	for seed := range uint64(200) {
		sizes = append(sizes, simulation.Services(seed))
	}
	slices.Sort(sizes)
	return slices.Compact(sizes)
}

// services plays worlds that have so many services, each to its end.
func services(n int) func(int) int {
	return func(steps int) (done int) {
		for seed := uint64(1); done < max(steps, 16_000); seed++ {
			if simulation.Services(seed) == n {
				done += simulation.Run(context.Background(), simulation.Options{Seed: seed, Steps: 2000, Workers: 1}).Steps
			}
		}
		return done
	}
}

func repeated(call func()) func(int) int {
	return func(n int) int {
		for range n {
			call()
		}
		return n
	}
}

// must performs a call that is not refused.
func must[Out any](w *model.World, as kernel.Caller, in any) *Out {
	out, err := w.Do(as, in)
	if err != nil {
		panic(err) // what is measured is not what was meant
	}
	return out.(*Out)
}

func numbered(account int) kernel.Caller {
	return kernel.Caller{Account: fmt.Sprintf("%012d", account), Region: "us-east-1"}
}

// accounts has an account describe keys of as many others, one after the other.
func accounts(n int) func(int) int {
	w, hub := model.New(model.Options{}), numbered(999_999_999_999)
	keys := make([]kms.DescribeKey, n)
	for i := range n {
		open := fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["%012d","%s"]},`+
			`"Action":"kms:*","Resource":"*"}]}`, i+1, hub.Account)
		keys[i].KeyId = must[kms.CreateKeyOutput](w, numbered(i+1), &kms.CreateKey{Policy: open}).KeyMetadata.Arn
	}
	next := 0
	return repeated(func() {
		must[kms.DescribeKeyOutput](w, hub, &keys[next])
		next = (next + 1) % n
	})
}

// stock is a world with backups in a Region to which they were copied.
type stock struct {
	*model.World
	owner, at kernel.Caller
	first     string
}

// stockOf makes a world of so many backups, once.
func stockOf(n int) *stock {
	if stocks[n] == nil {
		s := &stock{World: model.New(model.Options{}), owner: numbered(1), at: kernel.Caller{Account: numbered(1).Account,
			Region: "eu-west-1"}}
		s.first = s.backup()
		for range n {
			s.copy()
		}
		s.Advance(time.Hour)
		stocks[n] = s
	}
	return stocks[n]
}

var stocks = map[int]*stock{}

// backup makes the first backup, of a cluster that is initialized for it.
func (s *stock) backup() string {
	id := must[cloudhsm.CreateClusterOutput](s.World, s.owner,
		&cloudhsm.CreateCluster{HsmType: "hsm2m.medium", SubnetIds: []string{"subnet-0a1b2c3a"}}).Cluster.ClusterId
	s.Advance(time.Hour)
	must[cloudhsm.CreateHsmOutput](s.World, s.owner, &cloudhsm.CreateHsm{ClusterId: id, AvailabilityZone: "us-east-1a"})
	s.Advance(time.Hour)
	seen := must[cloudhsm.DescribeClustersOutput](s.World, s.owner, &cloudhsm.DescribeClusters{}).Clusters[0]
	signed, err := pki.Sign(seen.Certificates.ClusterCsr)
	if err != nil {
		panic(err) // the model made the request
	}
	must[cloudhsm.InitializeClusterOutput](s.World, s.owner,
		&cloudhsm.InitializeCluster{ClusterId: id, SignedCert: signed, TrustAnchor: pki.TrustAnchor()})
	s.Advance(2 * time.Hour)
	return must[cloudhsm.DescribeBackupsOutput](s.World, s.owner, &cloudhsm.DescribeBackups{}).Backups[0].BackupId
}

func (s *stock) copy() {
	must[cloudhsm.CopyBackupToRegionOutput](s.World, s.owner,
		&cloudhsm.CopyBackupToRegion{BackupId: s.first, DestinationRegion: s.at.Region})
}

func one(n int) func(int) int {
	s := stockOf(n)
	most := int32(1)
	some := must[cloudhsm.DescribeBackupsOutput](s.World, s.at, &cloudhsm.DescribeBackups{MaxResults: &most}).Backups[0]
	in := &cloudhsm.DescribeBackups{Filters: map[string][]string{"backupIds": {some.BackupId}}}
	return repeated(func() { must[cloudhsm.DescribeBackupsOutput](s.World, s.at, in) })
}

func pages(n int) func(int) int {
	s := stockOf(n)
	most := int32(50)
	return repeated(func() {
		must[cloudhsm.DescribeBackupsOutput](s.World, s.at, &cloudhsm.DescribeBackups{MaxResults: &most})
	})
}

// copies makes more of what there is, so that the stock grows by what is measured.
func copies(n int) func(int) int { return repeated(stockOf(n).copy) }
