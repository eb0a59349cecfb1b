package gateway_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"spoor/recorder/call"
	"spoor/recorder/gateway"

	"net/url"
)

// forgetting makes a record of each call and forgets it.
type forgetting struct{}

func (forgetting) Record(_ context.Context, c call.Call) error {
	_, err := c.Record()
	return err
}

// BenchmarkACall measures a small call straight to an emulator, and the same
// through the gateway; the difference is the latency that it adds.
func BenchmarkACall(b *testing.B) {
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		io.WriteString(w, `{"Attributes":{}}`)
	}))
	defer emulator.Close()
	through := start(b, gateway.Options{Sink: forgetting{}, Upstreams: map[string]*url.URL{"*": parse(b, emulator.URL)}})
	s := signing{method: "POST", target: "/", service: "dynamodb", body: `{"TableName":"t","Item":{"id":{"S":"1"}}}`, header: http.Header{
		"X-Amz-Target": {"DynamoDB_20120810.PutItem"}, "Content-Type": {"application/x-amz-json-1.0"},
	}}
	for _, c := range []struct{ name, endpoint string }{{"straight", emulator.URL}, {"gateway", through}} {
		b.Run(c.name, func(b *testing.B) {
			client := &http.Client{}
			defer client.CloseIdleConnections()
			r := s.request(b, c.endpoint)
			b.ReportAllocs()
			for b.Loop() {
				again := r.Clone(b.Context())
				again.Body = io.NopCloser(strings.NewReader(s.body))
				response, err := client.Do(again)
				if err != nil {
					b.Fatal(err)
				}
				io.Copy(io.Discard, response.Body)
				response.Body.Close()
				if response.StatusCode != http.StatusOK {
					b.Fatal(response.Status)
				}
			}
		})
	}
}

// endless is a body of zeros.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.left)
	e.left -= n
	return int(n), nil
}

// BenchmarkALargeObject measures how fast 256 MiB pass to an emulator and back,
// and how much memory is held meanwhile.
func BenchmarkALargeObject(b *testing.B) {
	const size = 256 << 20
	peak := uint64(0)
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapInuse)
		w.Header().Set("Content-Length", fmt.Sprint(size))
		io.Copy(w, &endless{size})
	}))
	defer emulator.Close()
	endpoint := start(b, gateway.Options{Sink: forgetting{}, Upstreams: map[string]*url.URL{"*": parse(b, emulator.URL)}})
	b.SetBytes(2 * size)
	for b.Loop() {
		r, err := http.NewRequestWithContext(b.Context(), "PUT", endpoint+"/bucket/key", &endless{size})
		if err != nil {
			b.Fatal(err)
		}
		r.ContentLength = size
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			b.Fatal(err)
		}
		n, err := io.Copy(io.Discard, response.Body)
		response.Body.Close()
		if err != nil || n != size {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(peak)/(1<<20), "MiB-heap")
}
