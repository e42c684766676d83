package readings

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

const (
	maxPage      = 500
	queryTimeout = 5 * time.Second
)

var ErrUnknownSort = errors.New("readings: unknown sort column")

// API field -> column. Keep in sync with the portal's grid definition.
var sortColumns = map[string]string{
	"taken":  "r.taken_at",
	"value":  "r.value_kwh",
	"meter":  "m.serial_no",
	"status": "r.status",
}

type Reading struct {
	ID       int64
	Serial   string
	TakenAt  time.Time
	ValueKWh float64
	Status   string
}

type Filter struct {
	SiteID   int64
	From, To time.Time
	Statuses []string
	Sort     string
	Desc     bool
	Limit    int
	Offset   int
}

type Repo struct{ db *sql.DB }

func NewRepo(db *sql.DB) *Repo { return &Repo{db: db} }

func (r *Repo) Find(ctx context.Context, f Filter) ([]Reading, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()

	col := "r.taken_at"
	if f.Sort != "" {
		c, ok := sortColumns[f.Sort]
		if !ok {
			return nil, fmt.Errorf("%w: %q", ErrUnknownSort, f.Sort)
		}
		col = c
	}
	dir := "ASC"
	if f.Desc {
		dir = "DESC"
	}
	if f.Limit <= 0 || f.Limit > maxPage {
		f.Limit = maxPage
	}
	if f.Offset < 0 {
		f.Offset = 0
	}

	args := []any{f.SiteID, f.From, f.To}
	where := "m.site_id = $1 AND r.taken_at >= $2 AND r.taken_at < $3"
	if len(f.Statuses) > 0 {
		marks := make([]string, 0, len(f.Statuses))
		for _, s := range f.Statuses {
			args = append(args, s)
			marks = append(marks, fmt.Sprintf("$%d", len(args)))
		}
		where += " AND r.status IN (" + strings.Join(marks, ",") + ")"
	}
	args = append(args, f.Limit, f.Offset)

	q := fmt.Sprintf(`
		SELECT r.id, m.serial_no, r.taken_at, r.value_kwh, r.status
		  FROM readings r JOIN meters m ON m.id = r.meter_id
		 WHERE %s
		 ORDER BY %s %s, r.id
		 LIMIT $%d OFFSET $%d`, where, col, dir, len(args)-1, len(args))

	rows, err := r.db.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("readings: query: %w", err)
	}
	defer rows.Close()

	out := make([]Reading, 0, f.Limit)
	for rows.Next() {
		var x Reading
		if err := rows.Scan(&x.ID, &x.Serial, &x.TakenAt, &x.ValueKWh, &x.Status); err != nil {
			return nil, fmt.Errorf("readings: scan: %w", err)
		}
		out = append(out, x)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("readings: rows: %w", err)
	}
	return out, nil
}

// Correct replaces a reading and keeps the old value in readings_history.
func (r *Repo) Correct(ctx context.Context, id int64, value float64, actor string) error {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()

	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("readings: begin: %w", err)
	}
	defer tx.Rollback() // no-op after Commit

	if _, err := tx.ExecContext(ctx, `
		INSERT INTO readings_history (reading_id, old_value_kwh, new_value_kwh, changed_by, changed_at)
		SELECT id, value_kwh, $2, $3, now() FROM readings WHERE id = $1 FOR UPDATE`, id, value, actor); err != nil {
		return fmt.Errorf("readings: history: %w", err)
	}
	res, err := tx.ExecContext(ctx,
		`UPDATE readings SET value_kwh = $2, status = 'corrected' WHERE id = $1`, id, value)
	if err != nil {
		return fmt.Errorf("readings: update: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return fmt.Errorf("readings: rows affected: %w", err)
	}
	if n != 1 {
		return sql.ErrNoRows
	}
	return tx.Commit()
}
