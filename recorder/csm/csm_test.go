package csm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"spoor/recorder/call"
	"spoor/recorder/loopback"
)

// sink keeps calls.
type sink struct {
	mu    sync.Mutex
	calls []call.Call
	fail  error
}

func (s *sink) Record(_ context.Context, c call.Call) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	s.calls = append(s.calls, c)
	return nil
}

// listening is a listener that listens.
type listening struct {
	*Listener
	sink *sink
	to   net.Conn
	stop func()
}

func listen(t *testing.T, o Options) *listening {
	t.Helper()
	conn, err := loopback.ListenPacket(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listenOn(t, conn, o)
}

func listenOn(t *testing.T, conn net.PacketConn, o Options) *listening {
	t.Helper()
	kept := &sink{}
	if o.Sink == nil {
		o.Sink = kept
	}
	l := New(o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- l.Serve(ctx, conn) }()
	to, err := net.Dial("udp", conn.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { to.Close() })
	return &listening{l, kept, to, func() {
		t.Helper()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}}
}

func (l *listening) send(t *testing.T, text string) {
	t.Helper()
	if _, err := l.to.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
}

const sessionToken = "IQoJb3JpZ2luX2VjEXAMPLE0123456789abcdefghijklmnopqrstuvwxyz"

// told are the datagrams of a call of two attempts, as the AWS CLI sends them.
func told(began time.Time) []string {
	ms := began.UnixMilli()
	return []string{
		fmt.Sprintf(`{"Version":1,"ClientId":"demo","Type":"ApiCallAttempt","Service":"CloudTrail","Api":"LookupEvents","Timestamp":%d,"AttemptLatency":30,"Fqdn":"cloudtrail.eu-west-1.amazonaws.com","UserAgent":"aws-cli/1","AccessKey":"ASIAEXAMPLEAAAA00001","Region":"eu-west-1","SessionToken":%q,"HttpStatusCode":400,"XAmznRequestId":"REQ1","AwsException":"ThrottlingException","AwsExceptionMessage":"Rate exceeded"}`, ms+2, sessionToken),
		fmt.Sprintf(`{"Version":1,"ClientId":"demo","Type":"ApiCallAttempt","Service":"CloudTrail","Api":"LookupEvents","Timestamp":%d,"AttemptLatency":40,"Fqdn":"cloudtrail.eu-west-1.amazonaws.com","UserAgent":"aws-cli/1","AccessKey":"ASIAEXAMPLEAAAA00001","Region":"eu-west-1","SessionToken":%q,"HttpStatusCode":200,"XAmznRequestId":"REQ2"}`, ms+300, sessionToken),
		fmt.Sprintf(`{"Version":1,"ClientId":"demo","Type":"ApiCall","Service":"CloudTrail","Api":"LookupEvents","Timestamp":%d,"AttemptCount":2,"Region":"eu-west-1","UserAgent":"aws-cli/1","FinalHttpStatusCode":200,"Latency":346,"MaxRetriesExceeded":0}`, ms),
	}
}

func TestACallOfSeveralAttemptsIsOneRecord(t *testing.T) {
	l := listen(t, Options{})
	began := time.UnixMilli(time.Now().UnixMilli())
	for _, text := range told(began) {
		l.send(t, text)
	}
	l.stop()
	if len(l.sink.calls) != 1 {
		t.Fatalf("%d calls: %+v", len(l.sink.calls), l.sink.calls)
	}
	c := l.sink.calls[0]
	if c.Source != "cloudtrail.amazonaws.com" || c.Operation != "LookupEvents" || c.Region != "eu-west-1" || c.RequestID != "REQ2" ||
		c.Caller.AccessKey != "ASIAEXAMPLEAAAA00001" || c.Attempts != 2 || c.Failed() || c.Status != 200 || c.SourceIP != "127.0.0.1" ||
		!c.Start.Equal(began) || c.Duration != 346*time.Millisecond || c.Endpoint != "cloudtrail.eu-west-1.amazonaws.com" || c.Via != call.CSM {
		t.Errorf("the call is %+v", c)
	}
	if n := l.Counts(); n.Received != 3 || n.Calls != 1 || n.Lost+n.Strange+n.Foreign+n.Dropped != 0 {
		t.Errorf("counted %+v", n)
	}
}

func TestASessionTokenIsGoneOnceADatagramWasRead(t *testing.T) {
	packet := []byte(told(time.Now())[0])
	d, err := parse(packet, "127.0.0.1:1", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(packet), sessionToken) {
		t.Error("the token still stands where the datagram came in")
	}
	if all := fmt.Sprintf("%+v", d); strings.Contains(all, sessionToken) {
		t.Errorf("the token was read: %s", all)
	}
	broken := []byte(`{"SessionToken":"` + sessionToken + `",`)
	if _, err := parse(broken, "127.0.0.1:1", time.Now()); err == nil || strings.Contains(err.Error(), "IQoJ") || strings.Contains(string(broken), "IQoJ") {
		t.Errorf("of a broken datagram: %v", err)
	}
}

// stalling is a connection of a process that is kept from running for a while
// before its first looks at what has come after it was told to end.
type stalling struct {
	net.PacketConn
	stalls atomic.Int32
}

func (s *stalling) SetReadDeadline(at time.Time) error {
	err := s.PacketConn.SetReadDeadline(at)
	if s.stalls.Add(-1) >= 0 {
		time.Sleep(2 * quiet)
	}
	return err
}

func TestWhatWasSentBeforeTheEndIsHeardByAProcessThatStalls(t *testing.T) {
	conn, err := loopback.ListenPacket(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	to, err := net.Dial("udp", conn.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	for _, text := range told(time.Now()) {
		if _, err := io.WriteString(to, text); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	kept, stalled := &sink{}, &stalling{PacketConn: conn}
	stalled.stalls.Store(3)
	if err := New(Options{Sink: kept}).Serve(ctx, stalled); err != nil {
		t.Fatal(err)
	}
	if len(kept.calls) != 1 || kept.calls[0].Attempts != 2 {
		t.Errorf("recorded %+v", kept.calls)
	}
}

func TestACallThatFailedSaysHow(t *testing.T) {
	for _, c := range []struct {
		end, code, message string
	}{
		{`"FinalHttpStatusCode":403,"FinalAwsException":"AccessDenied","FinalAwsExceptionMessage":"no"`, "AccessDenied", "no"},
		{`"FinalSdkException":"ConnectTimeoutError","FinalSdkExceptionMessage":"timed out","MaxRetriesExceeded":1`, "ConnectTimeoutError", "timed out"},
	} {
		l := listen(t, Options{})
		l.send(t, fmt.Sprintf(`{"Version":1,"Type":"ApiCall","Service":"S3","Api":"ListBuckets","Timestamp":%d,"AttemptCount":1,"Latency":1,%s}`, time.Now().UnixMilli(), c.end))
		l.stop()
		if len(l.sink.calls) != 1 || l.sink.calls[0].ErrorCode != c.code || l.sink.calls[0].ErrorMessage != c.message || !l.sink.calls[0].Failed() {
			t.Errorf("%s: %+v", c.end, l.sink.calls)
		}
	}
}

func TestAttemptsWhoseClientWasKilledAreRecordedAllTheSame(t *testing.T) {
	l := listen(t, Options{})
	for _, text := range told(time.Now())[:2] {
		l.send(t, text)
	}
	l.stop()
	if len(l.sink.calls) != 1 {
		t.Fatalf("%d calls: %+v", len(l.sink.calls), l.sink.calls)
	}
	c := l.sink.calls[0]
	if c.Attempts != 2 || c.RequestID != "REQ2" || c.Failed() || c.Extra["callEnd"] == "" {
		t.Errorf("the call is %+v", c)
	}
}

func TestAttemptsAreGivenUpInTime(t *testing.T) {
	l := listen(t, Options{Wait: time.Millisecond})
	l.send(t, told(time.Now())[1])
	for l.Counts().Calls == 0 && t.Context().Err() == nil {
		time.Sleep(time.Millisecond)
	}
	l.stop()
	if len(l.sink.calls) != 1 || l.sink.calls[0].RequestID != "REQ2" {
		t.Errorf("%+v", l.sink.calls)
	}
}

func TestOnlyWhoKnowsTheClientIDIsHeard(t *testing.T) {
	l := listen(t, Options{ClientID: "secret"})
	texts := told(time.Now())
	l.send(t, texts[2])
	l.send(t, strings.Replace(texts[2], `"demo"`, `"secret"`, 1))
	l.stop()
	if n := l.Counts(); len(l.sink.calls) != 1 || n.Foreign != 1 {
		t.Errorf("%d calls, counted %+v", len(l.sink.calls), n)
	}
}

func TestMalformedDatagramsDoNoHarm(t *testing.T) {
	l := listen(t, Options{})
	for _, text := range []string{
		"", "{", "null", "[]", `"x"`, "\x00\xff", `{"Version":2,"Type":"ApiCall","Service":"S3","Api":"X"}`,
		`{"Version":1,"Type":"Other","Service":"S3","Api":"X"}`, `{"Version":1,"Type":"ApiCall"}`,
		`{"Version":1,"Type":"ApiCall","Service":"S3","Api":7}`, strings.Repeat("[", 9000), strings.Repeat("x", 60_000),
		`{"Version":1,"Type":"ApiCall","Service":"S3","Api":"` + strings.Repeat("x", 1000) + `"}`,
	} {
		l.send(t, text)
	}
	now := time.Now()
	for _, wild := range []string{
		`"Timestamp":9223372036854775807,"Latency":9223372036854775807,"AttemptCount":-5`, `"Timestamp":-9223372036854775808,"Latency":-1,"AttemptCount":2000000000`,
		`"Timestamp":0`,
	} {
		l.send(t, `{"Version":1,"Type":"ApiCall","Service":"S3","Api":"X",`+wild+`}`)
		l.send(t, `{"Version":1,"Type":"ApiCallAttempt","Service":"S3","Api":"X",`+wild+`}`)
	}
	l.stop()
	if n := l.Counts(); n.Strange != 13 || n.Lost != 0 {
		t.Errorf("counted %+v", n)
	}
	for _, c := range l.sink.calls {
		if c.Start.Sub(now).Abs() > time.Hour || c.Duration > maxLatency {
			t.Errorf("a call at %v that took %v was believed", c.Start, c.Duration)
		}
		if _, err := c.Record(); err != nil {
			t.Error(err)
		}
	}
}

func TestACallThatCannotBeRecordedIsTold(t *testing.T) {
	full := errors.New("the disk is full")
	var warned error
	l := listen(t, Options{Sink: &sink{fail: full}, Warn: func(err error) { warned = err }})
	l.send(t, told(time.Now())[2])
	l.stop()
	if !errors.Is(warned, full) || l.Counts().Lost != 1 {
		t.Errorf("warned of %v, counted %+v", warned, l.Counts())
	}
}

// Calls of one operation that a client makes side by side are told apart by
// their times and by how they ended. Where they lie within milliseconds of each
// other that may go wrong; but there is one record for each, and no request is
// told twice.
func TestCallsMadeSideBySideAreOneRecordEach(t *testing.T) {
	t.Run("close together", func(t *testing.T) { sideBySide(t, 40, false) })
	t.Run("a little apart", func(t *testing.T) { sideBySide(t, 12, true) })
}

func sideBySide(t *testing.T, overlap int64, keep bool) {
	rapid.Check(t, func(t *rapid.T) {
		type event struct {
			at int64
			d  *datagram
		}
		now := time.Now()
		base := now.UnixMilli()
		var events []event
		calls := rapid.IntRange(1, 6).Draw(t, "calls")
		next := base
		for n := range calls {
			began := next - rapid.Int64Range(0, overlap).Draw(t, "overlap")
			attempts := rapid.IntRange(1, 3).Draw(t, "attempts")
			at := began
			for i := range attempts {
				took := rapid.Int64Range(15, 30).Draw(t, "took")
				status := 500
				if i == attempts-1 {
					status = 200
				}
				a := &datagram{Type: ofAttempt, Service: "S3", Api: "X", Timestamp: at, AttemptLatency: took, HTTPStatusCode: status,
					XAmznRequestID: fmt.Sprintf("%d.%d", n, i), received: now}
				if status == 500 {
					a.AwsException = "Broken"
				}
				at += took
				events = append(events, event{at, a})
			}
			events = append(events, event{at + 1, &datagram{Type: ofCall, Service: "S3", Api: "X", Timestamp: began, Latency: at + 1 - began,
				AttemptCount: attempts, FinalHTTPStatusCode: 200, UserAgent: fmt.Sprint(n), received: now}})
			next = at + 10
		}
		slices.SortStableFunc(events, func(a, b event) int { return int(a.at - b.at) })
		var m merger
		var got []call.Call
		for _, e := range events {
			got = append(got, m.add(e.d)...)
		}
		if len(got) != calls {
			t.Fatalf("%d records of %d calls", len(got), calls)
		}
		seen := map[string]bool{}
		for _, c := range got {
			if seen[c.RequestID] && c.RequestID != "" {
				t.Fatalf("request %q is told twice", c.RequestID)
			}
			seen[c.RequestID] = true
			if keep && !strings.HasPrefix(c.RequestID, c.UserAgent+".") {
				t.Fatalf("call %s got attempt %s", c.UserAgent, c.RequestID)
			}
		}
		if keep && len(m.waiting) != 0 {
			t.Fatalf("%d attempts are left", len(m.waiting))
		}
	})
}

func TestAFloodOfAttemptsTakesUpBoundedMemory(t *testing.T) {
	var m merger
	n := 0
	for i := range 3 * maxWaiting {
		d, err := parse(fmt.Appendf(nil, `{"Version":1,"Type":"ApiCallAttempt","Service":"S3","Api":"X%d"}`, i), "127.0.0.1:1", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		n += len(m.add(d))
		if len(m.waiting) > maxWaiting {
			t.Fatalf("%d attempts wait", len(m.waiting))
		}
	}
	if n += len(m.giveUp(len(m.waiting))); n != 3*maxWaiting {
		t.Errorf("%d calls of %d attempts", n, 3*maxWaiting)
	}
}

func TestServicesAreNamedAsCloudTrailNamesThem(t *testing.T) {
	for id, want := range map[string]string{
		"S3": "s3", "CloudWatch Logs": "logs", "CloudWatch": "monitoring", "Secrets Manager": "secretsmanager", "SFN": "states", "EMR": "elasticmapreduce",
		"Cognito Identity Provider": "cognito-idp", "SSO OIDC": "sso", "Route 53": "route53", "../x y": "xy",
	} {
		if got := eventSource(id); got != want+".amazonaws.com" {
			t.Errorf("%s is %s", id, got)
		}
	}
}

func TestOperationsAreNamedAsCloudTrailNamesThem(t *testing.T) {
	for call, want := range map[[2]string]string{
		{"S3", "ListObjectsV2"}:                           "ListObjects",
		{"S3", "GetBucketMetricsConfiguration"}:           "GetMetricsConfiguration",
		{"S3", "ListBucketInventoryConfigurations"}:       "ListInventoryConfigurations",
		{"S3", "PutBucketLifecycleConfiguration"}:         "PutBucketLifecycle",
		{"S3", "GetBucketNotificationConfiguration"}:      "GetBucketNotification",
		{"S3", "DeletePublicAccessBlock"}:                 "DeleteBucketPublicAccessBlock",
		{"S3", "GetObjectLockConfiguration"}:              "GetBucketObjectLockConfiguration",
		{"S3", "PutObject"}:                               "PutObject",
		{"S3", "GetBucketLifecycle"}:                      "GetBucketLifecycle",
		{"S3 Control", "DeletePublicAccessBlock"}:         "DeletePublicAccessBlock",
		{"S3 Control", "GetBucketLifecycleConfiguration"}: "GetBucketLifecycleConfiguration",
	} {
		if got := eventName(call[0], call[1]); got != want {
			t.Errorf("%v is %s", call, got)
		}
	}
}

func FuzzDatagrams(f *testing.F) {
	for _, text := range told(time.Unix(1795213359, 0)) {
		f.Add([]byte(text), []byte(text))
	}
	f.Add([]byte(`{"Version":1,"Type":"ApiCall","Service":"S3","Api":"X","Timestamp":1e99}`), []byte("{}"))
	f.Fuzz(func(t *testing.T, one, two []byte) {
		var m merger
		var calls []call.Call
		for _, packet := range [][]byte{one, two} {
			if d, err := parse(packet, "127.0.0.1:1", time.Unix(1795213360, 0)); err == nil {
				calls = append(calls, m.add(d)...)
			}
		}
		calls = append(calls, m.giveUp(len(m.waiting))...)
		for _, c := range calls {
			line, err := c.Record()
			if err != nil || !json.Valid(line) {
				t.Errorf("%s: %v", line, err)
			}
		}
	})
}
