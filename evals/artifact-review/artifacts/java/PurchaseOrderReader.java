package example.spindelwerk.orders.xml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the purchase orders that customers send to the order mailbox (format "PO2"). */
public final class PurchaseOrderReader {

    private static final int MAX_BYTES = 1_048_576;
    private static final int MAX_LINES = 2_000;

    private final XMLInputFactory factory;

    public PurchaseOrderReader() {
        factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    }

    public PurchaseOrder read(InputStream in) throws IOException, InvalidOrderException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new InvalidOrderException("order is larger than " + MAX_BYTES + " bytes");
        }
        XMLStreamReader xml = null;
        try {
            xml = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
            return document(xml);
        } catch (XMLStreamException | NumberFormatException e) {
            throw new InvalidOrderException("order is not readable", e);
        } finally {
            close(xml);
        }
    }

    private static PurchaseOrder document(XMLStreamReader xml) throws XMLStreamException, InvalidOrderException {
        String number = null;
        String customer = null;
        List<OrderLine> lines = new ArrayList<>();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.DTD) {
                throw new InvalidOrderException("DTD in order");
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "number" -> number = xml.getElementText().strip();
                case "customer" -> customer = xml.getElementText().strip();
                case "line" -> {
                    if (lines.size() == MAX_LINES) {
                        throw new InvalidOrderException("more than " + MAX_LINES + " lines");
                    }
                    lines.add(line(xml));
                }
                default -> { /* extension elements are allowed */ }
            }
        }
        if (number == null || number.isEmpty() || customer == null || customer.isEmpty() || lines.isEmpty()) {
            throw new InvalidOrderException("number, customer and at least one line are required");
        }
        return new PurchaseOrder(number, customer, List.copyOf(lines));
    }

    private static OrderLine line(XMLStreamReader xml) throws InvalidOrderException {
        String article = xml.getAttributeValue(null, "article");
        String quantity = xml.getAttributeValue(null, "qty");
        if (article == null || quantity == null || quantity.length() > 12) {
            throw new InvalidOrderException("line without article or quantity");
        }
        BigDecimal amount = new BigDecimal(quantity);
        if (amount.signum() <= 0 || amount.scale() > 3 || amount.precision() - amount.scale() > 9) {
            throw new InvalidOrderException("quantity out of range");
        }
        return new OrderLine(article, amount);
    }

    private static void close(XMLStreamReader xml) {
        if (xml == null) {
            return;
        }
        try {
            xml.close();
        } catch (XMLStreamException ignored) {
            // reads from memory, nothing is held
        }
    }

    public record PurchaseOrder(String number, String customer, List<OrderLine> lines) {
        public PurchaseOrder {
            Objects.requireNonNull(lines);
        }
    }

    public record OrderLine(String article, BigDecimal quantity) { }

    public static final class InvalidOrderException extends Exception {
        public InvalidOrderException(String message) {
            super(message);
        }

        public InvalidOrderException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
