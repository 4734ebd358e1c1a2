// Package clients_test plays what people do with AWS's own clients, as far as they are
// installed: the AWS CLI, boto3 and the SDK for JavaScript.
package clients_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/pki"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target/remote"
)

// client is a client of AWS, and how to play with it.
type client struct {
	program []string // the environment variable that names it, and what it is called
	probe   []string // what it says where it is installed as a whole
	scripts []string
	strict  string // the script for an emulator that is as strict as AWS
	install string
}

var installed = map[string]client{
	"the AWS CLI": {[]string{"SHAREPROOF_AWS", "aws"}, []string{"--version"}, []string{"aws.sh"}, "strict.sh",
		"apt-get install awscli, or see the AWS CLI's guide"},
	"boto3": {[]string{"SHAREPROOF_PYTHON", "python3"}, []string{"-c", "import boto3"}, []string{"boto.py", "walk.py"},
		"strict.py",
		"apt-get install python3-boto3, or pip install boto3"},
	"the SDK for JavaScript": {[]string{"SHAREPROOF_NODE", "node"},
		[]string{"-e", "require('@aws-sdk/client-ec2'); require('@aws-sdk/credential-providers')"}, []string{"sdk.cjs"}, "",
		"cd emulator/clients/testdata && npm install --no-package-lock"},
}

func TestClientsWorkUnchanged(t *testing.T) {
	if testing.Short() || os.Getenv("SHAREPROOF_CLIENTS") == "no" {
		t.Skip("plays with clients that are programs of their own")
	}
	for name, c := range installed {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := c.program[1]
			if chosen := os.Getenv(c.program[0]); chosen != "" {
				program = chosen
			}
			probe := exec.Command(program, c.probe...)
			probe.Dir = "testdata"
			if err := probe.Run(); err != nil {
				t.Skipf("%s is not installed: %s", name, c.install)
			}
			at := func(script, path string, play func(t *testing.T, name, program, script, path string)) {
				t.Run(script+path, func(t *testing.T) {
					t.Parallel()
					play(t, name, program, script, path)
				})
			}
			for _, script := range c.scripts {
				at(script, "", play)
			}
			if c.strict == "" {
				at(c.scripts[0], "/_world/one", play)
				return
			}
			at(c.strict, "", playStrictly)
			at(c.strict, "/_world/one", playStrictly)
		})
	}
}

// play runs a client's script against an emulator of its own, in the world at a path.
func play(t *testing.T, name, program, script, path string) {
	server := httptest.NewServer(emulator.NewWorlds(emulator.New(emulator.Options{
		World: model.Options{Start: time.Date(2026, 1, 8, 0, 0, 0, 0, time.UTC)}, ExpiryByWall: true,
	}), emulator.Room{Most: 1}))
	defer server.Close()
	endpoint := server.URL + path
	backup := readyBackup(t, endpoint)

	run(t, name, program, script, "ENDPOINT="+endpoint, "READS="+reads(t), "BACKUP="+backup.BackupId,
		"ARN="+backup.BackupArn)
}

// playStrictly runs a client's script against an emulator that is as strict as AWS, in the
// world at a path.
func playStrictly(t *testing.T, name, program, script, path string) {
	accounts, err := emulator.LotOf(1).Accounts("owner", "consumer")
	require.NoError(t, err)
	server := httptest.NewServer(emulator.NewWorlds(emulator.New(emulator.Options{Clock: 3600,
		Strict: &emulator.Strict{Accounts: accounts}}), emulator.Room{Most: 1}))
	defer server.Close()
	dir, endpoint := t.TempDir(), server.URL+path
	require.NoError(t, emulator.WriteCredentials(dir, endpoint, "us-east-1", emulator.Real, accounts))
	run(t, name, program, script, "ENDPOINT="+endpoint, "AWS_CONFIG_FILE="+filepath.Join(dir, "config"),
		"AWS_SHARED_CREDENTIALS_FILE="+filepath.Join(dir, "credentials"))
}

// run runs a script and shows what it prints.
func run(t *testing.T, name, program, script string, variables ...string) {
	script, err := filepath.Abs(filepath.Join("testdata", script))
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, script)
	if filepath.Ext(script) == ".sh" {
		cmd = exec.CommandContext(ctx, "bash", script)
	}
	home := t.TempDir()
	// What does not go to the emulator goes to a proxy that is not there.
	cmd.Env = append(withoutAWS(os.Environ()), "AWS="+program, "HOME="+home, "AWS_EC2_METADATA_DISABLED=true",
		"HTTPS_PROXY=http://127.0.0.1:9", "NO_PROXY=127.0.0.1")
	cmd.Env = append(cmd.Env, variables...)
	cmd.Dir = home
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	for line := range bytes.Lines(out) {
		t.Logf("%s: %s", name, bytes.TrimRight(line, "\n"))
	}
}

// reads writes down which members AWS always sends, for each operation that reads.
func reads(t *testing.T) string {
	always := map[string][]string{}
	for _, api := range services.All {
		for _, op := range api.Operations {
			if !op.Reads() {
				continue
			}
			always[op.FullName()] = []string{}
			for _, m := range op.Answers() {
				if m.Sent == kernel.SentAlways {
					always[op.FullName()] = append(always[op.FullName()], m.Path)
				}
			}
		}
	}
	text, err := json.Marshal(always)
	require.NoError(t, err)
	name := filepath.Join(t.TempDir(), "reads.json")
	require.NoError(t, os.WriteFile(name, text, 0o600))
	return name
}

// withoutAWS leaves out what the caller's own environment tells clients of AWS.
func withoutAWS(environment []string) (rest []string) {
	for _, variable := range environment {
		if name, _, _ := strings.Cut(variable, "="); !strings.HasPrefix(name, "AWS_") &&
			!strings.HasSuffix(strings.ToLower(name), "_proxy") {
			rest = append(rest, variable)
		}
	}
	return rest
}

// readyBackup makes the backup that the scripts share.
func readyBackup(t *testing.T, endpoint string) cloudhsm.Backup {
	config, err := remote.ForURL(endpoint)
	require.NoError(t, err)
	owner, err := remote.Open(t.Context(), config)
	require.NoError(t, err)
	as := kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	do := func(in any) any {
		out, err := owner.Do(t.Context(), as, in)
		require.NoError(t, err)
		require.NoError(t, owner.Wait(t.Context(), 2*time.Hour))
		return out
	}
	vault := do(&cloudhsm.CreateCluster{HsmType: "hsm2m.medium",
		SubnetIds: []string{"subnet-0123456789abcdefa"}}).(*cloudhsm.CreateClusterOutput).Cluster.ClusterId
	do(&cloudhsm.CreateHsm{ClusterId: vault, AvailabilityZone: "us-east-1a"})
	clusters := do(&cloudhsm.DescribeClusters{}).(*cloudhsm.DescribeClustersOutput).Clusters
	signed, err := pki.Sign(clusters[0].Certificates.ClusterCsr)
	require.NoError(t, err)
	do(&cloudhsm.InitializeCluster{ClusterId: vault, SignedCert: signed, TrustAnchor: pki.TrustAnchor()})
	do(&cloudhsm.DescribeClusters{}) // until somebody activates it
	backups := do(&cloudhsm.DescribeBackups{}).(*cloudhsm.DescribeBackupsOutput).Backups
	require.NotEmpty(t, backups)
	require.EqualValues(t, "READY", backups[0].BackupState)
	return backups[0]
}
