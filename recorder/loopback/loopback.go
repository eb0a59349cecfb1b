// Package loopback listens where only this machine can reach, and serves there.
package loopback

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
)

// ErrElsewhere is wrapped where others than this machine could reach an address.
var ErrElsewhere = errors.New("not a loopback address")

// Listen listens for TCP connections on an address such as 127.0.0.1:0, of
// loopback only unless anywhere is set.
func Listen(ctx context.Context, address string, anywhere bool) (net.Listener, error) {
	at, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	if !at.IP.IsLoopback() && !anywhere {
		return nil, fmt.Errorf("listen on %s: %w", address, ErrElsewhere)
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", at.String())
	if err != nil {
		return nil, explain(at.String(), err)
	}
	return l, nil
}

// ListenPacket listens for UDP datagrams on an address of loopback.
func ListenPacket(ctx context.Context, address string) (net.PacketConn, error) {
	at, err := net.ResolveUDPAddr("udp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	if !at.IP.IsLoopback() {
		return nil, fmt.Errorf("listen on %s: %w", address, ErrElsewhere)
	}
	var config net.ListenConfig
	conn, err := config.ListenPacket(ctx, "udp", at.String())
	if err != nil {
		return nil, explain(at.String(), err)
	}
	return conn, nil
}

// explain says what to do where an address cannot be listened on.
func explain(address string, err error) error {
	switch {
	case errors.Is(err, taken):
		return fmt.Errorf("listen on %s: another program does: choose another port, 0 picks a free one (%w)", address, taken)
	case errors.Is(err, kept), errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("listen on %s: this port is for the administrator, or kept by the system: choose another, 0 picks a free one (%w)", address, fs.ErrPermission)
	}
	return fmt.Errorf("listen: %w", err)
}
