package example.netzgebiet.metering.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import example.netzgebiet.metering.domain.MeterEvent;
import example.netzgebiet.metering.domain.MeterEventStore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.support.ExponentialBackOffWithMaxRetries;
import org.springframework.stereotype.Component;

/**
 * Stores tamper and outage events of the smart meters. The container commits an offset only after the
 * listener returned or the record reached the dead letter topic.
 */
@Component
public class MeterEventListener {

    private static final Logger log = LoggerFactory.getLogger(MeterEventListener.class);
    private static final int MAX_PAYLOAD = 64 * 1024;

    private final ObjectMapper json;
    private final MeterEventStore store;

    public MeterEventListener(ObjectMapper json, MeterEventStore store) {
        this.json = json;
        this.store = store;
    }

    @KafkaListener(topics = "${metering.events.topic}", groupId = "${metering.events.group}",
            concurrency = "${metering.events.concurrency:3}")
    public void onEvent(ConsumerRecord<String, String> record) {
        if (record.value() == null || record.value().length() > MAX_PAYLOAD) {
            throw new InvalidEventException("empty or oversized payload");
        }
        MeterEvent event;
        try {
            event = json.readValue(record.value(), MeterEvent.class);
        } catch (JsonProcessingException e) {
            // the message of the parser quotes the payload, keep it out of the headers of the DLT
            throw new InvalidEventException("not a meter event, offset " + record.offset());
        }
        try {
            store.insert(event);
        } catch (DuplicateKeyException e) {
            // delivered twice after a rebalance, the first one is stored under the same event id
            log.debug("event {} already stored", event.eventId());
        }
    }

    public static final class InvalidEventException extends RuntimeException {
        public InvalidEventException(String message) {
            super(message);
        }
    }

    @Configuration
    static class Errors {

        @Bean
        CommonErrorHandler meterErrorHandler(KafkaOperations<Object, Object> kafka) {
            var recoverer = new DeadLetterPublishingRecoverer(kafka, (rec, ex) -> {
                log.error("record {}-{}@{} goes to the dead letter topic",
                        rec.topic(), rec.partition(), rec.offset(), ex);
                return new TopicPartition(rec.topic() + ".dlt", -1);
            });
            recoverer.setFailIfSendResultIsError(true);

            var backOff = new ExponentialBackOffWithMaxRetries(5);
            backOff.setInitialInterval(500);
            backOff.setMultiplier(2);
            backOff.setMaxInterval(10_000);

            var handler = new DefaultErrorHandler(recoverer, backOff);
            handler.addNotRetryableExceptions(InvalidEventException.class);
            return handler;
        }
    }
}
