package loopback_test

import (
	"errors"
	"strings"
	"testing"

	"spoor/recorder/loopback"
)

func TestNobodyElseCanReachWhatListens(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0"} {
		if l, err := loopback.Listen(t.Context(), address, false); !errors.Is(err, loopback.ErrElsewhere) {
			t.Errorf("TCP on %s: %v, %v", address, l, err)
		}
		if c, err := loopback.ListenPacket(t.Context(), address); !errors.Is(err, loopback.ErrElsewhere) {
			t.Errorf("UDP on %s: %v, %v", address, c, err)
		}
	}
}

func TestLoopbackIsListenedOn(t *testing.T) {
	for _, address := range []string{"127.0.0.1:0", "localhost:0", "127.0.0.2:0"} {
		l, err := loopback.Listen(t.Context(), address, false)
		if err != nil {
			t.Errorf("TCP on %s: %v", address, err)
			continue
		}
		l.Close()
		c, err := loopback.ListenPacket(t.Context(), address)
		if err != nil {
			t.Errorf("UDP on %s: %v", address, err)
			continue
		}
		c.Close()
	}
}

func TestOthersAreLetInOnlyWhereThatIsAskedFor(t *testing.T) {
	l, err := loopback.Listen(t.Context(), "0.0.0.0:0", true)
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
}

func TestAnAddressThatIsNoneIsNamed(t *testing.T) {
	for _, address := range []string{"nowhere", "127.0.0.1", "127.0.0.1:none"} {
		if _, err := loopback.Listen(t.Context(), address, true); err == nil {
			t.Errorf("TCP on %q", address)
		}
		if _, err := loopback.ListenPacket(t.Context(), address); err == nil {
			t.Errorf("UDP on %q", address)
		}
	}
}

func TestAPortThatIsTakenSaysWhatToDo(t *testing.T) {
	l, err := loopback.Listen(t.Context(), "127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := loopback.Listen(t.Context(), l.Addr().String(), false); err == nil || !strings.Contains(err.Error(), "choose another port") {
		t.Errorf("TCP: %v", err)
	}
	c, err := loopback.ListenPacket(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := loopback.ListenPacket(t.Context(), c.LocalAddr().String()); err == nil || !strings.Contains(err.Error(), "choose another port") {
		t.Errorf("UDP: %v", err)
	}
}
