// Package calfetch loads the public iCal feeds that clubs enter for the
// municipal events page.
package calfetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

const maxFeed = 2 << 20

var (
	ErrForbiddenTarget = errors.New("calfetch: address not allowed")
	ErrTooLarge        = errors.New("calfetch: feed too large")
)

// Ranges that net/netip does not classify itself.
var extraBlocked = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("2001::/32"),
}

func public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsValid() || !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range extraBlocked {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// control runs after name resolution, for every address that is dialled.
func control(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("calfetch: %q: %w", address, err)
	}
	if ap.Port() != 443 || !public(ap.Addr()) {
		return ErrForbiddenTarget
	}
	return nil
}

type Fetcher struct{ hc *http.Client }

func New() *Fetcher {
	d := &net.Dialer{Timeout: 5 * time.Second, Control: control}
	tr := &http.Transport{
		Proxy:                 nil,
		DialContext:           d.DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: 10 * time.Second,
		MaxIdleConns:          20,
		IdleConnTimeout:       30 * time.Second,
	}
	return &Fetcher{hc: &http.Client{
		Transport: tr,
		Timeout:   20 * time.Second,
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) >= 3 {
				return errors.New("calfetch: too many redirects")
			}
			return checkURL(req.URL)
		},
	}}
}

func checkURL(u *url.URL) error {
	if u.Scheme != "https" || u.User != nil || u.Hostname() == "" {
		return ErrForbiddenTarget
	}
	return nil
}

func (f *Fetcher) Get(ctx context.Context, raw string) ([]byte, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("calfetch: parse: %w", err)
	}
	if err := checkURL(u); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("calfetch: request: %w", err)
	}
	req.Header.Set("Accept", "text/calendar")
	resp, err := f.hc.Do(req)
	if err != nil {
		return nil, fmt.Errorf("calfetch: get: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("calfetch: status %d", resp.StatusCode)
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxFeed+1))
	if err != nil {
		return nil, fmt.Errorf("calfetch: read: %w", err)
	}
	if len(b) > maxFeed {
		return nil, ErrTooLarge
	}
	return b, nil
}
