internal import JudgeTypes
internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// What a list tells of a record that is not as it was written. A list looks at the end of each journal alone; what else there is to
/// find, a run's own page finds.
enum RecordFault: Sendable {
  case missing, unreadable, cutShort, altered
  /// The index says another outcome than the record.
  case otherOutcome
  /// A check of the whole run found it.
  case doesNotHold

  var words: String {
    switch self {
    case .missing: "record gone"
    case .unreadable: "record not readable"
    case .cutShort: "record without its end"
    case .altered: "record altered"
    case .otherOutcome: "record says otherwise"
    case .doesNotHold: "record does not hold"
    }
  }

  var chip: HTML { HTMLWords.chip("✗", words, .bad) }

  /// What a list says below it of what was looked at.
  static let note: HTML = """
    <p class="soft">Of each of these runs the end of the record was looked at. A run's own page checks all of it.</p>

    """
}

extension RunLine {
  /// The same run, with what a short look at its record finds.
  func looked(at stores: Stores) -> RunLine {
    var line = self
    line.fault = RecordFault(of: run, state, outcome: indexed?.record.outcome, in: stores)
    return line
  }
}

extension RecordFault {
  /// Nil where a short look finds nothing.
  ///
  /// - Parameter outcome: as the index has it; nil where it does not.
  init?(of run: RunID, _ state: RunLine.State, outcome: Outcome?, in stores: Stores) {
    if stores.runs.isKnownNotToHold(run) {
      self = .doesNotHold
      return
    }
    guard let end = try? stores.library.end(of: run) else {
      self = .unreadable
      return
    }
    switch end {
    case .missing: self = .missing
    case .altered: self = .altered
    case .open where state == .ended: self = .cutShort
    case .closed(let recorded?) where outcome.map { $0.rawValue != recorded } ?? false: self = .otherOutcome
    case .open, .closed: return nil
    }
  }
}
