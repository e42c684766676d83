internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// What a list tells of a record that is not as it was written. A list looks at the end of each journal alone; what else there is to
/// find, a run's own page finds.
enum RecordFault: Sendable {
  case missing, unreadable, cutShort, altered
  /// A check of the whole run found it.
  case doesNotHold

  var words: String {
    switch self {
    case .missing: "record gone"
    case .unreadable: "record not readable"
    case .cutShort: "record without its end"
    case .altered: "record altered"
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
    line.fault = found(in: stores)
    return line
  }

  private func found(in stores: Stores) -> RecordFault? {
    if stores.runs.isKnownNotToHold(run) { return .doesNotHold }
    guard let end = try? stores.library.end(of: run) else { return .unreadable }
    switch end {
    case .missing: return .missing
    case .altered: return .altered
    case .open: return state == .ended ? .cutShort : nil
    case .closed: return nil
    }
  }
}
