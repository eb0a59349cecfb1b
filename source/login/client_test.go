package login

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// quick is a client to a server that answers before net/http has made sure that
// nothing follows the body: smithy has closed it by then.
type quick struct{ left error }

func (q *quick) Do(r *http.Request) (*http.Response, error) {
	if _, err := io.Copy(io.Discard, io.LimitReader(r.Body, r.ContentLength)); err != nil {
		return nil, err
	}
	r.Body.Close()
	_, q.left = io.Copy(io.Discard, r.Body)
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}

func TestAQuickAnswerIsNotTakenForABrokenConnection(t *testing.T) {
	ask := func(client aws.HTTPClient) {
		t.Helper()
		request := smithyhttp.NewStackRequest().(*smithyhttp.Request)
		request.Method, request.URL.Scheme, request.URL.Host, request.ContentLength = http.MethodPost, "http", "localhost", 2
		request, err := request.SetStream(strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := smithyhttp.NewClientHandlerWithOptions(client).Handle(context.Background(), request); err != nil {
			t.Fatal(err)
		}
	}
	var plain, mended quick
	ask(&plain)
	ask(patient{&mended})
	if mended.left != nil {
		t.Errorf("the end of the body is told as %v", mended.left)
	}
	if plain.left == nil {
		t.Error("smithy has mended it: patient can go")
	}
}

func TestEveryClientOfALoginIsPatient(t *testing.T) {
	configured(t, "")
	l, err := Open(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := l.Config.HTTPClient.(patient); !ok {
		t.Errorf("the client is a %T", l.Config.HTTPClient)
	}
}
