package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

const deploy = "../../deploy/"

// served checks arguments of the command as it does itself, and returns the values of
// the flags of serve.
func served(t *testing.T, args []string) func(flag string) string {
	require.NotEmpty(t, args)
	require.Equal(t, "serve", args[0])
	cmd := serveCommand()
	require.NoError(t, cmd.ParseFlags(args[1:]))
	require.Empty(t, cmd.Flags().Args())
	return func(flag string) string {
		f := cmd.Flags().Lookup(flag)
		require.NotNil(t, f, flag)
		return f.Value.String()
	}
}

func deployed(t *testing.T, name string) string {
	text, err := os.ReadFile(deploy + name)
	require.NoError(t, err)
	return string(text)
}

func TestTheContainerServesAsTheCommandDoes(t *testing.T) {
	text := deployed(t, "Dockerfile")
	arguments := regexp.MustCompile(`(?m)^CMD (\[.*\])$`).FindStringSubmatch(text)
	require.NotNil(t, arguments)
	var args []string
	require.NoError(t, json.Unmarshal([]byte(arguments[1]), &args))
	flag := served(t, args)
	for _, port := range []string{flag("addr"), flag("admin")} {
		_, port, _ = strings.Cut(port, ":")
		assert.Regexp(t, `(?m)^EXPOSE .*\b`+port+`\b`, text)
	}
	assert.Contains(t, text, "\nVOLUME "+flag("data")+"\n")
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(deployed(t, "../go.mod"))
	assert.Contains(t, text, "FROM golang:"+version[1]+" ", "the image has the Go of go.mod")
}

// manifest is what of the manifest has to fit together.
type manifest struct {
	Kind string
	Spec struct {
		Template struct {
			Metadata struct{ Labels map[string]string }
			Spec     struct {
				Containers []struct {
					Args  []string
					Ports []struct {
						Name          string
						ContainerPort int `yaml:"containerPort"`
					}
					LivenessProbe, ReadinessProbe, StartupProbe struct {
						HTTPGet struct{ Path, Port string } `yaml:"httpGet"`
					} `yaml:",omitempty"`
					VolumeMounts []struct {
						Name      string
						MountPath string `yaml:"mountPath"`
					} `yaml:"volumeMounts"`
				}
			}
		}
		Ports []struct {
			TargetPort string `yaml:"targetPort"`
		}
	}
}

func TestTheManifestServesAsTheCommandDoes(t *testing.T) {
	kinds := map[string]manifest{}
	for d := yaml.NewDecoder(bytes.NewReader([]byte(deployed(t, "kubernetes.yaml")))); ; {
		var p manifest
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		kinds[p.Kind] = p
	}
	require.Len(t, kinds, 3)
	require.Len(t, kinds["Deployment"].Spec.Template.Spec.Containers, 1)
	of := kinds["Deployment"].Spec.Template.Spec.Containers[0]
	flag := served(t, of.Args)
	require.Len(t, of.Ports, 2)
	assert.Equal(t, "aws", of.Ports[0].Name)
	assert.Regexp(t, ":4566$", flag("addr"))
	assert.Equal(t, 4566, of.Ports[0].ContainerPort)
	assert.Equal(t, "admin", of.Ports[1].Name)
	assert.Regexp(t, ":9090$", flag("admin"))
	assert.Equal(t, 9090, of.Ports[1].ContainerPort)
	require.Len(t, of.VolumeMounts, 1)
	assert.Equal(t, flag("data"), of.VolumeMounts[0].MountPath)
	require.Len(t, kinds["Service"].Spec.Ports, 1)
	assert.Equal(t, "aws", kinds["Service"].Spec.Ports[0].TargetPort)
}

func TestTheUnitServesAsTheCommandDoes(t *testing.T) {
	text := deployed(t, "shareproof.service")
	start := regexp.MustCompile(`(?m)^ExecStart=\S+/shareproof (.*)$`).FindStringSubmatch(text)
	require.NotNil(t, start)
	flag := served(t, strings.Fields(start[1]))
	assert.Contains(t, text, "\nStateDirectory="+strings.TrimPrefix(flag("data"), "/var/lib/")+"\n")
	verify, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not here to verify the unit")
	}
	unit := strings.Replace(text, "/usr/local/bin/shareproof", "/bin/true", 1) // it has to be there
	file := t.TempDir() + "/shareproof.service"
	require.NoError(t, os.WriteFile(file, []byte(unit), 0o600))
	out, err := exec.Command(verify, "verify", "--man=no", file).CombinedOutput()
	if err != nil && !strings.Contains(string(out), "shareproof.service") {
		t.Skipf("systemd-analyze does not work here: %v: %s", err, out)
	}
	assert.NoError(t, err, string(out))
	assert.NotContains(t, string(out), file)
}
