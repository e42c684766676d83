package lockers

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

var (
	ErrNoLocker = errors.New("lockers: none free")
	ErrNotYours = errors.New("lockers: hold belongs to another courier")
)

type Hold struct {
	LockerID  int64
	StationID int64
	CourierID int64
	Expires   time.Time
}

type Store struct {
	pool *pgxpool.Pool

	mu    sync.Mutex
	stats map[int64]int // station -> holds given since start, about 900 stations
}

func NewStore(pool *pgxpool.Pool) *Store {
	return &Store{pool: pool, stats: make(map[int64]int)}
}

func (s *Store) Acquire(ctx context.Context, station, courier int64, size string) (Hold, error) {
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()

	h := Hold{StationID: station, CourierID: courier, Expires: time.Now().Add(15 * time.Minute)}
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `
			SELECT id FROM lockers
			 WHERE station_id = $1 AND size = $2
			   AND (held_until IS NULL OR held_until < now())
			   AND parcel_id IS NULL
			 ORDER BY id
			 LIMIT 1
			   FOR UPDATE SKIP LOCKED`, station, size).Scan(&h.LockerID)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoLocker
		}
		if err != nil {
			return fmt.Errorf("lockers: select: %w", err)
		}
		_, err = tx.Exec(ctx,
			`UPDATE lockers SET held_by = $2, held_until = $3 WHERE id = $1`, h.LockerID, courier, h.Expires)
		if err != nil {
			return fmt.Errorf("lockers: hold: %w", err)
		}
		return nil
	})
	if err != nil {
		return Hold{}, err
	}

	s.mu.Lock()
	s.stats[station]++
	s.mu.Unlock()
	return h, nil
}

func (s *Store) Release(ctx context.Context, locker, courier int64) error {
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()
	tag, err := s.pool.Exec(ctx,
		`UPDATE lockers SET held_by = NULL, held_until = NULL WHERE id = $1 AND held_by = $2`, locker, courier)
	if err != nil {
		return fmt.Errorf("lockers: release: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return ErrNotYours
	}
	return nil
}

// Stats returns a copy for the metrics scrape.
func (s *Store) Stats() map[int64]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[int64]int, len(s.stats))
	for k, v := range s.stats {
		out[k] = v
	}
	return out
}
