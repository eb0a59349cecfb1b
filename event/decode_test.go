package event_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"spoor/event"
	"spoor/internal/realdata"
)

// realRecord is a record of the real data with the file it stands in.
type realRecord struct {
	file string
	raw  []byte
	env  *event.Envelope
}

// realRecords returns every record below a folder of the real data.
func realRecords(t testing.TB, folder string) []realRecord {
	t.Helper()
	root := realdata.Folder(t, folder)
	var all []realRecord
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if bytes.HasPrefix(raw, []byte{0x1f, 0x8b}) {
			z, err := gzip.NewReader(bytes.NewReader(raw))
			if err != nil {
				return err
			}
			if raw, err = io.ReadAll(z); err != nil {
				return err
			}
		}
		for _, r := range recordsOf(t, path, raw) {
			r.file = filepath.Base(path)
			all = append(all, r)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("read %s: %v", root, err)
	}
	if len(all) == 0 {
		t.Fatalf("no records below %s", root)
	}
	return all
}

func recordsOf(t testing.TB, path string, raw []byte) []realRecord {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(raw))
	var out []realRecord
	for {
		var m json.RawMessage
		if err := dec.Decode(&m); err == io.EOF {
			return out
		} else if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		var list []json.RawMessage
		var file struct {
			Records         []json.RawMessage
			CloudTrailEvent string
		}
		switch {
		case json.Unmarshal(m, &list) == nil:
		case json.Unmarshal(m, &file) != nil:
			t.Fatalf("%s: neither a list nor an object", path)
		case file.Records != nil:
			list = file.Records
		case file.CloudTrailEvent != "":
			env, err := event.DecodeEnvelope(m)
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			out = append(out, realRecord{raw: []byte(file.CloudTrailEvent), env: &env})
		default:
			list = []json.RawMessage{m}
		}
		for _, r := range list {
			out = append(out, realRecord{raw: r})
		}
	}
}

func TestEveryRealRecordDecodes(t *testing.T) {
	for folder, want := range map[string]int{
		"invictus": 2900, "stratus": 310, "cloud-snitch": 21, "grycap": 142, "rubysoho07": 37, "lookup-events": 6,
	} {
		t.Run(folder, func(t *testing.T) {
			records := realRecords(t, folder)
			if len(records) != want {
				t.Errorf("%d records, want %d", len(records), want)
			}
			var d event.Decoder
			for _, r := range records {
				var ev event.Event
				if err := d.Decode(r.raw, r.env, &ev); err != nil {
					t.Errorf("%s: %v\n%.200s", r.file, err, r.raw)
					continue
				}
				if ev.ID == "" || ev.Time.IsZero() || ev.Name == "" || ev.Category == "" || ev.Verb == event.VerbUnknown {
					t.Errorf("%s: %s lacks what every event has: %+v", r.file, ev.ID, ev)
				}
				if strings.HasPrefix(ev.ID, "sha256:") {
					t.Errorf("%s: a real id was not seen", r.file)
				}
			}
		})
	}
}

// asText is what a value says as text, the slow way.
func asText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

func TestFieldsOfRealRecordsAreWhatEncodingJSONReads(t *testing.T) {
	var d event.Decoder
	for _, folder := range []string{"invictus", "stratus", "cloud-snitch", "grycap", "rubysoho07", "lookup-events"} {
		for _, r := range realRecords(t, folder) {
			var ev event.Event
			if err := d.Decode(r.raw, nil, &ev); err != nil {
				t.Fatal(err)
			}
			var m map[string]any
			dec := json.NewDecoder(bytes.NewReader(r.raw))
			dec.UseNumber()
			if err := dec.Decode(&m); err != nil {
				t.Fatal(err)
			}
			at := func(path ...string) string {
				var v any = m
				for _, name := range path {
					object, _ := v.(map[string]any)
					v = object[name]
				}
				return asText(v)
			}
			for _, f := range []struct{ name, got, want string }{
				{"id", ev.ID, at("eventID")},
				{"source", ev.Source, at("eventSource")},
				{"name", ev.Name, at("eventName")},
				{"region", ev.Region, at("awsRegion")},
				{"type", ev.Type, at("eventType")},
				{"request", ev.RequestID, at("requestID")},
				{"shared", ev.SharedID, at("sharedEventID")},
				{"ip", ev.IP, at("sourceIPAddress")},
				{"agent", ev.Agent, at("userAgent")},
				{"error", ev.Error, at("errorCode")},
				{"message", ev.Message, at("errorMessage")},
				{"endpoint", ev.VPCEndpoint, at("vpcEndpointId")},
				{"tls", ev.TLS, at("tlsDetails", "tlsVersion")},
				{"arn", ev.ARN, at("userIdentity", "arn")},
				{"principal", ev.Principal, at("userIdentity", "principalId")},
				{"key", ev.AccessKey, at("userIdentity", "accessKeyId")},
				{"invoked by", ev.InvokedBy, at("userIdentity", "invokedBy")},
			} {
				if f.got != f.want {
					t.Errorf("%s %s: %s is %q, want %q", r.file, ev.ID, f.name, f.got, f.want)
				}
			}
			if want := at("eventTime"); ev.Time.Format("2006-01-02T15:04:05Z") != want {
				t.Errorf("%s %s: time %v, want %s", r.file, ev.ID, ev.Time, want)
			}
		}
	}
}
