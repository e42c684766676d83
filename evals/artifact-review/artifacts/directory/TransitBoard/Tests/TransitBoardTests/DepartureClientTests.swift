import XCTest
@testable import TransitBoard

private final class StubTransport: HTTPTransport, @unchecked Sendable {
    var status = 200
    var body = Data("[]".utf8)
    private(set) var lastRequest: URLRequest?

    func data(for request: URLRequest) async throws -> (Data, URLResponse) {
        lastRequest = request
        let response = HTTPURLResponse(url: request.url!, statusCode: status, httpVersion: nil, headerFields: nil)!
        return (body, response)
    }
}

final class DepartureClientTests: XCTestCase {
    private let transport = StubTransport()
    private lazy var client = DepartureClient(
        baseURL: URL(string: "https://feed.test")!,
        accessKey: "test-key",
        transport: transport
    )

    func testSendsKeyAsHeaderOnly() async throws {
        _ = try await client.departures(stop: "8014", limit: 5)
        let request = try XCTUnwrap(transport.lastRequest)
        XCTAssertEqual(request.url?.absoluteString, "https://feed.test/v3/stops/8014/departures?limit=5")
        XCTAssertEqual(request.value(forHTTPHeaderField: "X-Access-Key"), "test-key")
    }

    func testSortsByPlannedTime() async throws {
        transport.body = Data("""
        [{"line":"4","destination":"Hamnen","planned":"2025-01-07T08:10:00Z"},
         {"line":"11","destination":"Torget","planned":"2025-01-07T08:02:00Z","platform":"B"}]
        """.utf8)
        let lines = try await client.departures(stop: "8014").map(\.line)
        XCTAssertEqual(lines, ["11", "4"])
    }

    func testMapsFailures() async {
        await assertFails(status: 404, body: "", with: .unknownStop)
        await assertFails(status: 502, body: "", with: .rejected(status: 502))
        await assertFails(status: 200, body: "<html>", with: .malformedResponse)
    }

    private func assertFails(status: Int, body: String, with expected: DepartureError, line: UInt = #line) async {
        transport.status = status
        transport.body = Data(body.utf8)
        do {
            _ = try await client.departures(stop: "1")
            XCTFail("expected \(expected)", line: line)
        } catch {
            XCTAssertEqual(error as? DepartureError, expected, line: line)
        }
    }
}
