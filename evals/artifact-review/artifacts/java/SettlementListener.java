package example.farepay.settlement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

@Component
public class SettlementListener {

    private static final Logger log = LoggerFactory.getLogger(SettlementListener.class);

    private final ObjectMapper json;
    private final TransactionTemplate tx;
    private final LedgerGateway ledger;
    private final OperatorAccounts accounts;

    // terminal -> last journey id, to drop double taps
    private final Map<String, String> seen = new ConcurrentHashMap<>();

    public SettlementListener(ObjectMapper json, TransactionTemplate tx, LedgerGateway ledger, OperatorAccounts accounts) {
        this.json = json;
        this.tx = tx;
        this.ledger = ledger;
        this.accounts = accounts;
    }

    @KafkaListener(topics = "fare.settlements", groupId = "settlement-v3", containerFactory = "manualAckFactory")
    public void onSettlement(String payload, Acknowledgment ack) {
        try {
            JsonNode n = json.readTree(payload);
            Settlement s = new Settlement(
                    n.path("journeyId").asText(),
                    n.path("terminal").asText(),
                    n.path("operator").asText(),
                    n.path("pan").asText(),
                    n.path("amountCents").asLong(),
                    Instant.parse(n.path("at").asText()));
            if (s.journeyId().equals(seen.put(s.terminal(), s.journeyId()))) {
                log.debug("double tap on {}", s.terminal());
                return;
            }
            settle(s);
        } catch (Exception e) {
            log.warn("settlement not processed: {}", payload, e);
        } finally {
            ack.acknowledge();
        }
    }

    private void settle(Settlement s) {
        if (s.amountCents() <= 0 || s.amountCents() > 50_000) {
            throw new IllegalArgumentException("amount " + s.amountCents());
        }
        tx.executeWithoutResult(status -> {
            long account = accounts.accountOf(s.operator());
            ledger.book(new LedgerEntry(account, s.amountCents(), "FARE", s.journeyId(), s.at()));
        });
        log.info("settled journey {} for operator {}: {} cents", s.journeyId(), s.operator(), s.amountCents());
    }

    record Settlement(String journeyId, String terminal, String operator, String pan, long amountCents, Instant at) { }
}
