-- MySQL 8.0. Utilisation of tours for the dispatch dashboard.
-- The dashboard user has EXECUTE on this procedure only.

USE dispatch;

DROP PROCEDURE IF EXISTS report_route_utilisation;

DELIMITER $$

CREATE DEFINER = 'dispatch_report'@'localhost' PROCEDURE report_route_utilisation(
    IN p_depot_id   INT UNSIGNED,
    IN p_from       DATE,
    IN p_to         DATE,
    IN p_group      VARCHAR(20),
    IN p_sort       VARCHAR(20),
    IN p_limit      INT
)
    READS SQL DATA
    SQL SECURITY DEFINER
BEGIN
    DECLARE v_group VARCHAR(64);
    DECLARE v_sort  VARCHAR(64);

    IF p_depot_id IS NULL OR NOT EXISTS (SELECT 1 FROM depot WHERE id = p_depot_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'unknown depot';
    END IF;
    IF p_from IS NULL OR p_to IS NULL OR p_to < p_from OR DATEDIFF(p_to, p_from) > 366 THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'bad period';
    END IF;

    SET v_group = CASE p_group
        WHEN 'vehicle' THEN 'v.plate'
        WHEN 'driver'  THEN 'd.staff_no'
        WHEN 'region'  THEN 'r.region_code'
        WHEN 'day'     THEN 'r.tour_date'
        ELSE NULL
    END;
    SET v_sort = CASE p_sort
        WHEN 'stops'  THEN 'stops DESC'
        WHEN 'load'   THEN 'load_factor DESC'
        WHEN 'empty'  THEN 'empty_km DESC'
        WHEN 'key'    THEN 'group_key ASC'
        ELSE NULL
    END;
    IF v_group IS NULL OR v_sort IS NULL THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'unknown grouping or order';
    END IF;

    -- v_group and v_sort are constants from the CASE above, the rest is bound
    SET @report_sql = CONCAT(
        'SELECT ', v_group, ' AS group_key,',
        ' COUNT(DISTINCT r.id) AS tours,',
        ' SUM(r.stop_count) AS stops,',
        ' ROUND(SUM(r.loaded_kg) / NULLIF(SUM(v.payload_kg), 0), 3) AS load_factor,',
        ' SUM(r.empty_km) AS empty_km',
        ' FROM route r',
        ' JOIN vehicle v ON v.id = r.vehicle_id',
        ' JOIN driver d ON d.id = r.driver_id',
        ' WHERE r.depot_id = ? AND r.tour_date BETWEEN ? AND ?',
        ' AND r.state = ''closed''',
        ' GROUP BY ', v_group,
        ' ORDER BY ', v_sort,
        ' LIMIT ?');
    SET @p_depot = p_depot_id, @p_from = p_from, @p_to = p_to,
        @p_limit = LEAST(GREATEST(COALESCE(p_limit, 100), 1), 1000);

    PREPARE report_stmt FROM @report_sql;
    EXECUTE report_stmt USING @p_depot, @p_from, @p_to, @p_limit;
    DEALLOCATE PREPARE report_stmt;
    SET @report_sql = NULL;
END$$

DELIMITER ;

GRANT EXECUTE ON PROCEDURE dispatch.report_route_utilisation TO 'dashboard'@'10.20.%';
