package serve_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"spoor/internal/lookuptest"
	"spoor/recorder/serve"
)

// BenchmarkPage measures a page of 50 in the middle of 100,000 events, without
// network.
func BenchmarkPage(b *testing.B) {
	const events = 100_000
	store := lookuptest.NewStore(b, lookuptest.Series(lookuptest.Record{Time: noon}, events, time.Second)...)
	handler, err := serve.New(b.Context(), store, serve.Options{NoThrottle: true, NoWindow: true})
	if err != nil {
		b.Fatal(err)
	}
	for name, body := range map[string]string{
		"all":     `{"EndTime":` + seconds(noon.Add(-events/2*time.Second)) + `}`,
		"byName":  `{"EndTime":` + seconds(noon.Add(-events/2*time.Second)) + `,"LookupAttributes":[{"AttributeKey":"EventName","AttributeValue":"CreateBucket"}]}`,
		"byID":    `{"LookupAttributes":[{"AttributeKey":"EventId","AttributeValue":"` + lookuptest.Record{N: events / 2}.ID() + `"}]}`,
		"nothing": `{"LookupAttributes":[{"AttributeKey":"Username","AttributeValue":"nobody"}]}`,
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r := httptest.NewRequest(http.MethodPost, "http://localhost/", strings.NewReader(body))
				r.Header.Set("X-Amz-Target", "LookupEvents")
				r.Header.Set("Authorization", signed("us-east-1", "cloudtrail"))
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
