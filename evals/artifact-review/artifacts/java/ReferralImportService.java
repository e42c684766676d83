package example.kvnord.referral;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;

/**
 * Picks up referral letters that the practices drop into the SFTP inbox.
 */
@Service
public class ReferralImportService {

    private static final Logger log = LoggerFactory.getLogger(ReferralImportService.class);
    private static final long MAX_SIZE = 2L * 1024 * 1024;

    private final JdbcClient jdbc;
    private final Path inbox;
    private final Path done;
    private final Path rejected;

    public ReferralImportService(JdbcClient jdbc,
                                 @Value("${referral.inbox}") Path inbox,
                                 @Value("${referral.done}") Path done,
                                 @Value("${referral.rejected}") Path rejected) {
        this.jdbc = jdbc;
        this.inbox = inbox;
        this.done = done;
        this.rejected = rejected;
    }

    @Scheduled(fixedDelayString = "PT1M")
    public void poll() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(inbox, "*.xml")) {
            for (Path file : files) {
                if (Files.size(file) > MAX_SIZE) {
                    move(file, rejected);
                    continue;
                }
                importOne(file);
            }
        } catch (IOException e) {
            log.error("inbox {} cannot be read", inbox, e);
        }
    }

    private void importOne(Path file) throws IOException {
        Referral r;
        try {
            r = parse(file);
        } catch (Exception e) {
            log.warn("{} is not a referral: {}", file.getFileName(), e.getClass().getSimpleName());
            move(file, rejected);
            return;
        }
        try {
            jdbc.sql("""
                    INSERT INTO referral (practice_no, insured_no, icd10, urgency, valid_until)
                    VALUES (:practice, :insured, :icd, :urgency, :valid)
                    ON CONFLICT (practice_no, insured_no, icd10, valid_until) DO NOTHING
                    """)
                    .param("practice", r.practiceNo())
                    .param("insured", r.insuredNo())
                    .param("icd", r.icd10())
                    .param("urgency", r.urgency())
                    .param("valid", r.validUntil())
                    .update();
        } catch (RuntimeException e) {
            log.warn("referral {} not stored", file.getFileName(), e);
        }
        log.info("imported referral for insured {} diagnosis {} from practice {}",
                r.insuredNo(), r.icd10(), r.practiceNo());
        move(file, done);
    }

    private Referral parse(Path file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setExpandEntityReferences(true);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null);
        try (InputStream in = Files.newInputStream(file)) {
            Document doc = builder.parse(in);
            Element root = doc.getDocumentElement();
            return new Referral(
                    text(root, "practiceNo"),
                    text(root, "insuredNo"),
                    text(root, "icd10"),
                    text(root, "urgency"),
                    LocalDate.parse(text(root, "validUntil")));
        }
    }

    private static String text(Element root, String name) {
        NodeList nodes = root.getElementsByTagNameNS("*", name);
        if (nodes.getLength() != 1) {
            throw new IllegalArgumentException(name);
        }
        return nodes.item(0).getTextContent().trim();
    }

    private static void move(Path file, Path dir) throws IOException {
        Files.move(file, dir.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    record Referral(String practiceNo, String insuredNo, String icd10, String urgency, LocalDate validUntil) { }
}
