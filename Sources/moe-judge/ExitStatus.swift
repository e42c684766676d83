import ArgumentParser
import Findings
import Foundation
import Judging
import Reports

extension ExitStatus {
  var code: ExitCode { ExitCode(rawValue) }
}

/// A command that cannot go on: what happened, what to do, and the exit code.
struct CommandFailure: Error {
  /// What a caller may do something about.
  enum Cause: Hashable {
    /// No model on the panel can be asked, because no key is set; none is wrong, and none is missing beside others.
    case noKeyIsSet
  }

  let message: String
  let code: ExitStatus
  let cause: Cause?

  init(_ message: String, _ code: ExitStatus = .usage, cause: Cause? = nil) {
    self.cause = cause
    // Names and values in it come from files; they must not speak to the terminal.
    self.message = safeLines(message)
    self.code = code
  }

  /// Any error of the modules in its own words; one that is a failure already stays as it is.
  init(_ error: any Error, _ code: ExitStatus = .usage) {
    if let failure = error as? CommandFailure {
      self = failure
    } else if let problem = error as? FindingProblem, problem.kind == .damaged {
      self.init(problem.description, .fail)
    } else {
      self.init("\(error)", code)
    }
  }
}

extension CommandFailure: LocalizedError {
  var errorDescription: String? { message }
}
