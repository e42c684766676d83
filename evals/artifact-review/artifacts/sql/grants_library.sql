-- Rights for the new self-service and statistics accounts
-- run as postgres on the circulation server

CREATE ROLE circ_selfservice LOGIN PASSWORD 'Kz7wPq2!dRt9Lm' VALID UNTIL 'infinity';
CREATE ROLE circ_statistics LOGIN PASSWORD NULL;
CREATE ROLE circ_desk NOLOGIN;
CREATE ROLE circ_admin NOLOGIN CREATEROLE;

GRANT CONNECT ON DATABASE circulation TO circ_selfservice, circ_statistics, circ_desk, circ_admin;
GRANT USAGE ON SCHEMA circ TO circ_selfservice, circ_statistics, circ_desk, circ_admin;

-- desk
GRANT SELECT, INSERT, UPDATE ON circ.borrower TO circ_desk;
GRANT SELECT, INSERT, UPDATE ON circ.loan TO circ_desk;
GRANT SELECT, INSERT, UPDATE ON circ.reservation TO circ_desk;
GRANT SELECT ON circ.item, circ.branch, circ.fee_schedule TO circ_desk;
GRANT SELECT, INSERT ON circ.fee TO circ_desk;

-- self-service terminals: borrow, return, look up own fees
GRANT SELECT ON circ.item, circ.branch TO circ_selfservice;
GRANT SELECT, INSERT, UPDATE ON circ.loan TO circ_selfservice;
GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA circ TO circ_selfservice;

-- statistics
GRANT SELECT ON circ.loan, circ.item, circ.branch TO circ_statistics;
GRANT SELECT (id, birth_year, postcode, branch_id) ON circ.borrower TO circ_statistics;

-- sequences
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA circ TO circ_desk, circ_selfservice;

-- functions
CREATE OR REPLACE FUNCTION circ.waive_fee(p_fee_id bigint, p_reason text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = circ, pg_temp
AS $$
BEGIN
    UPDATE fee
    SET waived_at = now(), waived_by = session_user, waive_reason = p_reason
    WHERE id = p_fee_id AND waived_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'fee % not found or already waived', p_fee_id;
    END IF;
    INSERT INTO fee_log (fee_id, action, actor, reason, at)
    VALUES (p_fee_id, 'waive', session_user, p_reason, now());
END
$$;

REVOKE ALL ON FUNCTION circ.waive_fee(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION circ.waive_fee(bigint, text) TO circ_desk;

-- new tables of the reading room module
ALTER DEFAULT PRIVILEGES IN SCHEMA circ GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO PUBLIC;

GRANT circ_desk TO desk_mitte, desk_nord, desk_sued;
GRANT circ_admin TO it_bibliothek;
