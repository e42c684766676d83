package booking

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"time"
)

var (
	ErrSoldOut  = errors.New("booking: not enough seats")
	ErrNotFound = errors.New("booking: no such show")
)

type Mailer interface {
	Send(ctx context.Context, to, template string, data any) error
}

type Payments interface {
	Charge(ctx context.Context, token string, cents int64, ref string) (string, error)
	Refund(ctx context.Context, chargeID string) error
}

type Service struct {
	db   *sql.DB
	pay  Payments
	mail Mailer
}

type Order struct {
	ID       string
	ShowID   int64
	UserID   int64
	Email    string
	Seats    int
	PayToken string
}

func New(db *sql.DB, p Payments, m Mailer) *Service {
	return &Service{db: db, pay: p, mail: m}
}

func (s *Service) Book(ctx context.Context, o Order) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()

	if o.Seats < 1 || o.Seats > 8 {
		return fmt.Errorf("booking: %d seats not allowed", o.Seats)
	}

	var free int
	var price int64
	err := s.db.QueryRowContext(ctx,
		`SELECT capacity - sold, price_cents FROM shows WHERE id = $1`, o.ShowID).Scan(&free, &price)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("booking: load show: %w", err)
	}
	if free < o.Seats {
		return ErrSoldOut
	}

	charge, err := s.pay.Charge(ctx, o.PayToken, price*int64(o.Seats), o.ID)
	if err != nil {
		return fmt.Errorf("booking: charge: %w", err)
	}

	if _, err := s.db.ExecContext(ctx,
		`UPDATE shows SET sold = sold + $1 WHERE id = $2`, o.Seats, o.ShowID); err != nil {
		s.undo(ctx, charge)
		return fmt.Errorf("booking: reserve: %w", err)
	}
	if err := s.writeOrder(ctx, o, charge); err != nil {
		s.undo(ctx, charge)
		return err
	}

	// confirmation is best effort, the order page shows the tickets anyway
	if err := s.mail.Send(ctx, o.Email, "tickets", o.ID); err != nil {
		log.Printf("booking: mail for order %s: %v", o.ID, err)
	}
	return nil
}

func (s *Service) writeOrder(ctx context.Context, o Order, charge string) error {
	meta, err := json.Marshal(map[string]any{"seats": o.Seats, "charge": charge})
	if err != nil {
		return fmt.Errorf("booking: meta: %w", err)
	}
	_, err = s.db.ExecContext(ctx,
		`INSERT INTO orders (id, show_id, user_id, meta, created_at) VALUES ($1, $2, $3, $4, now())`,
		o.ID, o.ShowID, o.UserID, meta)
	if err != nil {
		return fmt.Errorf("booking: insert order: %w", err)
	}
	return nil
}

func (s *Service) undo(ctx context.Context, charge string) {
	_ = s.pay.Refund(ctx, charge)
}
