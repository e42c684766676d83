-- Roles and grants of the market communication database (PostgreSQL 16).
-- Log-in roles are created by the platform (certificates, no passwords); here only group roles.
-- Can be run again.

BEGIN;

DO $$
DECLARE
    r text;
BEGIN
    FOREACH r IN ARRAY ARRAY['market_owner', 'market_writer', 'market_reader', 'market_report', 'market_admin'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = r) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', r);
        END IF;
    END LOOP;
END
$$;

REVOKE ALL ON DATABASE market FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE market TO market_writer, market_reader, market_report;

GRANT USAGE ON SCHEMA edi TO market_writer, market_reader, market_report;
REVOKE ALL ON ALL TABLES IN SCHEMA edi FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA edi FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE market_owner IN SCHEMA edi REVOKE ALL ON TABLES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE market_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- messages are never changed after arrival
GRANT SELECT, INSERT ON edi.message, edi.message_part TO market_writer;
GRANT SELECT, INSERT, UPDATE ON edi.process, edi.process_step TO market_writer;
GRANT SELECT ON edi.market_partner, edi.metering_point TO market_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA edi TO market_writer;

GRANT SELECT ON edi.message, edi.message_part, edi.process, edi.process_step, edi.market_partner TO market_reader;
GRANT SELECT (id, grid_area, voltage_level, active_from, active_to) ON edi.metering_point TO market_reader;

-- report sees the aggregated views only
GRANT SELECT ON edi.v_process_daily, edi.v_deadline_quota TO market_report;

GRANT EXECUTE ON FUNCTION edi.enqueue_message(text, bytea) TO market_writer;

-- administration of partners, four eyes are enforced by the trigger edi.partner_approval
GRANT SELECT, INSERT, UPDATE ON edi.market_partner TO market_admin;
GRANT INSERT ON edi.partner_change_log TO market_admin;
GRANT USAGE ON SCHEMA edi TO market_admin;
GRANT CONNECT ON DATABASE market TO market_admin;

ALTER ROLE market_report SET statement_timeout = '120s';
ALTER ROLE market_report SET default_transaction_read_only = on;
ALTER ROLE market_writer SET idle_in_transaction_session_timeout = '30s';

COMMENT ON ROLE market_admin IS 'partner administration, members are reviewed each quarter';

COMMIT;
