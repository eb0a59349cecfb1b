package endtoend

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"spoor/event"
	"spoor/source"
	"spoor/source/recorder"
)

// emulator answers every call with a request id of its own.
func emulator(t *testing.T) (url string) {
	t.Helper()
	var calls atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("X-Amzn-Requestid", fmt.Sprintf("REQUEST%d", calls.Add(1)))
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		io.WriteString(w, `{"TableNames":[]}`)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// gatewayProcess is the program recording into a store.
type gatewayProcess struct {
	*exec.Cmd
	url    string
	client *http.Client
}

func recordInto(t *testing.T, env []string, store, upstream string) *gatewayProcess {
	t.Helper()
	process := exec.CommandContext(t.Context(), binary, "record", "--no-cache", "--store", store, "--upstream", "*="+upstream)
	process.Env = append(os.Environ(), env...)
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), "export AWS_ENDPOINT_URL="); ok {
			go io.Copy(io.Discard, out)
			return &gatewayProcess{process, url, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 200}}}
		}
	}
	t.Fatalf("it never listened: %v", process.Wait())
	return nil
}

// call makes a call and returns the request id of its answer, "" without one.
func (g *gatewayProcess) call(t *testing.T) string {
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, g.url, strings.NewReader("{}"))
	if err != nil {
		t.Error(err)
		return ""
	}
	for name, value := range map[string]string{
		"X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0", "X-Amz-Date": "20261120T093000Z",
		"Authorization": "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLEKEY000001/20261120/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00",
	} {
		request.Header.Set(name, value)
	}
	answer, err := g.client.Do(request)
	if err != nil {
		return ""
	}
	defer answer.Body.Close()
	if _, err := io.ReadAll(answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		return ""
	}
	return answer.Header.Get("X-Amzn-Requestid")
}

// requestsIn counts the records in a store by request id.
func requestsIn(t *testing.T, store string) map[string]int {
	t.Helper()
	found := map[string]int{}
	err := recorder.New(store, recorder.Options{}).Pull(t.Context(), func(b *source.Batch) error {
		for _, r := range b.Records {
			ev, err := event.Decode(r.Raw, nil)
			if err != nil {
				return err
			}
			found[strings.Clone(ev.RequestID)]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestEveryCallThatWasAnsweredBeforeTheRecorderWasKilledIsInTheStore(t *testing.T) {
	kills := 50
	if testing.Short() {
		kills = 3
	}
	env, upstream := surroundings(t), emulator(t)
	store := filepath.Join(t.TempDir(), "store")
	var answered []string
	for range kills {
		g := recordInto(t, env, store, upstream)
		enough := int64(1 + rand.IntN(100))
		var mu sync.Mutex
		var n atomic.Int64
		var clients sync.WaitGroup
		for range 8 {
			clients.Go(func() {
				for id := g.call(t); id != ""; id = g.call(t) {
					mu.Lock()
					answered = append(answered, id)
					mu.Unlock()
					if n.Add(1) == enough {
						_ = g.Process.Kill()
					}
				}
			})
		}
		clients.Wait()
		_ = g.Wait()
		g.client.CloseIdleConnections()
	}
	found := requestsIn(t, store)
	for _, id := range answered {
		if found[id] != 1 {
			t.Errorf("call %s is in the store %d times", id, found[id])
		}
	}
	t.Logf("%d calls were answered before %d kills", len(answered), kills)
}

func TestOfTwoHundredClientsAtOnceNoCallIsLost(t *testing.T) {
	clients, each := 200, 50
	if testing.Short() {
		each = 5
	}
	store := filepath.Join(t.TempDir(), "store")
	g := recordInto(t, surroundings(t), store, emulator(t))
	var all sync.WaitGroup
	var lost atomic.Int64
	for range clients {
		all.Go(func() {
			for range each {
				if g.call(t) == "" {
					lost.Add(1)
				}
			}
		})
	}
	all.Wait()
	if lost.Load() > 0 {
		t.Errorf("%d calls had no answer", lost.Load())
	}
	if err := g.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = g.Wait()
	if code := g.ProcessState.ExitCode(); code != 130 {
		t.Errorf("it ended with %d", code)
	}
	found := requestsIn(t, store)
	if len(found) != clients*each {
		t.Errorf("%d calls are recorded of %d", len(found), clients*each)
	}
	for id, n := range found {
		if n != 1 {
			t.Errorf("call %s is recorded %d times", id, n)
		}
	}
}
