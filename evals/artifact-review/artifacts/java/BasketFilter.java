package example.hofladen.shop;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the basket of visitors that are not logged in. Small baskets travel in the cookie, larger ones
 * stay here and the cookie has the key.
 */
@WebFilter("/shop/*")
public class BasketFilter extends HttpFilter {

    private static final String COOKIE = "basket";
    private static final int INLINE_LIMIT = 1500;

    private final Map<String, Basket> parked = new ConcurrentHashMap<>();

    public static class Basket implements Serializable {
        private static final long serialVersionUID = 3L;
        private final LinkedHashMap<String, Integer> items = new LinkedHashMap<>();

        public void put(String article, int amount) {
            if (amount <= 0) {
                items.remove(article);
            } else {
                items.put(article, Math.min(amount, 99));
            }
        }

        public Map<String, Integer> items() {
            return items;
        }
    }

    @Override
    protected void doFilter(HttpServletRequest req, HttpServletResponse res, FilterChain chain)
            throws IOException, ServletException {
        Basket basket = load(req);
        req.setAttribute("basket", basket);
        String before = basket.items().toString();
        String change = req.getParameter("article");
        if (change != null && "POST".equals(req.getMethod())) {
            basket.put(change, amount(req.getParameter("amount")));
        }
        if (!before.equals(basket.items().toString())) {
            res.addCookie(cookie(basket));
        }
        chain.doFilter(req, res);
    }

    private static int amount(String raw) {
        try {
            return raw == null ? 1 : Integer.parseInt(raw);
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    private Basket load(HttpServletRequest req) {
        if (req.getCookies() == null) {
            return new Basket();
        }
        for (Cookie c : req.getCookies()) {
            if (!COOKIE.equals(c.getName())) {
                continue;
            }
            if (c.getValue().startsWith("k-")) {
                return parked.getOrDefault(c.getValue(), new Basket());
            }
            byte[] raw = Base64.getUrlDecoder().decode(c.getValue());
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(raw))) {
                return (Basket) in.readObject();
            } catch (IOException | ClassNotFoundException | ClassCastException e) {
                getServletContext().log("basket cookie not readable, starting anew");
                return new Basket();
            }
        }
        return new Basket();
    }

    private Cookie cookie(Basket basket) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(basket);
        }
        String value;
        if (bytes.size() > INLINE_LIMIT) {
            value = "k-" + UUID.randomUUID();
            parked.put(value, basket);
        } else {
            value = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
        }
        Cookie c = new Cookie(COOKIE, value);
        c.setPath("/shop");
        c.setHttpOnly(true);
        c.setSecure(true);
        c.setAttribute("SameSite", "Lax");
        c.setMaxAge(14 * 24 * 3600);
        return c;
    }
}
