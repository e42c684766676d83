-- Series of one sensor quantity for the farm dashboard, PostgreSQL 16.
-- The measurements are partitioned by kind into measure_soil, measure_air, measure_tank; all have
-- sensor_id, farm_id, at and one column a quantity.

BEGIN;

CREATE TABLE IF NOT EXISTS farm.series_catalog (
    kind      text NOT NULL,
    quantity  text NOT NULL,
    unit      text NOT NULL,
    PRIMARY KEY (kind, quantity)
);

INSERT INTO farm.series_catalog (kind, quantity, unit) VALUES
    ('soil', 'moisture', '%'),
    ('soil', 'temperature', 'degC'),
    ('air',  'temperature', 'degC'),
    ('air',  'humidity', '%'),
    ('air',  'wind_speed', 'm/s'),
    ('tank', 'level', 'l')
ON CONFLICT DO NOTHING;

CREATE OR REPLACE FUNCTION farm.sensor_series(
    p_kind      text,
    p_quantity  text,
    p_sensor    bigint,
    p_from      timestamptz,
    p_to        timestamptz,
    p_bucket    interval DEFAULT interval '15 minutes',
    p_order     text DEFAULT 'asc'
)
RETURNS TABLE (bucket timestamptz, low double precision, mean double precision, high double precision, n bigint)
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET statement_timeout = '15s'
AS $$
DECLARE
    v_farm   bigint;
    v_order  text;
    v_sql    text;
BEGIN
    SELECT m.farm_id INTO v_farm
    FROM farm.sensor s
    JOIN farm.membership m ON m.farm_id = s.farm_id
    WHERE s.id = p_sensor
      AND m.login = session_user
      AND m.revoked_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'sensor % is not known', p_sensor USING ERRCODE = 'no_data_found';
    END IF;

    PERFORM 1 FROM farm.series_catalog c WHERE c.kind = p_kind AND c.quantity = p_quantity;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no series %.%', p_kind, p_quantity USING ERRCODE = 'invalid_parameter_value';
    END IF;

    v_order := CASE lower(p_order) WHEN 'desc' THEN 'DESC' ELSE 'ASC' END;

    IF p_from IS NULL OR p_to IS NULL OR p_to <= p_from OR p_to - p_from > interval '400 days' THEN
        RAISE EXCEPTION 'bad time range' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF p_bucket IS NULL OR p_bucket < interval '1 minute' THEN
        RAISE EXCEPTION 'bucket too small' USING ERRCODE = 'invalid_parameter_value';
    END IF;

    v_sql := format(
        $q$
        SELECT date_bin($1, t.at, timestamptz '2020-01-01 00:00:00+00') AS bucket,
               min(t.%1$I)::double precision,
               avg(t.%1$I)::double precision,
               max(t.%1$I)::double precision,
               count(t.%1$I)
        FROM farm.%2$I t
        WHERE t.sensor_id = $2 AND t.farm_id = $3 AND t.at >= $4 AND t.at < $5
        GROUP BY 1
        ORDER BY 1 %3$s
        LIMIT 20000
        $q$,
        p_quantity, 'measure_' || p_kind, v_order);

    RETURN QUERY EXECUTE v_sql USING p_bucket, p_sensor, v_farm, p_from, p_to;
END
$$;

ALTER FUNCTION farm.sensor_series(text, text, bigint, timestamptz, timestamptz, interval, text) OWNER TO farm_reader_owner;
REVOKE ALL ON FUNCTION farm.sensor_series(text, text, bigint, timestamptz, timestamptz, interval, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION farm.sensor_series(text, text, bigint, timestamptz, timestamptz, interval, text) TO farm_dashboard;

COMMIT;
