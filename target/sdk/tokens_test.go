package sdk_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target/sdk"
)

// noClientTokens are the members of inputs whose names end as those of client
// tokens do, and what they are.
var noClientTokens = map[string]string{
	"NextToken":              "where a listing goes on",
	"GrantToken":             "a grant that need not have settled",
	"CreateAccountRequestId": "names the creation of an account that is looked for",
}

// Whatever the SDK has to make a call repeatable is what the model honours: a
// member that is named as a token is one, or is named here.
func TestEveryClientTokenOfTheSDKIsHonoured(t *testing.T) {
	for _, api := range services.All {
		client := reflect.TypeOf(sdk.Clients[api.Service](aws.Config{}))
		for _, op := range api.Operations {
			method, ok := client.MethodByName(op.Name)
			require.True(t, ok)
			for _, name := range members(method.Type.In(2).Elem()) {
				suspect := strings.HasSuffix(name, "Token") || strings.HasSuffix(name, "RequestId") ||
					strings.HasSuffix(name, "Reference")
				if suspect && noClientTokens[name] == "" {
					assert.Contains(t, kernel.TokenMembers, name, "%s.%s: is %s a client token?", api.Service, op.Name, name)
					assert.True(t, honoured(api, op), "%s.%s: nothing honours its %s", api.Service, op.Name, name)
				}
			}
			if fillsIn(t, client.Elem().PkgPath(), op.Name) {
				assert.True(t, honoured(api, op), "%s.%s: the SDK fills a token in that nothing honours", api.Service, op.Name)
			}
		}
	}
}

// honoured reports whether the operation acts once for each client token, by the
// rule of its service, whose operations are those of which kernel.Once takes care.
func honoured(api *kernel.API, op *kernel.Operation) bool {
	return op.Repeatable() && api.Repeats != nil && slices.Contains(api.Repeats.Operations, op.Name)
}

// fillsIn reports whether the SDK's client gives an operation a token by itself.
func fillsIn(t *testing.T, service, operation string) (fills bool) {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(folderOf(t, service), "api_op_"+operation+".go"), nil,
		0)
	require.NoError(t, err)
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "GetIdempotencyToken" {
			fills = true
		}
		return true
	})
	return fills
}

var folders = map[string]string{}

func folderOf(t *testing.T, service string) string {
	if folders[service] == "" {
		out, err := exec.Command("go", "list", "-f", "{{.Dir}}", service).Output()
		require.NoError(t, err)
		folders[service] = strings.TrimSpace(string(out))
	}
	return folders[service]
}

func TestTheSDKFillsInTheTokenOfCreateVolume(t *testing.T) {
	assert.True(t, fillsIn(t, "github.com/aws/aws-sdk-go-v2/service/ec2", "CreateVolume"))
	assert.False(t, fillsIn(t, "github.com/aws/aws-sdk-go-v2/service/ec2", "DeleteVolume"))
}
