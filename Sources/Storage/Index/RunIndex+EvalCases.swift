public import Evals
internal import GRDB

/// Which evals of a suite a list holds.
public struct EvalFilter: Sendable, Hashable {
  public var suite: String
  /// `train`, `dev` or `holdout`; nil for those of the whole suite. Asked only where `isOfPart` is set.
  public var split: String?
  public var isOfPart: Bool
  /// Whether the steps of improvements are left out.
  public var isWithoutSteps: Bool
  /// Only those older than this one, by its id.
  public var before: String?

  public init(
    suite: String, split: String? = nil, isOfPart: Bool = false, isWithoutSteps: Bool = false, before: String? = nil
  ) {
    (self.suite, self.split, self.isOfPart) = (suite, split, isOfPart)
    (self.isWithoutSteps, self.before) = (isWithoutSteps, before)
  }
}

extension RunIndex {
  /// One eval without its cases; nil where it is not here.
  public func eval(_ id: String) throws(StorageError) -> EvalHead? {
    try storing(path) {
      try database.read { database in
        try Row.fetchOne(database, sql: "SELECT * FROM eval_runs WHERE id = ?", arguments: [id]).map(EvalRows.head)
      }
    }
  }

  /// The newest first.
  public func evals(_ filter: EvalFilter, limit: Int) throws(StorageError) -> [EvalHead] {
    let sql = """
      SELECT * FROM eval_runs WHERE suite = :suite AND (:before IS NULL OR id < :before)
        AND (NOT :part OR split IS :split) AND (NOT :whole OR improvement IS NULL)
      ORDER BY id DESC LIMIT :limit
      """
    return try storing(path) {
      try database.read { database in
        try Row.fetchAll(
          database, sql: sql,
          arguments: [
            "suite": filter.suite, "before": filter.before, "part": filter.isOfPart, "split": filter.split,
            "whole": filter.isWithoutSteps, "limit": max(0, limit),
          ]
        ).map(EvalRows.head)
      }
    }
  }

  /// How many evals of a suite there are, steps of improvements among them.
  public func evalCount(of suite: String) throws(StorageError) -> Int {
    try storing(path) {
      try database.read { database in
        try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM eval_runs WHERE suite = ?", arguments: [suite]) ?? 0
      }
    }
  }

  /// The steps of an improvement, the baseline first.
  public func steps(of improvement: String, suite: String) throws(StorageError) -> [EvalHead] {
    let sql = "SELECT * FROM eval_runs WHERE suite = ? AND improvement = ? ORDER BY iteration LIMIT 100"
    return try storing(path) {
      try database.read { database in
        try Row.fetchAll(database, sql: sql, arguments: [suite, improvement]).map(EvalRows.head)
      }
    }
  }

  /// What the index knows of an eval's cases, by id; none where it does not know the eval.
  public func evalCases(of eval: String) throws(StorageError) -> [SavedResults.Case] {
    let sql = "SELECT *, MAX(repetition) OVER () AS most FROM eval_cases WHERE eval = ? ORDER BY case_id, repetition"
    return try storing(path) {
      try database.read { database in
        try Row.fetchAll(database, sql: sql, arguments: [eval]).map { row in
          func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
            try IndexRows.value(row, column)
          }
          return SavedResults.Case(
            id: try value("case_id"), split: try value("split"), labels: try value("labels"),
            expected: try value("expected"), came: try value("came"), isRight: try value("is_right"),
            truePositives: try value("tp"), falsePositives: try value("fp"), falseNegatives: try value("fn"),
            repetition: try value("most") > 0 ? try value("repetition") : nil)
        }
      }
    }
  }
}
