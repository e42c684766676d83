-- multi tenant machine data, PostgreSQL 15
-- every factory is one tenant; the API sets app.tenant per request

BEGIN;

CREATE TABLE tenant (
    id      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name    text NOT NULL UNIQUE,
    plan    text NOT NULL DEFAULT 'basic'
);

CREATE TABLE machine (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id   integer NOT NULL REFERENCES tenant (id),
    serial_no   text NOT NULL,
    model       text NOT NULL,
    location    text,
    UNIQUE (tenant_id, serial_no)
);

CREATE TABLE job_run (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id   integer NOT NULL REFERENCES tenant (id),
    machine_id  bigint NOT NULL REFERENCES machine (id),
    program     text NOT NULL,
    started_at  timestamptz NOT NULL,
    ended_at    timestamptz,
    scrap_parts integer NOT NULL DEFAULT 0
);

CREATE TABLE drawing (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id   integer NOT NULL REFERENCES tenant (id),
    job_run_id  bigint REFERENCES job_run (id),
    file_name   text NOT NULL,
    content     bytea NOT NULL
);

CREATE TABLE price_offer (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id   integer NOT NULL REFERENCES tenant (id),
    customer    text NOT NULL,
    amount      numeric(12,2) NOT NULL,
    valid_until date NOT NULL
);

CREATE INDEX job_run_machine_idx ON job_run (tenant_id, machine_id, started_at);
CREATE INDEX drawing_job_idx ON drawing (tenant_id, job_run_id);
CREATE INDEX price_offer_customer_idx ON price_offer (tenant_id, customer);

ALTER TABLE machine ENABLE ROW LEVEL SECURITY;
ALTER TABLE job_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE price_offer ENABLE ROW LEVEL SECURITY;

CREATE POLICY machine_tenant ON machine
    USING (tenant_id = current_setting('app.tenant')::integer)
    WITH CHECK (tenant_id = current_setting('app.tenant')::integer);

CREATE POLICY job_run_tenant ON job_run
    USING (tenant_id = current_setting('app.tenant')::integer)
    WITH CHECK (tenant_id = current_setting('app.tenant')::integer);

CREATE POLICY drawing_tenant ON drawing
    USING (tenant_id = current_setting('app.tenant')::integer)
    WITH CHECK (tenant_id = current_setting('app.tenant')::integer);

CREATE POLICY price_offer_read ON price_offer
    FOR SELECT
    USING (tenant_id = current_setting('app.tenant')::integer);

CREATE POLICY price_offer_write ON price_offer
    FOR UPDATE
    USING (tenant_id = current_setting('app.tenant')::integer)
    WITH CHECK (true);

CREATE POLICY price_offer_insert ON price_offer
    FOR INSERT
    WITH CHECK (tenant_id = current_setting('app.tenant')::integer);

GRANT SELECT ON tenant TO machine_api;
GRANT SELECT, INSERT, UPDATE ON machine, job_run, drawing, price_offer TO machine_api;

COMMIT;
