import GRDB
import JudgeTypes
import Provenance
import SkillHealth

/// Pages of runs, read in the order of their ids by an index that leads to them, and no further than the query reaches.
struct RunSliceRows {
  /// A path with no more judgments than this leads to its runs; of others the runs are looked at one by one.
  private static let rare = 2_000

  let query: RunQuery
  let database: Database

  func slice() throws -> RunSlice {
    let found = try search()
    let isMore = found.runs.count > query.limit
    let shown = try found.runs.prefix(query.limit).map(run)
    return RunSlice(
      runs: isForward ? shown.reversed() : shown, hasNewer: isForward ? isMore : query.edge != .newest,
      hasOlder: isForward || isMore, searchedTo: isMore ? nil : found.end)
  }

  /// The runs of the slice and one more if there is one, in the order of the search, and where it ended before the last candidate.
  private func search() throws -> (runs: [String], end: RunID?) {
    let source = try candidates()
    let rows = try Row.fetchCursor(database, sql: source, arguments: arguments(for: source))
    var found: [String] = []
    var seen = 0
    while let row = try rows.next() {
      let id: String = try IndexRows.value(row, "id")
      seen += 1
      if try IndexRows.value(row, "fits") { found.append(id) }
      if found.count > query.limit { break }
      if seen == query.reach { return (found, RunID(id)) }
    }
    return (found, nil)
  }

  // MARK: What is looked at

  private var isForward: Bool { if case .after = query.edge { true } else { false } }
  private var order: String { isForward ? "ASC" : "DESC" }

  /// The runs among which the slice's are, as one index gives them in order, each with whether it fits. They are read one by one, so
  /// that none is looked at that need not be.
  private func candidates() throws -> String {
    var checks = conditions
    var table = "runs"
    var isNamed: [String] = bounds
    if query.path != nil, try isPathRare() {
      isNamed.append("id IN (\(Self.runsOfPath))")
      checks[.path] = nil
    } else if let severity = query.severity {
      table = "run_findings CROSS JOIN runs ON runs.id = run_findings.run"
      isNamed =
        isNamed.map { $0.replacing("id ", with: "run_findings.run ") } + ["run_findings.\(severity.rawValue) > 0"]
      checks[.severity] = nil
    } else if let ending = checks[.ending], query.ending != .stopped {
      isNamed.append(ending)
      checks[.ending] = nil
    } else if let mode = checks[.mode] {
      isNamed.append(mode)
      checks[.mode] = nil
    }
    let key = table == "runs" ? "id" : "run_findings.run"
    let fits = checks.sorted { $0.key < $1.key }.map(\.value).joined(separator: " AND ")
    return """
      SELECT \(key) AS id, \(fits.isEmpty ? "1" : "(\(fits)) IS TRUE") AS fits FROM \(table)
      \(isNamed.isEmpty ? "" : "WHERE " + isNamed.joined(separator: " AND "))
      ORDER BY \(key) \(order) LIMIT \(query.reach)
      """
  }

  /// Ids begin with the second in which a run started; a day more on either side leaves room for one named a moment before.
  private var bounds: [String] {
    var bounds: [String] = []
    if query.from != nil { bounds.append("id >= :first") }
    if query.to != nil { bounds.append("id < :last") }
    switch query.edge {
    case .newest: break
    case .before: bounds.append("id < :edge")
    case .after: bounds.append("id > :edge")
    }
    return bounds
  }

  private enum Condition: Int, Comparable {
    case ending, mode, days, severity, path

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  private var conditions: [Condition: String] {
    var conditions: [Condition: String] = [:]
    switch query.ending {
    case nil: break
    case .outcome: conditions[.ending] = "outcome = :outcome"
    case .unfinished: conditions[.ending] = "outcome IS NULL"
    case .stopped: conditions[.ending] = "(outcome = 'fail' OR exit_code = 1)"
    }
    if query.mode != nil { conditions[.mode] = "mode = :mode" }
    let days = [query.from.map { _ in "started >= :from" }, query.to.map { _ in "started < :to" }].compactMap(\.self)
    if !days.isEmpty { conditions[.days] = days.joined(separator: " AND ") }
    if let severity = query.severity {
      conditions[.severity] = "EXISTS (SELECT 1 FROM run_findings WHERE run = runs.id AND \(severity.rawValue) > 0)"
    }
    if query.path != nil {
      conditions[.path] = """
        (EXISTS (SELECT 1 FROM judgments WHERE run = runs.id AND path = :path) OR EXISTS (
          SELECT 1 FROM judgments WHERE run = runs.id AND path >= :folder AND path < :folder_end))
        """
    }
    return conditions
  }

  private static let runsOfPath = """
    SELECT run FROM judgments WHERE path = :path
    UNION SELECT run FROM judgments WHERE path >= :folder AND path < :folder_end
    """

  private func isPathRare() throws -> Bool {
    let sql = """
      SELECT count(*) FROM (
        SELECT 1 FROM judgments WHERE path = :path OR (path >= :folder AND path < :folder_end) LIMIT \(Self.rare + 1))
      """
    return try Int.fetchOne(database, sql: sql, arguments: pathArguments) ?? 0 <= Self.rare
  }

  // MARK: Values

  /// GRDB refuses what a statement does not name.
  private func arguments(for sql: String) -> StatementArguments {
    StatementArguments(named.filter { sql.contains(":" + $0.key) })
  }

  private var pathArguments: StatementArguments {
    StatementArguments(named.filter { ["path", "folder", "folder_end"].contains($0.key) })
  }

  private var named: [String: (any DatabaseValueConvertible)?] {
    var values: [String: (any DatabaseValueConvertible)?] = [:]
    if case .outcome(let outcome) = query.ending { values["outcome"] = outcome.rawValue }
    if let mode = query.mode { values["mode"] = mode.rawValue }
    if let path = query.path {
      let folder = path.hasSuffix("/") ? path : path + "/"
      values["path"] = path
      values["folder"] = folder
      // What follows the slash among characters ends the range of all that begins with it.
      values["folder_end"] = folder.dropLast() + "0"
    }
    if let from = query.from {
      values["from"] = from.description
      values["first"] = Self.digits(from.advanced(by: -1))
    }
    if let to = query.to {
      values["to"] = to.advanced(by: 1).description
      values["last"] = Self.digits(to.advanced(by: 2))
    }
    switch query.edge {
    case .newest: break
    case .before(let run), .after(let run): values["edge"] = run
    }
    return values
  }

  /// As ids begin: `20261121`.
  private static func digits(_ day: Day) -> String { day.description.replacing("-", with: "") }

  // MARK: Rows

  private func run(_ id: String) throws -> IndexedRun {
    let statement = try database.cachedStatement(sql: "\(IndexRows.runs) WHERE id = ?")
    guard let row = try Row.fetchOne(statement, arguments: [id]) else { throw UnreadableRow(words: "no run '\(id)'") }
    let counts = try Row.fetchOne(
      database.cachedStatement(sql: "SELECT * FROM run_findings WHERE run = ?"), arguments: [id])
    var findings: [Severity: Int] = [:]
    for severity in Severity.allCases {
      if let count: Int = try counts.map({ try IndexRows.value($0, severity.rawValue) }), count > 0 {
        findings[severity] = count
      }
    }
    return IndexedRun(record: try IndexRows.record(row), findings: findings)
  }
}
