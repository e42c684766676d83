package shipments

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"haulgrid.example/platform/auth"
)

type Shipment struct {
	ID          int64      `json:"id"`
	CustomerID  int64      `json:"customer_id"`
	Reference   string     `json:"reference"`
	Origin      string     `json:"origin"`
	Destination string     `json:"destination"`
	Status      string     `json:"status"`
	PickupAt    *time.Time `json:"pickup_at,omitempty"`
}

type Handler struct {
	db  *pgxpool.Pool
	log *slog.Logger
}

func NewHandler(db *pgxpool.Pool, log *slog.Logger) *Handler {
	return &Handler{db: db, log: log}
}

func (h *Handler) Routes() http.Handler {
	r := chi.NewRouter()
	r.Use(auth.RequireCustomer)
	r.Get("/", h.list)
	r.Get("/{id}", h.get)
	r.Put("/{id}/pickup", h.reschedule)
	r.Post("/{id}/cancel", h.cancel)
	return r
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	who := auth.CustomerFrom(r.Context())
	rows, err := h.db.Query(r.Context(),
		`SELECT id, customer_id, reference, origin, destination, status, pickup_at
		   FROM shipments WHERE customer_id = $1 ORDER BY id DESC LIMIT 100`, who.ID)
	if err != nil {
		h.fail(w, err)
		return
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Shipment])
	if err != nil {
		h.fail(w, err)
		return
	}
	writeJSON(w, http.StatusOK, list)
}

func (h *Handler) load(r *http.Request, id int64) (Shipment, error) {
	rows, err := h.db.Query(r.Context(),
		`SELECT id, customer_id, reference, origin, destination, status, pickup_at
		   FROM shipments WHERE id = $1`, id)
	if err != nil {
		return Shipment{}, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Shipment])
}

func (h *Handler) get(w http.ResponseWriter, r *http.Request) {
	s, ok := h.owned(w, r)
	if !ok {
		return
	}
	writeJSON(w, http.StatusOK, s)
}

func (h *Handler) reschedule(w http.ResponseWriter, r *http.Request) {
	s, ok := h.owned(w, r)
	if !ok {
		return
	}
	var body struct {
		PickupAt time.Time `json:"pickup_at"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4096)).Decode(&body); err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	if body.PickupAt.Before(time.Now().Add(2 * time.Hour)) {
		http.Error(w, "pickup must be at least two hours ahead", http.StatusUnprocessableEntity)
		return
	}
	if _, err := h.db.Exec(r.Context(),
		`UPDATE shipments SET pickup_at = $1 WHERE id = $2 AND status = 'booked'`, body.PickupAt, s.ID); err != nil {
		h.fail(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// cancel releases the truck slot, dispatch gets told by the outbox trigger
func (h *Handler) cancel(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
		return
	}
	who := auth.CustomerFrom(r.Context())
	tag, err := h.db.Exec(r.Context(),
		`UPDATE shipments SET status = 'cancelled', cancelled_by = $1, cancelled_at = now()
		  WHERE id = $2 AND status IN ('booked', 'assigned')`, who.ID, id)
	if err != nil {
		h.fail(w, err)
		return
	}
	if tag.RowsAffected() == 0 {
		http.Error(w, "not cancellable", http.StatusConflict)
		return
	}
	h.log.Info("shipment cancelled", "shipment", id, "customer", who.ID)
	w.WriteHeader(http.StatusNoContent)
}

func (h *Handler) owned(w http.ResponseWriter, r *http.Request) (Shipment, bool) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
		return Shipment{}, false
	}
	s, err := h.load(r, id)
	if errors.Is(err, pgx.ErrNoRows) || (err == nil && s.CustomerID != auth.CustomerFrom(r.Context()).ID) {
		http.Error(w, "not found", http.StatusNotFound)
		return Shipment{}, false
	}
	if err != nil {
		h.fail(w, err)
		return Shipment{}, false
	}
	return s, true
}

func (h *Handler) fail(w http.ResponseWriter, err error) {
	h.log.Error("shipments", "err", err)
	writeJSON(w, http.StatusInternalServerError, map[string]string{"error": err.Error()})
}

func writeJSON(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(v)
}
