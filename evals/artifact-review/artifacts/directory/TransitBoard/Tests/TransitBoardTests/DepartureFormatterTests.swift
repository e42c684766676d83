import XCTest
@testable import TransitBoard

final class DepartureFormatterTests: XCTestCase {
    private let now = Date(timeIntervalSince1970: 1_736_236_800) // 08:00 UTC
    private let formatter = DepartureFormatter(timeZone: TimeZone(identifier: "UTC")!)

    private func departure(in seconds: TimeInterval, to destination: String = "Hamnen", delay: TimeInterval? = nil) -> Departure {
        let planned = now.addingTimeInterval(seconds)
        return Departure(
            line: "4",
            destination: destination,
            planned: planned,
            estimated: delay.map { planned.addingTimeInterval($0) },
            platform: nil
        )
    }

    func testDueColumn() {
        XCTAssertEqual(formatter.row(for: departure(in: 20), now: now)?.due, "now")
        XCTAssertEqual(formatter.row(for: departure(in: 290), now: now)?.due, "5 min")
        XCTAssertEqual(formatter.row(for: departure(in: 1_500), now: now)?.due, "08:25")
    }

    func testEstimateWinsOverPlan() {
        XCTAssertEqual(formatter.row(for: departure(in: 60, delay: 180), now: now)?.due, "4 min")
    }

    func testDepartedVehicleIsDropped() {
        XCTAssertNil(formatter.row(for: departure(in: -31), now: now))
    }

    func testLongDestinationIsShortened() {
        let row = formatter.row(for: departure(in: 60, to: "Universitetssjukhuset Norra"), now: now)
        XCTAssertEqual(row?.destination, "Universitetssjukhuset…")
    }
}
