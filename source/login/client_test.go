package login

import (
	"context"
	"errors"
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

// endless is a server whose answers have no end.
type endless struct{ sent int64 }

func (e *endless) Do(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(e)}, nil
}

func (e *endless) Read(p []byte) (int, error) {
	if e.sent > 2*longestAnswer {
		return 0, io.EOF
	}
	e.sent += int64(len(p))
	return len(p), nil
}

func TestAnAnswerWithoutEndIsGivenUp(t *testing.T) {
	for _, c := range []struct {
		method, url string
		most        int64
	}{
		{http.MethodPost, "https://cloudtrail.eu-west-1.amazonaws.com/", longestAnswer},
		{http.MethodGet, "https://logs.s3.amazonaws.com/?list-type=2&prefix=AWSLogs", longestListing},
		{http.MethodGet, "https://logs.s3.amazonaws.com/AWSLogs/x.json.gz", 0},
	} {
		request, err := http.NewRequestWithContext(t.Context(), c.method, c.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		var server endless
		answer, err := patient{&server}.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		read, err := io.Copy(io.Discard, answer.Body)
		if c.most == 0 && err != nil || c.most > 0 && (!errors.Is(err, errTooLong) || read != c.most) {
			t.Errorf("%s %s: read %d bytes, %v", c.method, c.url, read, err)
		}
	}
}
