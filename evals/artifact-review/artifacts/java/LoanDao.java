package example.stadtbibliothek.loans;

import javax.sql.DataSource;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

public class LoanDao {

    private static final int PAGE = 100;

    private final DataSource ds;

    public LoanDao(DataSource ds) {
        this.ds = ds;
    }

    public List<Loan> search(LoanQuery query) throws SQLException {
        StringBuilder sql = new StringBuilder(
                "SELECT l.id, l.card_no, c.title, l.due_on, l.renewals FROM loan l "
                        + "JOIN copy c ON c.id = l.copy_id WHERE l.branch_id = ?");
        List<Object> args = new ArrayList<>();
        args.add(query.branchId());
        if (query.cardNo() != null) {
            sql.append(" AND l.card_no = ?");
            args.add(query.cardNo());
        }
        if (query.dueBefore() != null) {
            sql.append(" AND l.due_on < ?");
            args.add(Date.valueOf(query.dueBefore()));
        }
        if (query.title() != null && !query.title().isBlank()) {
            String like = query.title().toLowerCase().replace("%", "").replace("_", "");
            sql.append(" AND lower(c.title) LIKE '%").append(like).append("%'");
        }
        sql.append(" ORDER BY ").append(query.newestFirst() ? "l.due_on DESC" : "l.due_on");
        sql.append(" LIMIT ").append(PAGE).append(" OFFSET ?");
        args.add(Math.max(0, query.page()) * PAGE);

        try (Connection con = ds.getConnection(); PreparedStatement st = con.prepareStatement(sql.toString())) {
            st.setQueryTimeout(10);
            for (int i = 0; i < args.size(); i++) {
                st.setObject(i + 1, args.get(i));
            }
            List<Loan> found = new ArrayList<>();
            try (ResultSet rs = st.executeQuery()) {
                while (rs.next()) {
                    found.add(map(rs));
                }
            }
            return found;
        }
    }

    /** Used by the self-service terminals; at most two renewals a loan. */
    public boolean renew(long loanId, String cardNo) throws SQLException {
        Connection con = ds.getConnection();
        con.setAutoCommit(false);
        PreparedStatement lock = con.prepareStatement(
                "SELECT renewals, due_on FROM loan WHERE id = ? AND card_no = ? FOR UPDATE");
        lock.setLong(1, loanId);
        lock.setString(2, cardNo);
        lock.setQueryTimeout(5);
        ResultSet rs = lock.executeQuery();
        if (!rs.next() || rs.getInt("renewals") >= 2) {
            return false;
        }
        LocalDate due = rs.getDate("due_on").toLocalDate().plusWeeks(4);
        PreparedStatement update = con.prepareStatement(
                "UPDATE loan SET renewals = renewals + 1, due_on = ? WHERE id = ?");
        update.setDate(1, Date.valueOf(due));
        update.setLong(2, loanId);
        update.setQueryTimeout(5);
        update.executeUpdate();
        con.commit();
        update.close();
        lock.close();
        con.close();
        return true;
    }

    private static Loan map(ResultSet rs) throws SQLException {
        return new Loan(
                rs.getLong("id"),
                rs.getString("card_no"),
                rs.getString("title"),
                rs.getDate("due_on").toLocalDate(),
                rs.getInt("renewals"));
    }

    public record Loan(long id, String cardNo, String title, LocalDate dueOn, int renewals) { }

    public record LoanQuery(long branchId, String cardNo, String title, LocalDate dueBefore,
                            boolean newestFirst, int page) { }
}
