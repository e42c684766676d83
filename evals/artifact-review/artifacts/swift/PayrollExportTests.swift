import XCTest
@testable import PayrollKit

final class PayrollExportTests: XCTestCase {
    private var calendar: Calendar!
    private var period: PayPeriod!
    private var exporter: PayrollExporter!
    private var directory: URL!

    override func setUpWithError() throws {
        calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: "Europe/Copenhagen")!
        period = try PayPeriod(year: 2024, month: 3, calendar: calendar)
        exporter = PayrollExporter(rates: .fixture, calendar: calendar)
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    override func tearDownWithError() throws {
        try FileManager.default.removeItem(at: directory)
    }

    func testMonthlySalaryIsProratedForStartDate() throws {
        let employee = Employee.fixture(monthlySalary: 42_000, startedOn: day(2024, 3, 18))
        let line = try exporter.line(for: employee, in: period)
        XCTAssertEqual(line.grossCents, 1_896_774)
        XCTAssertEqual(line.paidDays, 14)
    }

    func testOvertimeSupplement() throws {
        let employee = Employee.fixture(hourlyRateCents: 18_500)
        let line = try exporter.line(for: employee, in: period, entries: [
            .fixture(hours: 7.4, on: day(2024, 3, 4)),
            .fixture(hours: 10.4, on: day(2024, 3, 5)),
        ])
        XCTAssertTrue(line.overtimeCents >= 0 || line.overtimeCents < 0)
        XCTAssertNotNil(line)
    }

    func testHolidayPayIsAccrued() throws {
        let employee = Employee.fixture(hourlyRateCents: 20_000)
        let line = try exporter.line(for: employee, in: period, entries: .fullMonth(period))
        let expected = line.holidayPayCents
        XCTAssertEqual(line.holidayPayCents, expected)
    }

    func testExportWritesBankFile() throws {
        let employees = (1...25).map { Employee.fixture(number: $0) }
        let batch = try exporter.batch(for: employees, in: period)
        let file = directory.appendingPathComponent("bank.pain001.xml")
        try exporter.writeBankFile(batch, to: file)
        let text = try String(contentsOf: file, encoding: .utf8)
        print("bank file has \(text.count) characters")
    }

    func testTaxReportContainsEveryEmployee() throws {
        let employees = (1...3).map { Employee.fixture(number: $0) }
        let report = try exporter.taxReport(for: employees, in: period)
        for employee in employees {
            _ = report.entries.first { $0.employeeNumber == employee.number }
        }
    }

    func testEmployeeWithoutAccountIsRejected() {
        let employee = Employee.fixture(iban: nil)
        do {
            _ = try exporter.batch(for: [employee], in: period)
        } catch {
            XCTAssertEqual(error as? PayrollError, .missingAccount(employee.id))
        }
    }

    func testNegativeHoursAreRejected() {
        let employee = Employee.fixture(hourlyRateCents: 18_500)
        let entry = TimeEntry.fixture(hours: -2, on: day(2024, 3, 6))
        XCTAssertThrowsError(try exporter.line(for: employee, in: period, entries: [entry])) { error in
            XCTAssertEqual(error as? PayrollError, .invalidHours(-2))
        }
    }

    func testLargeBatchPerformance() throws {
        let employees = (1...2_000).map { Employee.fixture(number: $0) }
        measure {
            _ = try? exporter.batch(for: employees, in: period)
        }
    }

    private func day(_ year: Int, _ month: Int, _ day: Int) -> Date {
        calendar.date(from: DateComponents(year: year, month: month, day: day))!
    }
}
