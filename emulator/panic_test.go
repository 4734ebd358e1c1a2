package emulator

import (
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/model/kernel"
)

func TestADefectOfTheModelIsAnsweredAndSurvived(t *testing.T) {
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil)))
	defer slog.SetDefault(before)

	defect := true
	e := New(Options{Observe: func(*kernel.Exchange) {
		if defect {
			panic("a defect")
		}
	}})
	call := func() *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "/", strings.NewReader("{}"))
		r.Header.Set("X-Amz-Target", "BaldrApiService.DescribeBackups")
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=111111111111/20260101/us-east-1/cloudhsm/aws4_request")
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		return w
	}
	w := call()
	assert.Equal(t, 500, w.Code)
	assert.JSONEq(t, `{"__type":"InternalFailure","Message":"The model failed; this is a defect of Shareproof."}`,
		w.Body.String())
	defect = false
	assert.Equal(t, 200, call().Code)
}
