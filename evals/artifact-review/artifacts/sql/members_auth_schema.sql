-- Game community accounts, MySQL 8.0
CREATE DATABASE IF NOT EXISTS community CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci;
USE community;

CREATE TABLE member (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    email           VARCHAR(254) NOT NULL,
    nickname        VARCHAR(40) NOT NULL,
    password_hash   CHAR(97) NULL,               -- argon2id, since client 4.0
    password_v1     VARCHAR(64) NULL,            -- accounts from the old forum
    created_at      DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    banned_until    DATETIME(3) NULL,
    UNIQUE KEY uq_member_email (email),
    UNIQUE KEY uq_member_nickname (nickname)
) ENGINE = InnoDB;

CREATE TABLE member_session (
    token_hash      BINARY(32) NOT NULL PRIMARY KEY,
    member_id       BIGINT UNSIGNED NOT NULL,
    created_at      DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    expires_at      DATETIME(3) NOT NULL,
    client          VARCHAR(60) NOT NULL,
    KEY ix_session_member (member_id),
    KEY ix_session_expires (expires_at),
    CONSTRAINT fk_session_member FOREIGN KEY (member_id) REFERENCES member (id) ON DELETE CASCADE
) ENGINE = InnoDB;

CREATE TABLE password_reset (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    member_id       BIGINT UNSIGNED NOT NULL,
    code            CHAR(6) NOT NULL,
    created_at      DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    used_at         DATETIME(3) NULL,
    CONSTRAINT fk_reset_member FOREIGN KEY (member_id) REFERENCES member (id) ON DELETE CASCADE
) ENGINE = InnoDB;

CREATE TABLE inventory_item (
    member_id       BIGINT UNSIGNED NOT NULL,
    item_code       VARCHAR(30) NOT NULL,
    quantity        INT UNSIGNED NOT NULL,
    PRIMARY KEY (member_id, item_code),
    CONSTRAINT fk_inventory_member FOREIGN KEY (member_id) REFERENCES member (id)
) ENGINE = InnoDB;

DELIMITER //

-- old forum accounts log in here once, the service then stores password_hash
CREATE PROCEDURE login_v1(IN p_nickname VARCHAR(40), IN p_password VARCHAR(64))
    READS SQL DATA
BEGIN
    SELECT id, nickname
    FROM member
    WHERE nickname = p_nickname
      AND password_v1 = p_password
      AND (banned_until IS NULL OR banned_until < NOW(3));
END//

CREATE PROCEDURE start_reset(IN p_email VARCHAR(254), OUT p_code CHAR(6))
    MODIFIES SQL DATA
BEGIN
    DECLARE v_id BIGINT UNSIGNED;
    SELECT id INTO v_id FROM member WHERE email = p_email;
    SET p_code = LPAD(FLOOR(RAND() * 1000000), 6, '0');
    INSERT INTO password_reset (member_id, code) VALUES (v_id, p_code);
END//

CREATE PROCEDURE finish_reset(IN p_email VARCHAR(254), IN p_code CHAR(6), IN p_hash CHAR(97))
    MODIFIES SQL DATA
BEGIN
    DECLARE v_id BIGINT UNSIGNED;
    START TRANSACTION;
    SELECT m.id INTO v_id
    FROM member m
    JOIN password_reset r ON r.member_id = m.id
    WHERE m.email = p_email AND r.code = p_code AND r.used_at IS NULL
    ORDER BY r.id DESC LIMIT 1
    FOR UPDATE;
    IF v_id IS NULL THEN
        ROLLBACK;
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'code not valid';
    END IF;
    UPDATE member SET password_hash = p_hash WHERE id = v_id;
    UPDATE password_reset SET used_at = NOW(3) WHERE member_id = v_id AND used_at IS NULL;
    DELETE FROM member_session WHERE member_id = v_id;
    COMMIT;
END//

DELIMITER ;
