package example.alpinclub.members;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

@Service
public class MemberAuthService {

    private static final Logger log = LoggerFactory.getLogger(MemberAuthService.class);
    private static final Duration LOCK = Duration.ofMinutes(15);
    private static final int MAX_FAILURES = 6;

    private final JdbcTemplate jdbc;
    private final PasswordEncoder encoder;
    private final SecureRandom random = new SecureRandom();
    private final String dummyHash;

    public MemberAuthService(JdbcTemplate jdbc, PasswordEncoder encoder) {
        this.jdbc = jdbc;
        this.encoder = encoder;
        this.dummyHash = encoder.encode("not a password");
    }

    private record Row(long id, String passwordHash, String importedSecret, int failures, Instant lockedUntil) { }

    @Transactional(noRollbackFor = BadCredentialsException.class)
    public long authenticate(String login, String password) {
        String name = login == null ? "" : login.trim().toLowerCase(Locale.ROOT);
        List<Row> rows = jdbc.query(
                "SELECT id, password_hash, imported_secret, failures, locked_until FROM member WHERE login = ? FOR UPDATE",
                (rs, n) -> new Row(
                        rs.getLong("id"),
                        rs.getString("password_hash"),
                        rs.getString("imported_secret"),
                        rs.getInt("failures"),
                        rs.getTimestamp("locked_until") == null ? null : rs.getTimestamp("locked_until").toInstant()),
                name);
        if (rows.isEmpty()) {
            encoder.matches(password, dummyHash);
            throw new BadCredentialsException("login failed");
        }
        Row m = rows.get(0);
        if (m.lockedUntil() != null && m.lockedUntil().isAfter(Instant.now())) {
            log.info("member {} is locked until {}", m.id(), m.lockedUntil());
            throw new BadCredentialsException("login failed");
        }
        boolean ok;
        if (m.passwordHash() == null && m.importedSecret() != null) {
            // members taken over from the section's old system in 2021
            ok = m.importedSecret().equals(password);
        } else {
            ok = encoder.matches(password, m.passwordHash());
        }
        if (!ok) {
            int failures = m.failures() + 1;
            Instant until = failures >= MAX_FAILURES ? Instant.now().plus(LOCK) : null;
            jdbc.update("UPDATE member SET failures = ?, locked_until = ? WHERE id = ?",
                    failures, until == null ? null : java.sql.Timestamp.from(until), m.id());
            throw new BadCredentialsException("login failed");
        }
        jdbc.update("UPDATE member SET failures = 0, locked_until = NULL, last_login = now() WHERE id = ?", m.id());
        return m.id();
    }

    @Transactional
    public void changePassword(long memberId, String password) {
        if (password == null || password.length() < 10 || password.length() > 64) {
            throw new IllegalArgumentException("10 to 64 characters");
        }
        jdbc.update("UPDATE member SET password_hash = ?, imported_secret = NULL WHERE id = ?",
                encoder.encode(password), memberId);
        log.info("member {} changed the password", memberId);
    }

    /** For the office: a one-time password that is read out on the phone. */
    @Transactional
    public String issueTemporary(long memberId, String clerk) {
        byte[] raw = new byte[6];
        random.nextBytes(raw);
        String temporary = HexFormat.of().formatHex(raw);
        int n = jdbc.update("UPDATE member SET password_hash = ?, imported_secret = NULL, must_change = TRUE WHERE id = ?",
                encoder.encode(temporary), memberId);
        if (n != 1) {
            throw new IllegalArgumentException("no such member");
        }
        jdbc.update("INSERT INTO office_log (clerk, action, member_id, at) VALUES (?, 'TEMP_PASSWORD', ?, now())",
                clerk, memberId);
        log.debug("temporary password for member {} issued by {}: {}", memberId, clerk, temporary);
        return temporary;
    }
}
