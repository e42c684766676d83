package ledger

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pb "coopbank.example/core/gen/ledger/v1"
	"coopbank.example/core/internal/principal"
)

const callTimeout = 3 * time.Second

type Server struct {
	pb.UnimplementedLedgerServer
	pool *pgxpool.Pool
	log  *slog.Logger
}

func NewServer(pool *pgxpool.Pool, log *slog.Logger) *Server {
	return &Server{pool: pool, log: log}
}

var errInsufficient = errors.New("insufficient funds")

// Transfer moves money between two accounts of which the first belongs to the caller.
// The request id is unique per customer, a repeated call returns the first booking.
func (s *Server) Transfer(ctx context.Context, in *pb.TransferRequest) (*pb.TransferReply, error) {
	who, ok := principal.From(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "unauthenticated")
	}
	if in.GetAmountCents() <= 0 || in.GetFromAccount() == in.GetToAccount() || len(in.GetRequestId()) != 36 {
		return nil, status.Error(codes.InvalidArgument, "invalid transfer")
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()

	var bookingID int64
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx,
			`INSERT INTO bookings (customer_id, request_id, from_account, to_account, amount_cents, booked_by)
			 SELECT $1, $2, a.id, $4, $5, $6 FROM accounts a WHERE a.id = $3 AND a.customer_id = $1
			 ON CONFLICT (customer_id, request_id) DO NOTHING
			 RETURNING id`,
			who.CustomerID, in.GetRequestId(), in.GetFromAccount(), in.GetToAccount(), in.GetAmountCents(), who.Subject,
		).Scan(&bookingID)
		if errors.Is(err, pgx.ErrNoRows) {
			return tx.QueryRow(ctx,
				`SELECT id FROM bookings
				  WHERE customer_id = $1 AND request_id = $2
				    AND from_account = $3 AND to_account = $4 AND amount_cents = $5`,
				who.CustomerID, in.GetRequestId(), in.GetFromAccount(), in.GetToAccount(), in.GetAmountCents(),
			).Scan(&bookingID)
		}
		if err != nil {
			return err
		}
		// lower id first, otherwise two opposite transfers deadlock
		if _, err := tx.Exec(ctx,
			`SELECT 1 FROM accounts WHERE id = ANY($1) ORDER BY id FOR UPDATE`,
			[]int64{in.GetFromAccount(), in.GetToAccount()}); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx,
			`UPDATE accounts SET balance_cents = balance_cents - $1 WHERE id = $2 AND balance_cents >= $1`,
			in.GetAmountCents(), in.GetFromAccount())
		if err != nil {
			return err
		}
		if tag.RowsAffected() != 1 {
			return errInsufficient
		}
		tag, err = tx.Exec(ctx,
			`UPDATE accounts SET balance_cents = balance_cents + $1 WHERE id = $2 AND closed_at IS NULL`,
			in.GetAmountCents(), in.GetToAccount())
		if err != nil {
			return err
		}
		if tag.RowsAffected() != 1 {
			return pgx.ErrNoRows
		}
		_, err = tx.Exec(ctx,
			`INSERT INTO audit_log (actor, action, booking_id, at) VALUES ($1, 'transfer', $2, now())`,
			who.Subject, bookingID)
		return err
	})
	switch {
	case err == nil:
		return &pb.TransferReply{BookingId: bookingID}, nil
	case errors.Is(err, errInsufficient):
		return nil, status.Error(codes.FailedPrecondition, "insufficient funds")
	case errors.Is(err, pgx.ErrNoRows):
		return nil, status.Error(codes.NotFound, "account not found")
	default:
		s.log.ErrorContext(ctx, "transfer failed", "request_id", in.GetRequestId(), "err", err)
		return nil, status.Error(codes.Internal, "internal error")
	}
}
