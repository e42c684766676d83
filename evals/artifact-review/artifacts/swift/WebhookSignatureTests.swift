import Foundation
import Testing
@testable import BillingWebhooks

@Suite("Webhook signatures")
struct WebhookSignatureTests {
    // Made up for this suite; the verifier never sees a deployed key in tests.
    private static let testSecret = "whsec_test_0123456789abcdef"
    private static let now = Date(timeIntervalSince1970: 1_730_000_000)

    private let body = Data(#"{"type":"invoice.paid","id":"evt_1","amount":12900}"#.utf8)
    private let verifier = WebhookVerifier(
        secrets: [WebhookSignatureTests.testSecret],
        tolerance: 300,
        now: { WebhookSignatureTests.now }
    )

    private func header(
        for body: Data,
        secret: String = testSecret,
        at date: Date = now
    ) -> String {
        WebhookSigner(secret: secret).header(for: body, at: date)
    }

    @Test func acceptsSignedBody() throws {
        let event = try verifier.verify(body, header: header(for: body))
        #expect(event.id == "evt_1")
        #expect(event.type == .invoicePaid)
        #expect(event.amount == 12_900)
    }

    @Test func rejectsChangedBody() {
        let signature = header(for: body)
        let tampered = Data(#"{"type":"invoice.paid","id":"evt_1","amount":1}"#.utf8)
        #expect(throws: WebhookError.signatureMismatch) {
            try verifier.verify(tampered, header: signature)
        }
    }

    @Test func rejectsForeignSecret() {
        #expect(throws: WebhookError.signatureMismatch) {
            try verifier.verify(body, header: header(for: body, secret: "whsec_test_other"))
        }
    }

    @Test("timestamps outside the tolerance are refused", arguments: [-301.0, 301.0, -86_400.0])
    func staleTimestamp(offset: TimeInterval) {
        let signature = header(for: body, at: Self.now.addingTimeInterval(offset))
        #expect(throws: WebhookError.timestampOutsideTolerance) {
            try verifier.verify(body, header: signature)
        }
    }

    @Test("timestamps at the edge are accepted", arguments: [-300.0, 0, 300.0])
    func timestampAtEdge(offset: TimeInterval) throws {
        let signature = header(for: body, at: Self.now.addingTimeInterval(offset))
        let event = try verifier.verify(body, header: signature)
        #expect(event.id == "evt_1")
    }

    @Test(arguments: ["", "t=", "v1=abc", "t=notanumber,v1=00", "t=1730000000", "t=1730000000,v1=zz"])
    func malformedHeader(_ header: String) {
        #expect(throws: WebhookError.malformedHeader) {
            try verifier.verify(body, header: header)
        }
    }

    @Test func acceptsEitherSecretDuringRotation() throws {
        let rotating = WebhookVerifier(
            secrets: ["whsec_test_next", Self.testSecret],
            tolerance: 300,
            now: { Self.now }
        )
        for secret in ["whsec_test_next", Self.testSecret] {
            let event = try rotating.verify(body, header: header(for: body, secret: secret))
            #expect(event.id == "evt_1")
        }
    }

    @Test func decodingFailureKeepsUnderlyingError() {
        let invalid = Data(#"{"type":"invoice.paid"}"#.utf8)
        do {
            _ = try verifier.verify(invalid, header: header(for: invalid))
            Issue.record("expected a decoding failure")
        } catch let WebhookError.undecodable(underlying) {
            #expect(underlying is DecodingError)
        } catch {
            Issue.record("unexpected error: \(error)")
        }
    }

    @Test func duplicateDeliveryIsHandledOnce() async throws {
        let ledger = RecordingLedger()
        let processor = WebhookProcessor(verifier: verifier, ledger: ledger, seen: InMemoryEventLog())
        let signature = header(for: body)

        try await processor.receive(body, header: signature)
        try await processor.receive(body, header: signature)

        let entries = await ledger.entries
        #expect(entries.count == 1)
        #expect(entries.first?.amount == 12_900)
    }

    @Test func failedBookingCanBeRedelivered() async throws {
        let ledger = RecordingLedger(failingFirst: 1)
        let processor = WebhookProcessor(verifier: verifier, ledger: ledger, seen: InMemoryEventLog())
        let signature = header(for: body)

        await #expect(throws: LedgerError.self) {
            try await processor.receive(body, header: signature)
        }
        try await processor.receive(body, header: signature)
        #expect(await ledger.entries.count == 1)
    }
}
