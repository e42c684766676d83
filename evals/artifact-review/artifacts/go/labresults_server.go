package main

import (
	"context"
	"crypto/tls"
	"database/sql"
	"log"
	"net"
	"os"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	pb "stmarien.example/lab/gen/labresults/v1"
	"stmarien.example/lab/internal/authz"
)

type server struct {
	pb.UnimplementedLabResultsServer
	db *sql.DB
}

func (s *server) GetResult(ctx context.Context, in *pb.GetResultRequest) (*pb.Result, error) {
	who, err := authz.Clinician(ctx)
	if err != nil {
		return nil, status.Error(codes.Unauthenticated, "sign in first")
	}
	ok, err := authz.TreatsPatient(ctx, s.db, who.ID, in.GetPatientId())
	if err != nil {
		log.Printf("authz lookup: %v", err)
		return nil, status.Error(codes.Internal, "internal error")
	}
	if !ok {
		return nil, status.Error(codes.PermissionDenied, "no treatment relation")
	}
	r := &pb.Result{}
	err = s.db.QueryRowContext(ctx,
		`SELECT id, loinc, value, unit, flag FROM results WHERE id = $1 AND patient_id = $2`,
		in.GetResultId(), in.GetPatientId()).Scan(&r.Id, &r.Loinc, &r.Value, &r.Unit, &r.Flag)
	if err == sql.ErrNoRows {
		return nil, status.Error(codes.NotFound, "no such result")
	}
	if err != nil {
		log.Printf("get result: %v", err)
		return nil, status.Error(codes.Internal, "internal error")
	}
	return r, nil
}

func (s *server) SubmitResult(ctx context.Context, in *pb.SubmitResultRequest) (*pb.SubmitResultReply, error) {
	dev, err := authz.Analyzer(ctx)
	if err != nil {
		return nil, status.Error(codes.Unauthenticated, "unknown analyzer")
	}
	if in.GetUnit() == "" || in.GetLoinc() == "" {
		return nil, status.Error(codes.InvalidArgument, "unit and loinc are required")
	}
	log.Printf("result from %s: patient=%s loinc=%s value=%v %s", dev.Serial, in.GetPatientName(), in.GetLoinc(), in.GetValue(), in.GetUnit())
	var id int64
	err = s.db.QueryRowContext(ctx,
		`INSERT INTO results (patient_id, loinc, value, unit, flag, device) VALUES ($1,$2,$3,$4,$5,$6) RETURNING id`,
		in.GetPatientId(), in.GetLoinc(), in.GetValue(), in.GetUnit(), in.GetFlag(), dev.Serial).Scan(&id)
	if err != nil {
		log.Printf("insert result: %v", err)
		return nil, status.Error(codes.Internal, "not stored, send again")
	}
	return &pb.SubmitResultReply{Id: id}, nil
}

func deadline(d time.Duration) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		ctx, cancel := context.WithTimeout(ctx, d)
		defer cancel()
		return h(ctx, req)
	}
}

func main() {
	db, err := sql.Open("pgx", os.Getenv("LAB_DSN"))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(20)

	cert, err := tls.LoadX509KeyPair("/etc/lab/tls/tls.crt", "/etc/lab/tls/tls.key")
	if err != nil {
		log.Fatal(err)
	}
	creds := credentials.NewTLS(&tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})

	s := grpc.NewServer(
		grpc.Creds(creds),
		grpc.ChainUnaryInterceptor(authz.UnaryInterceptor(), deadline(10*time.Second)),
		grpc.MaxRecvMsgSize(256<<10),
	)
	pb.RegisterLabResultsServer(s, &server{db: db})

	// used by the readiness probe
	hs := health.NewServer()
	hs.SetServingStatus("", healthpb.HealthCheckResponse_SERVING)
	healthpb.RegisterHealthServer(s, hs)

	lis, err := net.Listen("tcp", ":8443")
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("listening on %s", lis.Addr())
	if err := s.Serve(lis); err != nil {
		log.Fatal(err)
	}
}
