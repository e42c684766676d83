internal import JudgeTypes
internal import Provenance

/// What a judgment could not say: a report that left it out would look better than what it reports.
struct ReportedGap {
  enum Kind: String, CaseIterable {
    case undecidedOutcome = "undecided_outcome"
    case disputedDimension = "disputed_dimension"
    case unassessedDimension = "unassessed_dimension"
    case notCovered = "not_covered"
    case silentSeat = "silent_seat"
    case unreadFile = "unread_file"
    case leftOutFiles = "left_out_files"
    case incompleteRun = "incomplete_run"

    var meaning: String {
      switch self {
      case .undecidedOutcome: "The panel reached no verdict on an artifact."
      case .disputedDimension: "Neither side reached the threshold on a dimension."
      case .unassessedDimension: "No seat could assess a dimension that counts."
      case .notCovered: "Dimensions that nobody looked at, and that stand outside of the weight assessed."
      case .silentSeat: "A seat failed, abstained or was not asked."
      case .unreadFile: "A file was not judged, or not to its end."
      case .leftOutFiles: "Files that hold nothing to judge, or that somebody chose to leave out."
      case .incompleteRun: "Something that was to be judged was not."
      }
    }
  }

  let kind: Kind
  /// The dimension, seat or file; several with commas between them.
  let subject: String
  let message: String
  /// Nil for what is of no one file.
  let path: String?
  /// Whether less was done than was asked for, other than that judges could not tell.
  let isFailure: Bool

  init(_ kind: Kind, _ subject: String, _ message: String, path: String? = nil, isFailure: Bool = false) {
    self.kind = kind
    self.subject = subject
    self.message = message
    self.path = path
    self.isFailure = isFailure
  }
}

extension RecordedJudgment {
  /// The outcome first, then dimensions, seats and files.
  var gaps: [ReportedGap] {
    outcomeGaps + dimensions.compactMap { gap(of: $0) } + notCoveredGaps + seats.compactMap { gap(of: $0) } + fileGaps
  }

  /// Whether the panel reached no verdict.
  var endsWithoutVerdict: Bool {
    [Outcome.noConsensus, .inconclusive].map(\.rawValue).contains(outcome) || Outcome(rawValue: outcome) == nil
  }

  private var outcomeGaps: [ReportedGap] {
    guard endsWithoutVerdict else { return [] }
    return [ReportedGap(.undecidedOutcome, path, outcomeWords, path: path)]
  }

  func gap(of dimension: Dimension) -> ReportedGap? {
    switch DimensionOutcome(rawValue: dimension.outcome) {
    case .met, .violated: nil
    case .disputed:
      ReportedGap(
        .disputedDimension, dimension.id,
        "\(dimension.name) (\(dimension.level)) is disputed: \(dimension.votesInWords).", path: path)
    case .unassessed, nil:
      ReportedGap(
        .unassessedDimension, dimension.id, "\(dimension.name) (\(dimension.level)) was assessed by nobody.", path: path
      )
    }
  }

  private var notCoveredGaps: [ReportedGap] {
    guard !unassessed.isEmpty else { return [] }
    let names = unassessed.joined(separator: ", ")
    return [
      ReportedGap(.notCovered, names, "Not assessed, and not in the weight that was: \(names).", path: path)
    ]
  }

  func gap(of seat: Seat) -> ReportedGap? {
    switch SeatState(rawValue: seat.state) {
    case .judged, .notApplicable: return nil
    case .abstained, .failed, .notPolled, nil:
      let state = seat.state.replacing("_", with: " ")
      return ReportedGap(
        .silentSeat, seat.id,
        "The seat \(seat.id) (\(seat.model)) \(Self.verb[seat.state] ?? state)\(seat.reason.map { ": \($0)" } ?? "")",
        path: path, isFailure: SeatState(rawValue: seat.state) != .abstained)
    }
  }

  private static let verb = [
    SeatState.abstained.rawValue: "abstained", SeatState.failed.rawValue: "failed",
    SeatState.notPolled.rawValue: "was not asked",
  ]

  private var fileGaps: [ReportedGap] {
    let missed = (coverage["files"]?.arrayValue ?? []).filter { $0["state"]?.stringValue != "judged" }
    let chosen = missed.filter { $0["cause"]?.stringValue.flatMap(FileCoverage.Cause.init)?.isChosen == true }
    let hidden = missed.filter { $0["cause"]?.stringValue.flatMap(FileCoverage.Cause.init)?.isChosen != true }
    let unread = hidden.map { file in
      let path = file["path"]?.stringValue ?? ""
      let state = file["state"]?.stringValue == "partial" ? "was judged in part" : "was not judged"
      return ReportedGap(
        .unreadFile, path, "\(path) \(state): \(file["reason"]?.stringValue ?? "")", path: path, isFailure: true)
    }
    guard !chosen.isEmpty else { return unread }
    return unread + [
      ReportedGap(
        .leftOutFiles, path, "\(counted(chosen.count, "file")) left out on purpose or without source.", path: path)
    ]
  }
}

extension RecordedResult {
  /// Why the run did less than it was asked for; nil where nothing says so.
  ///
  /// - Parameters:
  ///   - judged: how many judgments there are.
  ///   - areDecided: whether each of them has a verdict.
  func incompleteness(judged: Int, areDecided: Bool) -> ReportedGap? {
    // A verdict hides the code of what went wrong besides, and not the thing.
    let named = Set(troubles + [exitCode]).sorted().reversed().compactMap { Self.troubleWords[$0] }
    var why = named.isEmpty ? nil : named.joined(separator: " ")
    if why == nil, judged == 0 { why = "Nothing was judged." }
    if why == nil, areDecided, outcome == Outcome.inconclusive.rawValue {
      why = "The run is not complete: what was not judged may be what fails."
    }
    return why.map {
      ReportedGap(.incompleteRun, run, "\($0) Outcome \(outcome), exit code \(exitCode).", isFailure: true)
    }
  }

  /// What each exit code says of a run, but for those of verdicts.
  private static let troubleWords = [
    130: "The run was interrupted.", 70: "The run ended with an internal error.",
    2: "Something that was named could not be judged.", 4: "Providers or the network failed.",
    5: "The budget was used up before all was asked.",
  ]
}
