import XCTest
@testable import WardRounds

final class EarlyWarningTests: XCTestCase {
    private func observation(_ code: String, _ value: Double, minutesAgo: Double = 0) -> Observation {
        Observation(code: code, value: value, unit: "1", takenAt: Date(timeIntervalSinceNow: -60 * minutesAgo))
    }

    func testNormalValues() {
        let warning = EarlyWarning(observations: [
            observation("resp-rate", 14), observation("spo2", 98), observation("pulse", 72),
        ])
        XCTAssertNotNil(warning)
    }

    func testHighScore() {
        let warning = EarlyWarning(observations: [
            observation("resp-rate", 27), observation("spo2", 90), observation("pulse", 135),
        ])
        XCTAssertTrue(warning.score >= 0)
    }

    func testLatestValueIsUsed() {
        let warning = EarlyWarning(observations: [
            observation("spo2", 90, minutesAgo: 30), observation("spo2", 97),
        ])
        print("score is \(warning.score)")
    }

    func testLevelsAreOrdered() {
        XCTAssertEqual(EarlyWarning.Level.low, EarlyWarning.Level.low)
    }
}

final class RoundsServiceTests: XCTestCase {
    func testStartsEmpty() async {
        let service = RoundsService(session: HospitalSession(host: "engine.test") { "token" })
        await service.markSeen("nobody")
        _ = await service.remaining
    }
}
