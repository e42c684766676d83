-- PostgreSQL 15. Carrier code on shipments, step 1 of 2 (expand).
-- Step 2 (V043, next release) drops shipment.carrier_name after all writers have moved.
-- Flyway: executeInTransaction=false for the concurrent index, see V042__add_carrier_scac.sql.conf
-- The file can be run again from the start when it stops half-way. Undo: U042__add_carrier_scac.sql (drops the column,
-- carrier_name is still complete at that point).

SET lock_timeout = '3s';
SET statement_timeout = '0';

-- nullable, no default: no rewrite of the table
ALTER TABLE shipment ADD COLUMN IF NOT EXISTS carrier_scac char(4);

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM pg_constraint
        WHERE conname = 'shipment_carrier_scac_format' AND conrelid = 'shipment'::regclass
    ) THEN
        ALTER TABLE shipment
            ADD CONSTRAINT shipment_carrier_scac_format
            CHECK (carrier_scac ~ '^[A-Z]{2,4} *$') NOT VALID;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM pg_constraint
        WHERE conname = 'shipment_carrier_scac_fkey' AND conrelid = 'shipment'::regclass
    ) THEN
        ALTER TABLE shipment
            ADD CONSTRAINT shipment_carrier_scac_fkey
            FOREIGN KEY (carrier_scac) REFERENCES carrier (scac) NOT VALID;
    END IF;
END
$$;

-- backfill in slices of 5000, each its own transaction
CREATE OR REPLACE PROCEDURE migrate_carrier_scac()
LANGUAGE plpgsql
AS $$
DECLARE
    last_id bigint := 0;
    upper_id bigint;
    touched bigint;
BEGIN
    LOOP
        SELECT max(id) INTO upper_id
        FROM (SELECT id FROM shipment WHERE id > last_id ORDER BY id LIMIT 5000) slice;
        EXIT WHEN upper_id IS NULL;

        UPDATE shipment s
        SET carrier_scac = c.scac
        FROM carrier c
        WHERE s.id > last_id AND s.id <= upper_id
          AND s.carrier_scac IS NULL
          AND c.display_name = s.carrier_name;
        GET DIAGNOSTICS touched = ROW_COUNT;

        COMMIT;
        RAISE NOTICE 'shipments up to %: % filled', upper_id, touched;
        last_id := upper_id;
        PERFORM pg_sleep(0.05);
    END LOOP;
END
$$;

SET lock_timeout = '10s';
CALL migrate_carrier_scac();
DROP PROCEDURE migrate_carrier_scac();

-- validation takes SHARE UPDATE EXCLUSIVE only, writers go on
SET lock_timeout = '3s';
ALTER TABLE shipment VALIDATE CONSTRAINT shipment_carrier_scac_format;
ALTER TABLE shipment VALIDATE CONSTRAINT shipment_carrier_scac_fkey;

-- a cancelled concurrent build leaves an invalid index behind
DROP INDEX CONCURRENTLY IF EXISTS shipment_carrier_scac_idx;
CREATE INDEX CONCURRENTLY shipment_carrier_scac_idx ON shipment (carrier_scac) WHERE carrier_scac IS NOT NULL;

RESET lock_timeout;
RESET statement_timeout;
