package session

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	cookieName = "__Host-staff"
	idle       = 20 * time.Minute
	absolute   = 9 * time.Hour // a shift and a bit
)

type ctxKey struct{}

type Manager struct {
	rdb *redis.Client
	log *slog.Logger
}

func NewManager(rdb *redis.Client, log *slog.Logger) *Manager {
	return &Manager{rdb: rdb, log: log}
}

// Only the digest is kept in redis.
func key(token string) string {
	sum := sha256.Sum256([]byte(token))
	return "staff:sess:" + base64.RawURLEncoding.EncodeToString(sum[:])
}

func (m *Manager) Start(ctx context.Context, w http.ResponseWriter, staffID string) error {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return fmt.Errorf("session: random: %w", err)
	}
	token := base64.RawURLEncoding.EncodeToString(raw)
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	k := key(token)
	pipe := m.rdb.TxPipeline()
	pipe.HSet(ctx, k, "staff", staffID, "started", time.Now().Unix())
	pipe.Expire(ctx, k, idle)
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("session: store: %w", err)
	}
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: token, Path: "/",
		Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		MaxAge: int(absolute.Seconds()),
	})
	m.log.Info("session started", "staff", staffID)
	return nil
}

func (m *Manager) End(w http.ResponseWriter, r *http.Request) error {
	c, err := r.Cookie(cookieName)
	if errors.Is(err, http.ErrNoCookie) {
		return nil
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := m.rdb.Del(ctx, key(c.Value)).Err(); err != nil {
		return fmt.Errorf("session: delete: %w", err)
	}
	http.SetCookie(w, &http.Cookie{Name: cookieName, Path: "/", MaxAge: -1, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	return nil
}

var errNoSession = errors.New("session: none")

func (m *Manager) lookup(ctx context.Context, token string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	k := key(token)
	var s struct {
		Staff   string `redis:"staff"`
		Started int64  `redis:"started"`
	}
	if err := m.rdb.HGetAll(ctx, k).Scan(&s); err != nil {
		return "", fmt.Errorf("session: load: %w", err)
	}
	if s.Staff == "" || time.Since(time.Unix(s.Started, 0)) > absolute {
		return "", errNoSession
	}
	if err := m.rdb.Expire(ctx, k, idle).Err(); err != nil {
		// the session just ends sooner
		m.log.Warn("session: extend", "err", err)
	}
	return s.Staff, nil
}

func (m *Manager) Require(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie(cookieName)
		if err != nil {
			http.Error(w, "sign in", http.StatusUnauthorized)
			return
		}
		staff, err := m.lookup(r.Context(), c.Value)
		if errors.Is(err, errNoSession) {
			http.Error(w, "sign in", http.StatusUnauthorized)
			return
		}
		if err != nil {
			m.log.Error("session lookup", "err", err)
			http.Error(w, "try again later", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), ctxKey{}, staff)))
	})
}

func StaffID(ctx context.Context) (string, bool) {
	s, ok := ctx.Value(ctxKey{}).(string)
	return s, ok
}
