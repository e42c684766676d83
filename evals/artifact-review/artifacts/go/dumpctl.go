// Command dumpctl writes a compressed dump of one of the tenant databases and
// drops dumps that are older than the retention.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

var tenantName = regexp.MustCompile(`^[a-z][a-z0-9_]{1,30}$`)

func main() {
	tenant := flag.String("tenant", "", "tenant to dump")
	dir := flag.String("dir", os.Getenv("DUMP_DIR"), "target directory")
	keep := flag.Duration("keep", 14*24*time.Hour, "retention")
	limit := flag.Duration("timeout", time.Hour, "give up after")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, *limit)
	defer cancel()

	if err := run(ctx, *tenant, *dir, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "dumpctl:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, tenant, dir string, keep time.Duration) error {
	if !tenantName.MatchString(tenant) {
		return fmt.Errorf("invalid tenant %q", tenant)
	}
	if dir == "" {
		return errors.New("no target directory, set -dir or DUMP_DIR")
	}
	if keep < 24*time.Hour {
		return fmt.Errorf("retention of %s is too short", keep)
	}

	// credentials come from PGPASSFILE or PGSERVICEFILE
	final := filepath.Join(dir, fmt.Sprintf("%s-%s.dump", tenant, time.Now().UTC().Format("20060102T150405")))
	tmp, err := os.CreateTemp(dir, ".part-*")
	if err != nil {
		return err
	}
	if err := dump(ctx, tenant, tmp); err != nil {
		tmp.Close()
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	if err := os.Rename(tmp.Name(), final); err != nil {
		return err
	}
	fmt.Println(final)
	return prune(dir, tenant, time.Now().Add(-keep), final)
}

func dump(ctx context.Context, tenant string, out *os.File) error {
	cmd := exec.CommandContext(ctx, "pg_dump", "--format=custom", "--no-owner", "--dbname", "tenant_"+tenant)
	cmd.Stdout = out
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("pg_dump %s: %w", tenant, err)
	}
	return nil
}

var stamp = regexp.MustCompile(`-\d{8}T\d{6}\.dump$`)

func prune(dir, tenant string, before time.Time, newest string) error {
	files, err := filepath.Glob(filepath.Join(dir, tenant+"-*.dump"))
	if err != nil {
		return err
	}
	var errs []error
	for _, f := range files {
		if f == newest || !stamp.MatchString(f) {
			continue
		}
		st, err := os.Stat(f)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if st.Mode().IsRegular() && st.ModTime().Before(before) {
			errs = append(errs, os.Remove(f))
		}
	}
	return errors.Join(errs...)
}
