internal import JudgeTypes
public import Provenance

/// A run as JUnit's XML, as Jenkins' schema of it has it: a suite for each artifact, a case for each dimension, and one for what
/// speaks against none.
///
/// Only what the panel holds met is a case that passes.
public struct JUnitReport: ResultReport {
  private var total = JUnitCounts()
  private var judged = 0
  private var areDecided = true
  private let timestamp: String?

  /// - Parameter started: when the run began, RFC 3339, which every suite says of itself; nil where it is not known.
  public init(started: String? = nil) { timestamp = started.flatMap { $0.isEmpty ? nil : $0 } }

  public mutating func add(_ judgment: RecordedJudgment) -> String {
    judged += 1
    if judgment.endsWithoutVerdict { areDecided = false }
    let cases = JUnitCases(of: judgment).all
    let milliseconds = Usage(json: judgment.usage).latencyMilliseconds
    return suite(judgment.path, cases, seconds: seconds(milliseconds), package: judgment.kind)
  }

  private mutating func suite(_ name: String, _ cases: [JUnitCase], seconds: String, package: String?) -> String {
    let counts = JUnitCounts(cases)
    total.add(counts)
    var suite = XMLElement(name: "testsuite")
    suite.attributes = [
      ("name", safeForTerminal(name)), ("tests", "\(counts.tests)"), ("failures", "\(counts.failures)"),
      ("errors", "\(counts.errors)"), ("skipped", "\(counts.skipped)"), ("time", seconds),
    ]
    if let timestamp { suite.attributes.append(("timestamp", safeForTerminal(timestamp))) }
    if let package { suite.attributes.append(("package", safeForTerminal(package))) }
    suite.children = cases.map(\.element)
    return suite.text(at: 1)
  }

  /// Such as `1.250`.
  private func seconds(_ milliseconds: Int) -> String {
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }

  // MARK: The run

  public func frame(of result: RecordedResult) -> (before: String, after: String) {
    var whole = self
    var last = ""
    if let gap = result.incompleteness(judged: judged, areDecided: areDecided) {
      let incomplete = JUnitCase(group: "run", name: gap.kind.rawValue, verdict: .error(gap.message))
      last = whole.suite("moe-judge", [incomplete], seconds: "0.000", package: nil)
    }
    let name = "moe-judge \(result.version), run \(result.run), \(result.mode): \(result.outcome)"
    // Jenkins' schema has no count of skipped cases here.
    let total = whole.total
    let root =
      "<testsuites name=\"\(XMLText.escapedAttribute(safeForTerminal(name)))\" tests=\"\(total.tests)\" "
      + "failures=\"\(total.failures)\" errors=\"\(total.errors)\">\n"
    return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root, last + "</testsuites>\n")
  }
}

/// How many cases ended how.
struct JUnitCounts {
  private(set) var tests = 0
  private(set) var failures = 0
  private(set) var errors = 0
  private(set) var skipped = 0

  init(_ cases: [JUnitCase] = []) {
    tests = cases.count
    for one in cases {
      switch one.verdict {
      case .met: break
      case .failure: failures += 1
      case .error: errors += 1
      case .skipped: skipped += 1
      }
    }
  }

  mutating func add(_ other: JUnitCounts) {
    tests += other.tests
    failures += other.failures
    errors += other.errors
    skipped += other.skipped
  }
}
