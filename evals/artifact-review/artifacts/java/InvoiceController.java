package example.stadtwerke.billing.web;

import example.stadtwerke.billing.domain.Invoice;
import example.stadtwerke.billing.domain.InvoiceRepository;
import example.stadtwerke.billing.pdf.PdfRenderer;
import example.stadtwerke.billing.security.CustomerPrincipal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.server.ResponseStatusException;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

@RestController
@RequestMapping("/api/invoices")
public class InvoiceController {

    private static final Logger log = LoggerFactory.getLogger(InvoiceController.class);

    private final InvoiceRepository invoices;
    private final PdfRenderer pdf;

    public InvoiceController(InvoiceRepository invoices, PdfRenderer pdf) {
        this.invoices = invoices;
        this.pdf = pdf;
    }

    public record Row(long id, String number, String period, long grossCents, String state) {
        static Row of(Invoice i) {
            return new Row(i.getId(), i.getNumber(), i.getPeriod(), i.getGrossCents(), i.getState().name());
        }
    }

    public record DeliveryChange(@NotBlank @Email String email) { }

    @GetMapping
    public List<Row> list(@AuthenticationPrincipal CustomerPrincipal me,
                          @RequestParam(defaultValue = "0") int page) {
        var slice = PageRequest.of(Math.max(page, 0), 50, Sort.by("issuedOn").descending());
        return invoices.findByCustomerId(me.customerId(), slice).stream().map(Row::of).toList();
    }

    @GetMapping("/{id}")
    public Row one(@AuthenticationPrincipal CustomerPrincipal me, @PathVariable long id) {
        return Row.of(mine(me, id));
    }

    @GetMapping(value = "/{id}/pdf", produces = MediaType.APPLICATION_PDF_VALUE)
    public ResponseEntity<byte[]> pdf(@AuthenticationPrincipal CustomerPrincipal me, @PathVariable long id) {
        Invoice invoice = invoices.findById(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        log.info("pdf of invoice {} requested by customer {}", invoice.getId(), me.customerId());
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"invoice-" + invoice.getId() + ".pdf\"")
                .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
                .body(pdf.render(invoice));
    }

    @PutMapping("/{id}/delivery")
    @Transactional
    public Row changeDelivery(@AuthenticationPrincipal CustomerPrincipal me, @PathVariable long id,
                              @Valid @RequestBody DeliveryChange change) {
        Invoice invoice = mine(me, id);
        invoice.deliverTo(change.email());
        return Row.of(invoice);
    }

    @PostMapping("/{id}/reissue")
    @PreAuthorize("hasRole('BILLING_CLERK')")
    @Transactional
    public Row reissue(@AuthenticationPrincipal CustomerPrincipal me, @PathVariable long id) {
        Invoice invoice = invoices.findById(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        Invoice fresh = invoices.save(invoice.reissuedBy(me.username()));
        log.info("invoice {} reissued as {} by {}", id, fresh.getId(), me.username());
        return Row.of(fresh);
    }

    private Invoice mine(CustomerPrincipal me, long id) {
        return invoices.findById(id)
                .filter(i -> i.getCustomerId() == me.customerId())
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    @ExceptionHandler(RuntimeException.class)
    public ResponseEntity<Map<String, Object>> onError(RuntimeException e) {
        if (e instanceof ResponseStatusException r) {
            return ResponseEntity.status(r.getStatusCode()).body(Map.of("error", String.valueOf(r.getReason())));
        }
        log.error("invoice request failed", e);
        StringWriter detail = new StringWriter();
        e.printStackTrace(new PrintWriter(detail));
        return ResponseEntity.internalServerError().body(Map.of(
                "error", "internal",
                "detail", detail.toString()));
    }
}
