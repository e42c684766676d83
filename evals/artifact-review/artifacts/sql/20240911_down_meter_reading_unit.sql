-- Down step of 20240911_meter_reading_unit (PostgreSQL 15).
--
-- Up:   renamed meter_reading.value_kwh to value_old_kwh (kept for one release, filled by trigger),
--       added value numeric(14,4) and unit, trigger meter_reading_sync keeps both in step.
-- Down: value_kwh is there again under its old name. Readings in other units cannot be expressed in
--       the old schema; they are moved to meter_reading_other_unit, nothing is dropped.
-- Run it in the maintenance window with the ingest workers stopped; the broker keeps readings for 48 hours.

BEGIN;

SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '10min';

LOCK TABLE meter_reading IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE IF NOT EXISTS meter_reading_other_unit (
    LIKE meter_reading INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    moved_at timestamptz NOT NULL DEFAULT now(),
    moved_by text NOT NULL DEFAULT session_user
);

WITH moved AS (
    DELETE FROM meter_reading
    WHERE unit NOT IN ('kWh', 'Wh', 'MWh')
    RETURNING *
)
INSERT INTO meter_reading_other_unit
SELECT moved.* FROM moved;

-- rows written after the up step by services that know only the new columns
UPDATE meter_reading
SET value_old_kwh = CASE unit
        WHEN 'kWh' THEN value
        WHEN 'Wh'  THEN value / 1000
        WHEN 'MWh' THEN value * 1000
    END
WHERE value_old_kwh IS NULL
  AND value IS NOT NULL
  AND created_at >= timestamptz '2024-09-11 00:00:00+02';

DO $$
DECLARE
    n bigint;
BEGIN
    SELECT count(*) INTO n FROM meter_reading WHERE value_old_kwh IS NULL;
    IF n > 0 THEN
        RAISE EXCEPTION '% readings without a kWh value, down step stopped', n;
    END IF;

    SELECT count(*) INTO n
    FROM meter_reading
    WHERE unit = 'kWh' AND created_at >= timestamptz '2024-09-11 00:00:00+02' AND abs(value_old_kwh - value) > 0.0005;
    IF n > 0 THEN
        RAISE EXCEPTION '% readings differ between old and new column, down step stopped', n;
    END IF;
END
$$;

DROP TRIGGER meter_reading_sync ON meter_reading;
DROP FUNCTION meter_reading_sync();

ALTER TABLE meter_reading RENAME COLUMN value_old_kwh TO value_kwh;

-- the new columns stay until the next clean release, old code does not see them
ALTER TABLE meter_reading ALTER COLUMN unit DROP NOT NULL;
ALTER TABLE meter_reading ALTER COLUMN value DROP NOT NULL;
COMMENT ON COLUMN meter_reading.value IS 'unused since the down step of 20240911';
COMMENT ON COLUMN meter_reading.unit IS 'unused since the down step of 20240911';

INSERT INTO schema_change (version, direction, applied_by, applied_at)
VALUES ('20240911_meter_reading_unit', 'down', session_user, now());

COMMIT;
