-- Clean-up of the appointment and notice tables of the citizens' office
-- runs each night as owner, cron: psql -d buergeramt -f job_cleanup_municipal.sql

CREATE OR REPLACE FUNCTION cleanup_appointments() RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    n integer := 0;
    m integer;
BEGIN
    DELETE FROM appointment_hold WHERE created_at < now() - interval '20 minutes';
    GET DIAGNOSTICS m = ROW_COUNT;
    n := n + m;

    DELETE FROM appointment
    WHERE state = 'cancelled' AND starts_at < now() - interval '90 days';
    GET DIAGNOSTICS m = ROW_COUNT;
    n := n + m;
    RETURN n;
END
$$;

CREATE OR REPLACE FUNCTION archive_notices() RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    n integer := 0;
BEGIN
    -- copy, then delete
    BEGIN
        INSERT INTO notice_archive
        SELECT * FROM notice WHERE closed_at < now() - interval '2 years';
    EXCEPTION WHEN OTHERS THEN
        RAISE NOTICE 'archive: %', SQLERRM;
    END;
    DELETE FROM notice WHERE closed_at < now() - interval '2 years';
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END
$$;

CREATE OR REPLACE FUNCTION cleanup_attachments() RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    n integer;
BEGIN
    -- files nobody refers to any more
    DELETE FROM attachment a
    WHERE NOT EXISTS (SELECT 1 FROM notice_attachment na WHERE na.attachment_id = a.id);
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END
$$;

CREATE OR REPLACE FUNCTION reset_daily_counters() RETURNS void
LANGUAGE sql AS $$
    UPDATE queue_counter SET current_no = 0, reset_at = now() WHERE reset_at < date_trunc('day', now());
$$;

SELECT cleanup_appointments() AS appointments;
SELECT archive_notices() AS notices;
SELECT cleanup_attachments() AS attachments;
SELECT reset_daily_counters();

-- staff who left; HR sends the list into staff_left
DELETE FROM permission_change_log;
DELETE FROM staff_permission WHERE staff_id IN (SELECT staff_id FROM staff_left);
TRUNCATE staff_left;

VACUUM (ANALYZE) appointment, notice, attachment;
