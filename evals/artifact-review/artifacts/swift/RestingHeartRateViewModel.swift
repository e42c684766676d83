import Foundation
import HealthKit
import Observation
import os

struct DailyHeartRate: Identifiable, Sendable, Equatable {
    let day: Date
    let beatsPerMinute: Double
    var id: Date { day }
}

protocol HeartRateSource: Sendable {
    func requestAuthorization() async throws
    func restingHeartRate(days: Int, endingAt end: Date) async throws -> [DailyHeartRate]
}

struct HealthKitHeartRateSource: HeartRateSource {
    enum SourceError: Error { case unavailable, invalidRange }

    private let store: HKHealthStore
    private let calendar: Calendar

    init(store: HKHealthStore = HKHealthStore(), calendar: Calendar = .current) {
        self.store = store
        self.calendar = calendar
    }

    func requestAuthorization() async throws {
        guard HKHealthStore.isHealthDataAvailable() else { throw SourceError.unavailable }
        try await store.requestAuthorization(toShare: [], read: [HKQuantityType(.restingHeartRate)])
    }

    func restingHeartRate(days: Int, endingAt end: Date) async throws -> [DailyHeartRate] {
        let anchor = calendar.startOfDay(for: end)
        guard let start = calendar.date(byAdding: .day, value: 1 - days, to: anchor) else {
            throw SourceError.invalidRange
        }
        let descriptor = HKStatisticsCollectionQueryDescriptor(
            predicate: .quantitySample(
                type: HKQuantityType(.restingHeartRate),
                predicate: HKQuery.predicateForSamples(withStart: start, end: end)
            ),
            options: .discreteAverage,
            anchorDate: anchor,
            intervalComponents: DateComponents(day: 1)
        )
        let unit = HKUnit.count().unitDivided(by: .minute())
        return try await descriptor.result(for: store).statistics().compactMap { statistics in
            statistics.averageQuantity().map {
                DailyHeartRate(day: statistics.startDate, beatsPerMinute: $0.doubleValue(for: unit))
            }
        }
    }
}

@MainActor
@Observable
final class RestingHeartRateViewModel {
    enum State: Equatable {
        case loading
        case empty
        case loaded([DailyHeartRate])
        case unavailable
        case failed
    }

    private(set) var state: State = .loading
    private(set) var sharing = false
    var shareFailed = false

    @ObservationIgnored private let source: any HeartRateSource
    @ObservationIgnored private let sharer: any ClinicSharing
    @ObservationIgnored private let now: @Sendable () -> Date
    @ObservationIgnored private let log = Logger(subsystem: "app.hjerterom.companion", category: "heart-rate")

    init(source: any HeartRateSource, sharer: any ClinicSharing, now: @escaping @Sendable () -> Date = { .now }) {
        self.source = source
        self.sharer = sharer
        self.now = now
    }

    var average: Double? {
        guard case .loaded(let days) = state, !days.isEmpty else { return nil }
        return days.map(\.beatsPerMinute).reduce(0, +) / Double(days.count)
    }

    func load(days: Int = 30) async {
        state = .loading
        do {
            try await source.requestAuthorization()
            let values = try await source.restingHeartRate(days: days, endingAt: now())
            state = values.isEmpty ? .empty : .loaded(values)
        } catch is CancellationError {
            // The view went away; the next appearance starts a new load.
            return
        } catch HealthKitHeartRateSource.SourceError.unavailable {
            state = .unavailable
        } catch {
            log.error("loading failed: \(Self.code(of: error), privacy: .public)")
            state = .failed
        }
    }

    /// Sends the series to the clinic the user has paired with. Values travel in the request body.
    func shareWithClinic() async {
        guard case .loaded(let days) = state, !sharing else { return }
        sharing = true
        defer { sharing = false }
        do {
            let receipt = try await sharer.share(days)
            log.info("series shared, receipt \(receipt.id, privacy: .private(mask: .hash))")
        } catch {
            log.error("sharing failed: \(Self.code(of: error), privacy: .public)")
            shareFailed = true
        }
    }

    /// Domain and code only, descriptions from HealthKit may quote sample values.
    private static func code(of error: any Error) -> String {
        let error = error as NSError
        return "\(error.domain)#\(error.code)"
    }
}
