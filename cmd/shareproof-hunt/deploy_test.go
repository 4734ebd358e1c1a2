package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"regexp"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/shareproof/shareproof/internal/exit"
)

const top = "../../"

func text(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(top + name)
	require.NoError(t, err)
	return string(content)
}

// deployed is what of a manifest has to fit together.
type deployed struct {
	Kind     string
	Metadata struct{ Name string }
	Spec     struct {
		Parallelism, Completions *int
		BackoffLimit             *int   `yaml:"backoffLimit"`
		ServiceName              string `yaml:"serviceName"`
		Selector                 struct {
			Name string `yaml:"app.kubernetes.io/name"`
		}
		Ports            []struct{ Port int }
		PodFailurePolicy struct {
			Rules []struct {
				Action      string
				OnExitCodes struct {
					Operator string
					Values   []int
				} `yaml:"onExitCodes"`
			}
		} `yaml:"podFailurePolicy"`
		Template struct {
			Spec struct {
				RestartPolicy string `yaml:"restartPolicy"`
				Containers    []struct {
					Image        string
					Args         []string
					Env          []struct{ Name string }
					VolumeMounts []struct {
						Name      string
						MountPath string `yaml:"mountPath"`
					} `yaml:"volumeMounts"`
				}
			}
		}
	}
}

func manifest(t *testing.T) map[string]deployed {
	t.Helper()
	all := map[string]deployed{}
	for d := yaml.NewDecoder(bytes.NewReader([]byte(text(t, "deploy/hunt.yaml")))); ; {
		var next deployed
		err := d.Decode(&next)
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		all[next.Kind+" "+next.Metadata.Name] = next
	}
}

// flags returns the values that the flags of a job's command have.
func flags(t *testing.T, job deployed) (*cobra.Command, func(string) string) {
	t.Helper()
	require.Len(t, job.Spec.Template.Spec.Containers, 1)
	cmd := parse(t, append([]string{"shareproof", "hunt"}, job.Spec.Template.Spec.Containers[0].Args...))
	return cmd, func(name string) string {
		f := cmd.Flags().Lookup(name)
		require.NotNil(t, f, name)
		return f.Value.String()
	}
}

func TestTheJobsOfTheManifestShareAHunt(t *testing.T) {
	all := manifest(t)
	require.Len(t, all, 4)
	service, queue := all["Service shareproof-hunt-queue"], all["StatefulSet shareproof-hunt-queue"]
	lead, flag := flags(t, all["Job shareproof-hunt"])
	assert.Equal(t, "start", lead.Name())
	work, workFlag := flags(t, all["Job shareproof-hunt-workers"])
	assert.Equal(t, "work", work.Name())
	assert.Equal(t, flag("name"), workFlag("name"))
	for _, url := range []string{flag("nats"), workFlag("nats")} {
		assert.Equal(t, "nats://"+service.Metadata.Name+":4222", url)
	}
	require.Len(t, service.Spec.Ports, 1)
	assert.Equal(t, 4222, service.Spec.Ports[0].Port)
	assert.Equal(t, "shareproof-hunt-queue", service.Spec.Selector.Name)
	assert.Equal(t, service.Metadata.Name, queue.Spec.ServiceName)
	of := queue.Spec.Template.Spec.Containers[0]
	version := regexp.MustCompile(`nats-server/v2 v(\S+)`).FindStringSubmatch(text(t, "cmd/shareproof-hunt/go.mod"))
	assert.Equal(t, "nats:"+version[1], of.Image, "the server that the tests play with")
	assert.Contains(t, of.Args, "--auth=$("+tokenVariable+")")
	assert.Contains(t, of.Args, "--jetstream")
	assert.Contains(t, of.Args, "--store_dir="+of.VolumeMounts[0].MountPath)
	for name, part := range map[string]deployed{"queue": queue, "start": all["Job shareproof-hunt"],
		"work": all["Job shareproof-hunt-workers"]} {
		env := part.Spec.Template.Spec.Containers[0].Env
		require.Len(t, env, 1, name)
		assert.Equal(t, tokenVariable, env[0].Name)
	}
	assert.Equal(t, all["Job shareproof-hunt"].Spec.Template.Spec.Containers[0].Image,
		all["Job shareproof-hunt-workers"].Spec.Template.Spec.Containers[0].Image, "another build may be refused")
}

// Workers end with 0 when nothing is left to do: a Job without completions ends with them. One
// of another version ends with 2, and would in all pods that come after it.
func TestTheJobsOfTheManifestEndAsTheCommandsDo(t *testing.T) {
	all := manifest(t)
	workers := all["Job shareproof-hunt-workers"].Spec
	require.NotNil(t, workers.Parallelism)
	assert.Greater(t, *workers.Parallelism, 1)
	assert.Nil(t, workers.Completions)
	for name, ends := range map[string][]int{
		"Job shareproof-hunt-workers": {exit.Usage}, "Job shareproof-hunt": {exit.Diverges, exit.Usage, exit.Inconclusive},
	} {
		job := all[name].Spec
		assert.Equal(t, "Never", job.Template.Spec.RestartPolicy, name)
		require.NotNil(t, job.BackoffLimit, name)
		require.NotEmpty(t, job.PodFailurePolicy.Rules, name)
		rule := job.PodFailurePolicy.Rules[0]
		assert.Equal(t, "FailJob", rule.Action, name)
		assert.Equal(t, "In", rule.OnExitCodes.Operator, name)
		assert.Equal(t, ends, rule.OnExitCodes.Values, name)
	}
}

func TestTheContainerOfTheHuntIsTheCommand(t *testing.T) {
	dockerfile := text(t, "deploy/hunt.Dockerfile")
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(text(t, "cmd/shareproof-hunt/go.mod"))
	assert.Contains(t, dockerfile, "FROM golang:"+version[1]+" ")
	entry := regexp.MustCompile(`(?m)^ENTRYPOINT (\[.*\])$`).FindStringSubmatch(dockerfile)
	require.NotNil(t, entry)
	var words []string
	require.NoError(t, json.Unmarshal([]byte(entry[1]), &words))
	assert.Equal(t, []string{"/shareproof-hunt"}, words)
}

// The lines of docs/hunting.md that run the command are commands of it.
func TestThePageRunsCommandsThatThereAre(t *testing.T) {
	typed := regexp.MustCompile(`(?m)^\$ (?:[A-Z_]+=\S+ )?(shareproof hunt .*?)(?: +#.*| &)?$`)
	all := typed.FindAllStringSubmatch(text(t, "docs/hunting.md"), -1)
	require.GreaterOrEqual(t, len(all), 5)
	for _, line := range all {
		parse(t, regexp.MustCompile(`\s+`).Split(line[1], -1))
	}
}
