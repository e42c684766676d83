-- Row level security of the clinic schema (PostgreSQL 16).
-- The application connects as clinic_app (NOBYPASSRLS, owns nothing) and sets
--   SET LOCAL app.practice_id / app.staff_id
-- at the start of each transaction. Without the settings no row is visible.

BEGIN;

CREATE SCHEMA IF NOT EXISTS clinic AUTHORIZATION clinic_owner;
SET LOCAL search_path = clinic, pg_catalog;

CREATE FUNCTION current_practice() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog
AS $$ SELECT nullif(current_setting('app.practice_id', true), '')::uuid $$;

CREATE FUNCTION current_staff() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog
AS $$ SELECT nullif(current_setting('app.staff_id', true), '')::uuid $$;

CREATE TABLE patient (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    practice_id   uuid NOT NULL,
    family_name   text NOT NULL CHECK (length(family_name) <= 200),
    given_name    text NOT NULL CHECK (length(given_name) <= 200),
    birth_date    date NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    UNIQUE (id, practice_id)
);

CREATE TABLE encounter (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    practice_id   uuid NOT NULL,
    patient_id    uuid NOT NULL,
    staff_id      uuid NOT NULL,
    status        text NOT NULL CHECK (status IN ('planned', 'in-progress', 'finished', 'cancelled')),
    started_at    timestamptz,
    note          text CHECK (length(note) <= 20000),
    FOREIGN KEY (patient_id, practice_id) REFERENCES patient (id, practice_id)
);
CREATE INDEX encounter_patient_idx ON encounter (practice_id, patient_id, started_at DESC);

CREATE TABLE access_log (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    practice_id   uuid NOT NULL,
    staff_id      uuid NOT NULL,
    table_name    text NOT NULL,
    row_id        uuid NOT NULL,
    operation     text NOT NULL,
    at            timestamptz NOT NULL DEFAULT clock_timestamp()
);

ALTER TABLE patient    ENABLE ROW LEVEL SECURITY;
ALTER TABLE patient    FORCE ROW LEVEL SECURITY;
ALTER TABLE encounter  ENABLE ROW LEVEL SECURITY;
ALTER TABLE encounter  FORCE ROW LEVEL SECURITY;
ALTER TABLE access_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_log FORCE ROW LEVEL SECURITY;

CREATE POLICY patient_own_practice ON patient
    FOR ALL TO clinic_app
    USING (practice_id = current_practice())
    WITH CHECK (practice_id = current_practice());

CREATE POLICY encounter_read ON encounter
    FOR SELECT TO clinic_app
    USING (practice_id = current_practice());

CREATE POLICY encounter_insert ON encounter
    FOR INSERT TO clinic_app
    WITH CHECK (practice_id = current_practice() AND staff_id = current_staff());

-- only who wrote it, and only while it is open
CREATE POLICY encounter_update ON encounter
    FOR UPDATE TO clinic_app
    USING (practice_id = current_practice() AND staff_id = current_staff() AND status <> 'finished')
    WITH CHECK (practice_id = current_practice() AND staff_id = current_staff());

CREATE POLICY access_log_insert ON access_log
    FOR INSERT TO clinic_app
    WITH CHECK (practice_id = current_practice() AND staff_id = current_staff());

CREATE POLICY access_log_auditor ON access_log
    FOR SELECT TO clinic_auditor
    USING (true);

CREATE FUNCTION log_change() RETURNS trigger
LANGUAGE plpgsql
SET search_path = clinic, pg_catalog
AS $$
BEGIN
    INSERT INTO access_log (practice_id, staff_id, table_name, row_id, operation)
    VALUES (NEW.practice_id, current_staff(), TG_TABLE_NAME, NEW.id, TG_OP);
    RETURN NEW;
END
$$;

CREATE TRIGGER patient_log   AFTER INSERT OR UPDATE ON patient   FOR EACH ROW EXECUTE FUNCTION log_change();
CREATE TRIGGER encounter_log AFTER INSERT OR UPDATE ON encounter FOR EACH ROW EXECUTE FUNCTION log_change();

GRANT USAGE ON SCHEMA clinic TO clinic_app, clinic_auditor;
GRANT SELECT, INSERT, UPDATE ON patient, encounter TO clinic_app; -- nothing is deleted here
GRANT INSERT ON access_log TO clinic_app;
GRANT SELECT ON access_log TO clinic_auditor;

COMMIT;
