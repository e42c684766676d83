import Judging

extension ExitStatus {
  /// What it tells a script, for help, reference and man page.
  var meaning: String {
    switch self {
    case .pass: "pass, or conditional unless --fail-on conditional; for other commands: done"
    case .fail: "the verdict is fail, or a check found something"
    case .usage: "wrong usage, or a file that does not fit"
    case .undecided: "inconclusive, or no consensus"
    case .providers: "providers, the network or a key failed"
    case .budget: "the budget is reached"
    case .internalError: "internal error"
    case .interrupted: "interrupted"
    }
  }

  /// One a line, the code first. Several at once: the order says which one speaks for all.
  static var table: String {
    let rows = allCases.map { status in
      let code = "\(status.rawValue)"
      return "  " + code + String(repeating: " ", count: 5 - code.count) + status.meaning
    }
    return rows.joined(separator: "\n")
  }
}
