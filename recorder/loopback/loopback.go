// Package loopback listens where only this machine can reach.
package loopback

import (
	"context"
	"errors"
	"fmt"
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
		return nil, fmt.Errorf("listen: %w", err)
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
		return nil, fmt.Errorf("listen: %w", err)
	}
	return conn, nil
}
