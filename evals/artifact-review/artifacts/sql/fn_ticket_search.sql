-- ticket search for box office and partner portal
-- PostgreSQL 14, schema "ticketing"

CREATE OR REPLACE FUNCTION ticketing.partner_events(p_partner_id integer)
RETURNS SETOF ticketing.event
LANGUAGE sql STABLE
SET search_path = ticketing, pg_temp
AS $$
    SELECT e.* FROM event e
    JOIN partner_event pe ON pe.event_id = e.id
    WHERE pe.partner_id = p_partner_id
$$;

-- p_filter: json of the search form, e.g. {"buyer":"meier","event":"Sommerfest","state":"paid"}
-- p_sort: column of the result grid
CREATE OR REPLACE FUNCTION ticketing.search_tickets(
    p_partner_id integer,
    p_filter     jsonb,
    p_sort       text DEFAULT 'sold_at',
    p_dir        text DEFAULT 'desc',
    p_limit      integer DEFAULT 50,
    p_offset     integer DEFAULT 0
)
RETURNS TABLE (ticket_id bigint, event_name text, buyer text, seat text, state text, price numeric, sold_at timestamptz)
LANGUAGE plpgsql
SECURITY DEFINER
AS $$
DECLARE
    q      text;
    v_dir  text := CASE WHEN lower(p_dir) = 'asc' THEN 'ASC' ELSE 'DESC' END;
    v_lim  integer := least(greatest(coalesce(p_limit, 50), 1), 500);
BEGIN
    q := 'SELECT t.id, e.name, b.name, t.seat, t.state, t.price, t.sold_at
          FROM ticket t
          JOIN event e ON e.id = t.event_id
          JOIN buyer b ON b.id = t.buyer_id
          WHERE e.id IN (SELECT id FROM ticketing.partner_events($1))';

    IF p_filter ? 'state' THEN
        q := q || ' AND t.state = ' || quote_literal(p_filter ->> 'state');
    END IF;

    IF p_filter ? 'event' THEN
        q := q || format(' AND e.name ILIKE %L', '%' || (p_filter ->> 'event') || '%');
    END IF;

    IF p_filter ? 'buyer' THEN
        q := q || ' AND b.name ILIKE ''%' || (p_filter ->> 'buyer') || '%''';
    END IF;

    IF p_filter ? 'sold_from' THEN
        q := q || format(' AND t.sold_at >= %L::timestamptz', p_filter ->> 'sold_from');
    END IF;

    IF p_filter ? 'sold_to' THEN
        q := q || format(' AND t.sold_at < %L::timestamptz', p_filter ->> 'sold_to');
    END IF;

    q := q || ' ORDER BY ' || p_sort || ' ' || v_dir;
    q := q || ' LIMIT ' || v_lim || ' OFFSET ' || greatest(coalesce(p_offset, 0), 0);

    RETURN QUERY EXECUTE q USING p_partner_id;
END
$$;

CREATE OR REPLACE FUNCTION ticketing.count_by_state(p_partner_id integer)
RETURNS TABLE (state text, n bigint)
LANGUAGE sql STABLE
SET search_path = ticketing, pg_temp
AS $$
    SELECT t.state, count(*)
    FROM ticket t
    WHERE t.event_id IN (SELECT id FROM partner_events(p_partner_id))
    GROUP BY t.state
    ORDER BY t.state
$$;

REVOKE ALL ON FUNCTION ticketing.search_tickets(integer, jsonb, text, text, integer, integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION ticketing.count_by_state(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ticketing.search_tickets(integer, jsonb, text, text, integer, integer) TO portal, box_office;
GRANT EXECUTE ON FUNCTION ticketing.count_by_state(integer) TO portal, box_office;
