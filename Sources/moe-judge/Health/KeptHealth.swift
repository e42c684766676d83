import Foundation
import Judging
import SkillHealth
import Storage

/// The record of skills of a state folder, with its failures in words for the command line.
struct KeptHealth {
  let state: String

  /// Nil where nothing was recorded yet.
  func existing() throws -> HealthStore? { HealthStore.exists(in: state) ? try store() : nil }

  /// Begun where there is none.
  func store() throws -> HealthStore {
    do { return try HealthStore(state: state) } catch { throw Self.failure(error) }
  }

  /// - Throws: `CommandFailure` in place of the store's errors.
  static func saying<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as HealthError { throw failure(error) }
  }

  /// What somebody asked for wrongly is 2; what went wrong here is 70.
  private static func failure(_ error: HealthError) -> CommandFailure {
    switch error.problem {
    case .damaged, .busy, .diskFull, .failed: CommandFailure(error, .internalError)
    default: CommandFailure(error, .usage)
    }
  }
}

extension Day {
  /// The day that it is now, in UTC.
  static var today: Day { Day(of: Date()) }
}
