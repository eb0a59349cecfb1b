package cli

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"strings"

	"spoor/recorder/call"
	"spoor/recorder/csm"
	"spoor/recorder/loopback"
)

// recordingWay is how calls come to be seen.
type recordingWay struct {
	// variables are what programs must have in their environment, as NAME=VALUE,
	// and without the names of those they must not have.
	variables []string
	without   func(name string) bool
	// serve sees calls until ctx ends, and then what is on its way.
	serve func(ctx context.Context) error
	// troubles says at the end what was not seen.
	troubles func(a *app)
}

// recordingWay sets up the way that the flags choose.
func (a *app) recordingWay(ctx context.Context, flags recordFlags, sink call.Sink, warn func(error)) (*recordingWay, error) {
	if flags.via == "csm" {
		return a.recordByCSM(ctx, flags, sink, warn)
	}
	return a.recordByGateway(ctx, flags, sink, warn)
}

// recordByCSM listens for what clients tell. The client id is drawn for this
// run: other users of the machine do not know it.
func (a *app) recordByCSM(ctx context.Context, flags recordFlags, sink call.Sink, warn func(error)) (*recordingWay, error) {
	if len(flags.upstreams) > 0 {
		return nil, usagef("--upstream is for --via gateway: with csm clients call their endpoints themselves")
	}
	conn, err := loopback.ListenPacket(ctx, flags.listen)
	if errors.Is(err, loopback.ErrElsewhere) {
		return nil, usagef("%w: the datagrams carry session tokens, and must not leave the machine", err)
	}
	if err != nil {
		return nil, &failure{err}
	}
	var unique [12]byte
	rand.Read(unique[:]) // never fails
	id := "spoor-" + hex.EncodeToString(unique[:])
	host, port, err := net.SplitHostPort(conn.LocalAddr().String())
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	listener := csm.New(csm.Options{Sink: sink, ClientID: id, Warn: warn})
	return &recordingWay{
		variables: []string{"AWS_CSM_ENABLED=true", "AWS_CSM_HOST=" + host, "AWS_CSM_PORT=" + port, "AWS_CSM_CLIENT_ID=" + id},
		serve:     func(ctx context.Context) error { return listener.Serve(ctx, conn) },
		troubles: func(a *app) {
			n := listener.Counts()
			if n.Dropped > 0 {
				a.complain(fmt.Errorf("warning: %s came faster than they could be taken in", counted(int(n.Dropped), "datagram")))
			}
			if strange := n.Strange + n.Foreign; strange > 0 {
				a.say("%s were not of this run, and were dropped", counted(int(strange), "datagram"))
			}
		},
	}, nil
}

// environment is the environment of a program whose calls are to be recorded.
func (w *recordingWay) environment(now []string) []string {
	var env []string
	for _, variable := range now {
		name, _, _ := strings.Cut(variable, "=")
		if w.without == nil || !w.without(name) {
			env = append(env, variable)
		}
	}
	return append(env, w.variables...)
}
