-- Prepaid wallet of the city card (bus, pool, library fees)
-- PostgreSQL 15, called by the card terminals through the gateway

CREATE TABLE wallet (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    card_no      text NOT NULL UNIQUE,
    holder_id    bigint NOT NULL,
    balance      numeric(10,2) NOT NULL DEFAULT 0,
    blocked      boolean NOT NULL DEFAULT false,
    updated_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE wallet_entry (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    wallet_id    bigint NOT NULL REFERENCES wallet (id),
    amount       numeric(10,2) NOT NULL,
    kind         text NOT NULL,
    terminal_id  text,
    booked_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX wallet_entry_wallet_idx ON wallet_entry (wallet_id, booked_at);

CREATE OR REPLACE FUNCTION wallet_top_up(p_card text, p_amount numeric, p_terminal text) RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
    w wallet;
BEGIN
    IF p_amount <= 0 OR p_amount > 500 THEN
        RAISE EXCEPTION 'amount out of range';
    END IF;
    UPDATE wallet SET balance = balance + p_amount, updated_at = now()
    WHERE card_no = p_card AND NOT blocked
    RETURNING * INTO w;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'card unknown or blocked';
    END IF;
    INSERT INTO wallet_entry (wallet_id, amount, kind, terminal_id) VALUES (w.id, p_amount, 'top_up', p_terminal);
    RETURN w.balance;
END
$$;

CREATE OR REPLACE FUNCTION wallet_pay(p_card text, p_amount numeric, p_terminal text) RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
    w wallet;
    v_new numeric(10,2);
BEGIN
    IF p_amount <= 0 THEN
        RAISE EXCEPTION 'amount out of range';
    END IF;
    SELECT * INTO w FROM wallet WHERE card_no = p_card;
    IF NOT FOUND OR w.blocked THEN
        RAISE EXCEPTION 'card unknown or blocked';
    END IF;
    IF w.balance < p_amount THEN
        RAISE EXCEPTION 'not enough credit';
    END IF;
    v_new := w.balance - p_amount;
    UPDATE wallet SET balance = v_new, updated_at = now() WHERE id = w.id;
    INSERT INTO wallet_entry (wallet_id, amount, kind, terminal_id) VALUES (w.id, -p_amount, 'payment', p_terminal);
    RETURN v_new;
END
$$;

-- back office
CREATE OR REPLACE FUNCTION wallet_set_balance(p_card text, p_balance numeric) RETURNS void
LANGUAGE sql AS $$
    UPDATE wallet SET balance = p_balance, updated_at = now() WHERE card_no = p_card;
$$;

CREATE OR REPLACE FUNCTION wallet_block(p_card text, p_blocked boolean, p_by text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE wallet SET blocked = p_blocked, updated_at = now() WHERE card_no = p_card;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO wallet_entry (wallet_id, amount, kind, terminal_id)
    SELECT id, 0, CASE WHEN p_blocked THEN 'block' ELSE 'unblock' END, p_by FROM wallet WHERE card_no = p_card;
    RETURN true;
END
$$;

CREATE OR REPLACE FUNCTION wallet_statement(p_card text, p_months integer DEFAULT 3)
RETURNS TABLE (booked_at timestamptz, kind text, amount numeric)
LANGUAGE sql STABLE AS $$
    SELECT e.booked_at, e.kind, e.amount
    FROM wallet_entry e JOIN wallet w ON w.id = e.wallet_id
    WHERE w.card_no = p_card AND e.booked_at > now() - make_interval(months => least(p_months, 24))
    ORDER BY e.booked_at DESC
    LIMIT 1000
$$;

REVOKE EXECUTE ON FUNCTION wallet_set_balance(text, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wallet_set_balance(text, numeric) TO card_back_office;
