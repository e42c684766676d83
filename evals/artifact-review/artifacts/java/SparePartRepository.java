package example.windpark.parts;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

@Repository
public class SparePartRepository {

    private static final int MAX_PAGE_SIZE = 200;
    private static final int QUERY_TIMEOUT_MS = 5_000;

    public enum SortField {
        NAME("p.name"),
        ARTICLE_NO("p.articleNo"),
        STOCK("p.stock"),
        PRICE("p.priceCents"),
        SUPPLIER("p.supplier.name");

        private final String path;

        SortField(String path) {
            this.path = path;
        }

        public static SortField parse(String raw) {
            if (raw == null || raw.isBlank()) {
                return NAME;
            }
            try {
                return valueOf(raw.trim().toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("unknown sort field");
            }
        }
    }

    public record Criteria(String text, Long turbineTypeId, Integer maxStock, String sort, boolean descending,
                           int page, int size) { }

    @PersistenceContext
    private EntityManager em;

    @Transactional(readOnly = true)
    public List<SparePart> search(Criteria c) {
        List<String> where = new ArrayList<>();
        Map<String, Object> params = new HashMap<>();

        where.add("p.retired = false");
        if (c.text() != null && !c.text().isBlank()) {
            where.add("(lower(p.name) like :text escape '!' or lower(p.articleNo) like :text escape '!')");
            params.put("text", "%" + escape(c.text().toLowerCase(Locale.ROOT)) + "%");
        }
        if (c.turbineTypeId() != null) {
            where.add(":type member of p.turbineTypeIds");
            params.put("type", c.turbineTypeId());
        }
        if (c.maxStock() != null) {
            where.add("p.stock <= :maxStock");
            params.put("maxStock", c.maxStock());
        }

        String jpql = "select p from SparePart p join fetch p.supplier where " + String.join(" and ", where)
                + " order by " + SortField.parse(c.sort()).path + (c.descending() ? " desc" : " asc") + ", p.id";

        TypedQuery<SparePart> query = em.createQuery(jpql, SparePart.class);
        params.forEach(query::setParameter);
        int size = Math.min(Math.max(c.size(), 1), MAX_PAGE_SIZE);
        query.setFirstResult(Math.multiplyExact(Math.max(c.page(), 0), size));
        query.setMaxResults(size);
        query.setHint("jakarta.persistence.query.timeout", QUERY_TIMEOUT_MS);
        return query.getResultList();
    }

    /**
     * Takes parts from stock in one statement, so two technicians cannot take the same last part.
     *
     * @return false if there are not enough left
     */
    @Transactional
    public boolean withdraw(long partId, int quantity, String technician, long workOrderId) {
        if (quantity < 1) {
            throw new IllegalArgumentException("quantity");
        }
        int changed = em.createQuery(
                        "update SparePart p set p.stock = p.stock - :q where p.id = :id and p.stock >= :q and p.retired = false")
                .setParameter("q", quantity)
                .setParameter("id", partId)
                .executeUpdate();
        if (changed == 0) {
            return false;
        }
        em.persist(new StockMovement(partId, -quantity, technician, workOrderId));
        return true;
    }

    private static String escape(String s) {
        return s.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
