-- Nightly removal of raw telemetry that is older than the retention of its plant.
-- pg_cron: 15 2 * * *  CALL plant.purge_telemetry();
-- Hourly aggregates stay; rows under a legal hold stay.

CREATE TABLE IF NOT EXISTS plant.purge_log (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plant_id    integer NOT NULL,
    older_than  timestamptz NOT NULL,
    deleted     bigint NOT NULL,
    run_by      text NOT NULL DEFAULT session_user,
    finished_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE OR REPLACE PROCEDURE plant.purge_telemetry(p_batch integer DEFAULT 10000, p_max_batches integer DEFAULT 500)
LANGUAGE plpgsql
AS $$
DECLARE
    r         record;
    v_cutoff  timestamptz;
    v_done    bigint;
    v_total   bigint;
    v_batches integer := 0;
BEGIN
    -- session level: stays over the commits below
    IF NOT pg_try_advisory_lock(hashtext('plant.purge_telemetry')) THEN
        RAISE NOTICE 'purge is already running';
        RETURN;
    END IF;

    FOR r IN
        SELECT p.id, p.retention_days
        FROM plant.plant p
        WHERE p.retention_days IS NOT NULL AND p.retention_days >= 30
        ORDER BY p.id
    LOOP
        v_cutoff := date_trunc('day', now()) - make_interval(days => r.retention_days);
        v_total := 0;

        -- not before the aggregates of that time are complete
        CONTINUE WHEN NOT EXISTS (
            SELECT 1 FROM plant.aggregate_state a
            WHERE a.plant_id = r.id AND a.complete_until >= v_cutoff
        );

        LOOP
            EXIT WHEN v_batches >= p_max_batches;
            DELETE FROM plant.telemetry t
            USING (
                SELECT x.plant_id, x.tag_id, x.at
                FROM plant.telemetry x
                WHERE x.plant_id = r.id
                  AND x.at < v_cutoff
                  AND NOT EXISTS (
                      SELECT 1 FROM plant.legal_hold h
                      WHERE h.plant_id = x.plant_id
                        AND x.at >= h.from_at AND x.at < h.to_at
                        AND h.released_at IS NULL
                  )
                ORDER BY x.at
                LIMIT p_batch
                FOR UPDATE SKIP LOCKED
            ) d
            WHERE t.plant_id = d.plant_id AND t.tag_id = d.tag_id AND t.at = d.at;
            GET DIAGNOSTICS v_done = ROW_COUNT;
            v_total := v_total + v_done;
            v_batches := v_batches + 1;
            COMMIT;
            EXIT WHEN v_done = 0;
            PERFORM pg_sleep(0.1);
        END LOOP;

        IF v_total > 0 THEN
            INSERT INTO plant.purge_log (plant_id, older_than, deleted) VALUES (r.id, v_cutoff, v_total);
            COMMIT;
        END IF;
    END LOOP;

    PERFORM pg_advisory_unlock(hashtext('plant.purge_telemetry'));
END
$$;

REVOKE ALL ON PROCEDURE plant.purge_telemetry(integer, integer) FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE plant.purge_telemetry(integer, integer) TO plant_maintenance;
