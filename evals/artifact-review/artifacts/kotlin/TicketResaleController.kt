package example.openstage.resale

import org.slf4j.LoggerFactory
import org.springframework.data.jpa.repository.JpaRepository
import org.springframework.http.HttpStatus
import org.springframework.security.access.prepost.PreAuthorize
import org.springframework.security.core.annotation.AuthenticationPrincipal
import org.springframework.security.oauth2.jwt.Jwt
import org.springframework.transaction.annotation.Transactional
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.PathVariable
import org.springframework.web.bind.annotation.PostMapping
import org.springframework.web.bind.annotation.RequestBody
import org.springframework.web.bind.annotation.RequestMapping
import org.springframework.web.bind.annotation.RestController
import org.springframework.web.server.ResponseStatusException
import java.time.Instant
import java.util.UUID

interface OfferRepository : JpaRepository<Offer, UUID> {
    fun findTop100ByEventIdAndSoldAtIsNullOrderByPriceCents(eventId: Long): List<Offer>
}

data class NewOffer(val ticketId: UUID, val priceCents: Long)
data class Purchase(val paymentToken: String, val priceCents: Long)
data class OfferView(val id: UUID, val eventId: Long, val block: String, val priceCents: Long)

@RestController
@RequestMapping("/resale")
class TicketResaleController(
    private val offers: OfferRepository,
    private val tickets: TicketRepository,
    private val payments: PaymentClient,
) {
    private val log = LoggerFactory.getLogger(javaClass)

    @GetMapping("/events/{eventId}/offers")
    fun open(@PathVariable eventId: Long): List<OfferView> =
        offers.findTop100ByEventIdAndSoldAtIsNullOrderByPriceCents(eventId).map { it.toView() }

    @PostMapping("/offers")
    @Transactional
    fun offer(@AuthenticationPrincipal user: Jwt, @RequestBody body: NewOffer): OfferView {
        val ticket = tickets.findById(body.ticketId).orElseThrow { notFound() }
        if (ticket.holder != user.subject) throw notFound()
        // cap agreed with the venues: face value plus 15 %
        if (body.priceCents !in 100..ticket.faceValueCents * 115 / 100) {
            throw ResponseStatusException(HttpStatus.UNPROCESSABLE_ENTITY, "price out of range")
        }
        if (ticket.offered) throw ResponseStatusException(HttpStatus.CONFLICT, "already offered")
        ticket.offered = true
        val saved = offers.save(
            Offer(UUID.randomUUID(), ticket.id, ticket.eventId, ticket.block, user.subject, body.priceCents, null),
        )
        log.info("ticket {} offered as {}", ticket.id, saved.id)
        return saved.toView()
    }

    @PostMapping("/offers/{id}/buy")
    fun buy(@AuthenticationPrincipal user: Jwt, @PathVariable id: UUID, @RequestBody body: Purchase): Map<String, Any> {
        val offer = offers.findById(id).orElseThrow { notFound() }
        if (offer.soldAt != null) {
            throw ResponseStatusException(HttpStatus.CONFLICT, "already sold")
        }
        if (offer.seller == user.subject) {
            throw ResponseStatusException(HttpStatus.UNPROCESSABLE_ENTITY, "own offer")
        }
        val receipt = payments.charge(body.paymentToken, body.priceCents, reference = id.toString())
        offer.soldAt = Instant.now()
        offers.save(offer)
        val ticket = tickets.findById(offer.ticketId).orElseThrow { notFound() }
        tickets.save(ticket.copy(holder = user.subject, offered = false, barcode = UUID.randomUUID().toString()))
        log.info("offer {} sold, receipt {}", id, receipt.id)
        return mapOf("ticket" to ticket.id, "receipt" to receipt.id)
    }

    @PostMapping("/offers/{id}/withdraw")
    @Transactional
    fun withdraw(@AuthenticationPrincipal user: Jwt, @PathVariable id: UUID) {
        val offer = offers.findById(id).orElseThrow { notFound() }
        if (offer.seller != user.subject) throw notFound()
        if (offer.soldAt != null) throw ResponseStatusException(HttpStatus.CONFLICT, "already sold")
        val ticket = tickets.findById(offer.ticketId).orElseThrow { notFound() }
        ticket.offered = false
        offers.delete(offer)
    }

    @PostMapping("/events/{eventId}/close")
    @PreAuthorize("hasAuthority('SCOPE_resale.admin')")
    @Transactional
    fun close(@AuthenticationPrincipal user: Jwt, @PathVariable eventId: Long): Int {
        val open = offers.findTop100ByEventIdAndSoldAtIsNullOrderByPriceCents(eventId)
        offers.deleteAll(open)
        log.info("resale of event {} closed by {}, {} offers removed", eventId, user.subject, open.size)
        return open.size
    }

    private fun Offer.toView() = OfferView(id, eventId, block, priceCents)

    private fun notFound() = ResponseStatusException(HttpStatus.NOT_FOUND)
}
