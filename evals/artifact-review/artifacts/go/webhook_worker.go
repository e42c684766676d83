package hooks

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"sync"
	"time"
)

type Subscription struct {
	ID       string
	TenantID string
	URL      string // as typed in by the tenant's admin
	Secret   string
	Events   []string
}

type Event struct {
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
	At      time.Time       `json:"at"`
}

type Store interface {
	Matching(ctx context.Context, eventType, tenant string) ([]Subscription, error)
	RecordDelivery(ctx context.Context, subID, eventID string, status int) error
}

type job struct {
	sub Subscription
	ev  Event
}

type Worker struct {
	store Store
	hc    *http.Client
	jobs  chan job
	wg    sync.WaitGroup
}

func NewWorker(store Store, n int) *Worker {
	w := &Worker{
		store: store,
		hc:    &http.Client{Timeout: 10 * time.Second},
		jobs:  make(chan job, 1000),
	}
	for i := 0; i < n; i++ {
		w.wg.Add(1)
		go w.loop()
	}
	return w
}

func (w *Worker) Publish(ctx context.Context, tenant string, ev Event) error {
	subs, err := w.store.Matching(ctx, ev.Type, tenant)
	if err != nil {
		return fmt.Errorf("hooks: matching: %w", err)
	}
	for _, s := range subs {
		select {
		case w.jobs <- job{s, ev}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (w *Worker) loop() {
	defer w.wg.Done()
	for j := range w.jobs {
		status, err := w.deliver(j)
		if err != nil {
			log.Printf("hooks: delivery %s to sub %s failed: %v", j.ev.ID, j.sub.ID, err)
		}
		if err := w.store.RecordDelivery(context.Background(), j.sub.ID, j.ev.ID, status); err != nil {
			log.Printf("hooks: record %s: %v", j.ev.ID, err)
		}
	}
}

func (w *Worker) deliver(j job) (int, error) {
	u, err := url.Parse(j.sub.URL)
	if err != nil {
		return 0, err
	}
	if u.Scheme != "https" && u.Scheme != "http" {
		return 0, fmt.Errorf("scheme %q", u.Scheme)
	}
	body, err := json.Marshal(j.ev)
	if err != nil {
		return 0, err
	}
	var status int
	for attempt := 1; attempt <= 4; attempt++ {
		req, err := http.NewRequest(http.MethodPost, u.String(), bytes.NewReader(body))
		if err != nil {
			return 0, err
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Quay-Signature", sign(j.sub.Secret, body))
		resp, err := w.hc.Do(req)
		if err != nil {
			time.Sleep(time.Duration(attempt) * time.Second)
			continue
		}
		status = resp.StatusCode
		if status >= 500 {
			time.Sleep(time.Duration(attempt) * time.Second)
			continue
		}
		resp.Body.Close()
		return status, nil
	}
	return status, fmt.Errorf("gave up, last status %d", status)
}

func (w *Worker) Close() {
	close(w.jobs)
	w.wg.Wait()
}

func sign(secret string, body []byte) string {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write(body)
	return "sha256=" + hex.EncodeToString(m.Sum(nil))
}
