package sdk_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/internal/sample"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
	"github.com/shareproof/shareproof/target/sdk"
)

var (
	ctx   = context.Background()
	owner = kernel.Caller{Account: "111111111111", Region: "us-east-1"}
)

// open serves the handler and opens it as a target.
func open(t *testing.T, h http.Handler) *sdk.Target {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	c, err := remote.ForURL(server.URL)
	require.NoError(t, err)
	s, err := sdk.Open(ctx, c)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close(ctx)) })
	return s
}

// echo reads what the SDK sends and answers with a prepared output: so it shows
// that the model's structs, the wire and the SDK agree member by member.
type echo struct {
	*protocol.Call
	in, out any
	err     error
}

func (e *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/_shareproof/") {
		http.NotFound(w, r)
		return
	}
	body, _ := io.ReadAll(r.Body)
	if protocol.IsQuery(e.API.Protocol) {
		body = []byte(strings.Join(parameters(string(body)), "&"))
	}
	e.in = reflect.New(e.Op.In).Interface()
	if path := r.URL.EscapedPath(); r.Method != e.Op.Method || e.API.Protocol == kernel.RestJSON && !e.Matches(path) {
		e.err = fmt.Errorf("the SDK asks %s %s: want %s %s", r.Method, path, e.Op.Method, e.Op.Path)
		return
	}
	e.err = e.Read(r.URL.EscapedPath(), r.URL.RawQuery, body, e.in)
	_, _ = w.Write(e.AppendAnswer(nil, e.out, "id"))
}

// parameters are those of a form that do not say which operation it is for.
func parameters(form string) (kept []string) {
	for part := range strings.SplitSeq(form, "&") {
		if !strings.HasPrefix(part, "Action=") && !strings.HasPrefix(part, "Version=") {
			kept = append(kept, part)
		}
	}
	return kept
}

func TestEveryMemberOfEveryOperationReachesTheSDKAndComesBack(t *testing.T) {
	server := &echo{}
	s := open(t, server)
	for _, api := range services.All {
		for _, op := range api.Operations {
			t.Run(api.Service+"."+op.Name, func(t *testing.T) {
				for seed := range uint64(10) {
					in := sample.Of(op.In, seed)
					presign(in)
					*server = echo{Call: protocol.NewCall(api, op), out: sample.Of(op.Out, seed)}
					if _, _, err := server.Request("http://localhost", in); err != nil {
						continue // a member of the path is empty
					}
					out, err := s.Do(ctx, owner, in)
					require.NoError(t, server.err)
					require.NoError(t, err)
					presigned(t, server.in)
					assert.Equal(t, said(t, server.Call, in), said(t, server.Call, server.in))
					assert.Equal(t, server.out, out)
				}
			})
		}
	}
}

// presign gives a copy what the SDK's client can sign a URL for.
func presign(in any) {
	if c, ok := in.(*ebs.CopySnapshot); ok {
		c.SourceRegion, c.PresignedUrl, c.DestinationRegion = "eu-west-1", "", ""
	}
}

// presigned takes out what the SDK's client put into a copy by itself.
func presigned(t *testing.T, got any) {
	if c, ok := got.(*ebs.CopySnapshot); ok {
		assert.Contains(t, c.PresignedUrl, "DestinationRegion=us-east-1")
		c.PresignedUrl = ""
	}
}

// said is what of an input the protocol can say: forms and query strings have no
// way to say what is empty, and signing sorts the values of a query string.
func said(t *testing.T, c *protocol.Call, in any) any {
	if !protocol.IsQuery(c.API.Protocol) {
		for i := range c.Op.In.NumField() {
			if c.Op.In.Field(i).Tag.Get("query") == "" {
				continue
			}
			member := reflect.ValueOf(in).Elem().Field(i)
			if list, ok := member.Interface().([]string); ok {
				slices.Sort(list)
				if len(list) == 0 {
					member.SetZero()
				}
			}
		}
		return in
	}
	_, body, err := c.Request("http://localhost", in)
	require.NoError(t, err)
	back := reflect.New(c.Op.In).Interface()
	require.NoError(t, c.Read("", "", []byte(strings.Join(parameters(string(body)), "&")), back))
	return back
}

func TestEveryOperationIsAnsweredByTheEmulator(t *testing.T) {
	s := open(t, emulator.New(emulator.Options{}))
	for _, api := range services.All {
		for _, op := range api.Operations {
			_, err := s.Do(ctx, owner, reflect.New(op.In).Interface())
			var refused *kernel.Error
			assert.True(t, err == nil || errors.Is(err, target.ErrUnsupported) || errors.As(err, &refused) &&
				refused.Status < 500 && refused.Code != kernel.Serialization.Code,
				"%s.%s: %v", api.Service, op.Name, err)
		}
	}
}

func TestTheEmulatorAndTheModelAnswerAlike(t *testing.T) {
	embedded := &target.Model{}
	s := open(t, emulator.New(emulator.Options{Clock: emulator.Real}))
	require.NoError(t, embedded.Reset(ctx, 5))
	require.NoError(t, s.Reset(ctx, 5))
	for _, in := range []any{
		&organizations.CreateOrganization{FeatureSet: "ALL"},
		&organizations.DescribeOrganization{},
		&ram.EnableSharingWithAwsOrganization{},
		&ram.CreateResourceShare{Name: "s", Principals: []string{"222222222222"}},
		&ram.GetResourceShares{ResourceOwner: "SELF"},
		&cloudhsm.CreateCluster{HsmType: "hsm2m.medium", SubnetIds: []string{"subnet-01234567"}, Mode: "FIPS"},
		time.Hour,
		&cloudhsm.DescribeClusters{},
		&cloudhsm.DescribeBackups{MaxResults: new(int32(0))},
		&cloudhsm.CreateHsm{},
		&cloudhsm.DeleteBackup{BackupId: "backup-abcdefghijk"},
		&iam.GetCallerIdentity{},
		&iam.GetRole{RoleName: "nobody"},
	} {
		if d, ok := in.(time.Duration); ok {
			require.NoError(t, embedded.Wait(ctx, d))
			require.NoError(t, s.Wait(ctx, d))
			continue
		}
		want, wantErr := embedded.Do(ctx, owner, in)
		got, gotErr := s.Do(ctx, owner, in)
		assert.Equal(t, want, got, "%T", in)
		var refused, same *kernel.Error
		require.Equal(t, errors.As(wantErr, &refused), errors.As(gotErr, &same), "%T: %v / %v", in, wantErr, gotErr)
		if refused != nil {
			assert.Equal(t, *refused.ErrorShape, *same.ErrorShape, "%T", in)
			assert.Equal(t, refused.Message, same.Message)
		}
	}
}

// trust lets everybody of an account assume a role whom the account allows.
const trust = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}}`

func TestARoleActsWithTheCredentialsThatTheSDKWasShown(t *testing.T) {
	s := open(t, emulator.New(emulator.Options{}))
	_, err := s.Do(ctx, owner, &iam.CreateRole{RoleName: "auditor", AssumeRolePolicyDocument: trust})
	require.NoError(t, err)
	out, err := s.Do(ctx, owner, &iam.AssumeRole{RoleArn: "arn:aws:iam::111111111111:role/auditor", RoleSessionName: "me"})
	require.NoError(t, err)
	auditor := owner
	auditor.Principal = out.(*iam.AssumeRoleOutput).AssumedRoleUser.Arn
	out, err = s.Do(ctx, auditor, &iam.GetCallerIdentity{})
	require.NoError(t, err)
	assert.Equal(t, "arn:aws:sts::111111111111:assumed-role/auditor/me", out.(*iam.GetCallerIdentityOutput).Arn)
}

func TestAnAnswerThatBreaksOffIsNobodysRefusal(t *testing.T) {
	s := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_shareproof/") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, "<DescribeDBClustersResponse>")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}))
	_, err := s.Do(ctx, owner, &rds.DescribeDBClusters{})
	var refused *kernel.Error
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.False(t, errors.As(err, &refused), "%v", err)
}
