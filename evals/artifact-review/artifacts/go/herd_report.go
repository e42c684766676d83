package main

import (
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html/template"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"

	_ "github.com/go-sql-driver/mysql"
)

var db *sql.DB

var page = template.Must(template.New("report").Parse(`<!doctype html>
<title>Herd report</title>
<h1>{{.Farm}}</h1>
<table>{{range .Rows}}<tr><td>{{.Ear}}</td><td>{{.Breed}}</td><td>{{.Yield}}</td></tr>{{end}}</table>`))

type row struct {
	Ear   string  `json:"ear"`
	Breed string  `json:"breed"`
	Yield float64 `json:"yield"`
}

func fetch(farm string, breeds []string, month int) ([]row, error) {
	q := "SELECT c.ear_tag, c.breed, SUM(y.litres) FROM cows c JOIN milkings y ON y.cow_id = c.id " +
		"WHERE c.farm_id = ? AND MONTH(y.at) = ?"
	if len(breeds) > 0 {
		q += fmt.Sprintf(" AND c.breed IN ('%s')", strings.Join(breeds, "','"))
	}
	q += " GROUP BY c.ear_tag, c.breed ORDER BY 3 DESC LIMIT 2000"
	rows, err := db.Query(q, farm, month)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []row
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.Ear, &r.Breed, &r.Yield); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

func report(w http.ResponseWriter, r *http.Request) {
	farm := farmOf(r)
	if farm == "" {
		http.Error(w, "unauthorized", http.StatusUnauthorized)
		return
	}
	month, err := strconv.Atoi(r.URL.Query().Get("month"))
	if err != nil || month < 1 || month > 12 {
		http.Error(w, "month 1..12", http.StatusBadRequest)
		return
	}
	rows, err := fetch(farm, r.URL.Query()["breed"], month)
	if err != nil {
		log.Println("report:", err)
		http.Error(w, "report not available", http.StatusInternalServerError)
		return
	}
	switch r.URL.Query().Get("format") {
	case "csv":
		w.Header().Set("Content-Type", "text/csv")
		cw := csv.NewWriter(w)
		for _, x := range rows {
			cw.Write([]string{x.Ear, x.Breed, strconv.FormatFloat(x.Yield, 'f', 1, 64)})
		}
		cw.Flush()
		if err := cw.Error(); err != nil {
			log.Println("report: csv:", err)
		}
	case "json":
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(rows); err != nil {
			log.Println("report: json:", err)
		}
	default:
		if err := page.Execute(w, map[string]any{"Farm": farm, "Rows": rows}); err != nil {
			log.Println("report: html:", err)
		}
	}
}

// farmOf resolves the API key of the milking robot gateway
func farmOf(r *http.Request) string {
	var farm string
	err := db.QueryRow("SELECT farm_id FROM api_keys WHERE key_sha256 = SHA2(?, 256) AND revoked = 0",
		r.Header.Get("X-Api-Key")).Scan(&farm)
	if err != nil && err != sql.ErrNoRows {
		log.Println("api key lookup:", err)
	}
	return farm
}

func main() {
	var err error
	db, err = sql.Open("mysql", os.Getenv("HERD_DSN"))
	if err != nil {
		log.Fatal(err)
	}
	db.SetMaxOpenConns(15)
	mux := http.NewServeMux()
	mux.HandleFunc("/report", report)
	addr := os.Getenv("LISTEN")
	if addr == "" {
		addr = "127.0.0.1:8080"
	}
	log.Fatal(http.ListenAndServe(addr, mux))
}
