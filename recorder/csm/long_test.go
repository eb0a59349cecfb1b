package csm

import (
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"spoor/recorder/loopback"
)

// uncut fails where a datagram is longer than the room for it, as on Windows.
// Elsewhere what there is no room for is left out.
type uncut struct{ net.PacketConn }

func (u uncut) ReadFrom(room []byte) (int, net.Addr, error) {
	whole := make([]byte, 1<<16)
	n, from, err := u.PacketConn.ReadFrom(whole)
	if n > len(room) {
		err = errors.New("the datagram is longer than the room for it")
	}
	return copy(room, whole[:n]), from, err
}

func TestALongDatagramDoesNotEndTheListeningOnAnySystem(t *testing.T) {
	conn, err := loopback.ListenPacket(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := listenOn(t, uncut{conn}, Options{})
	l.send(t, strings.Repeat("x", 60_000))
	l.send(t, told(time.Now())[2])
	l.stop()
	if n := l.Counts(); len(l.sink.calls) != 1 || n.Strange != 1 {
		t.Errorf("%d calls, counted %+v", len(l.sink.calls), n)
	}
}
