package example.frachtboerse.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/** One line a request. Route patterns instead of paths, because paths carry ids of customers. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
public class AccessLogFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger("access");

    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9-]{8,64}");
    private static final Pattern PRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

    // everything else is only named, never quoted
    private static final Set<String> LOGGED_HEADERS =
            Set.of("accept", "content-type", "content-length", "user-agent", "x-client-version");

    @Override
    protected void doFilterInternal(HttpServletRequest req, HttpServletResponse res, FilterChain chain)
            throws ServletException, IOException {
        String id = requestId(req);
        MDC.put("requestId", id);
        res.setHeader("X-Request-Id", id);
        long start = System.nanoTime();
        Throwable failure = null;
        try {
            chain.doFilter(req, res);
        } catch (ServletException | IOException | RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            long millis = (System.nanoTime() - start) / 1_000_000;
            Object route = req.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
            if (failure == null) {
                log.info("{} {} {} {}ms", req.getMethod(), route, res.getStatus(), millis);
            } else {
                log.warn("{} {} failed after {}ms with {}", req.getMethod(), route, millis,
                        failure.getClass().getName());
            }
            if (log.isDebugEnabled()) {
                log.debug("headers {}", headers(req));
            }
            MDC.remove("requestId");
        }
    }

    private static String requestId(HttpServletRequest req) {
        String given = req.getHeader("X-Request-Id");
        return given != null && REQUEST_ID.matcher(given).matches() ? given : UUID.randomUUID().toString();
    }

    private static TreeMap<String, String> headers(HttpServletRequest req) {
        TreeMap<String, String> out = new TreeMap<>();
        for (String name : Collections.list(req.getHeaderNames())) {
            String key = name.toLowerCase(Locale.ROOT);
            if (LOGGED_HEADERS.contains(key)) {
                String value = PRINTABLE.matcher(req.getHeader(name)).replaceAll("?");
                out.put(key, value.length() > 200 ? value.substring(0, 200) : value);
            } else {
                out.put(PRINTABLE.matcher(key).replaceAll("?"), "***");
            }
        }
        return out;
    }
}
