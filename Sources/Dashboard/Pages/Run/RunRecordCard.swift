internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// What a check of the run's record came to, in short.
struct RunRecordCard {
  let reading: RunReading
  let check: RunReadings.Check
  let option: String
  let links: Links

  var card: HTML {
    let run = reading.run.description
    return RunParts.card(
      "Record", id: "record",
      "<p>\(Self.chip(of: check)) \(Self.words(of: check))</p>\n"
        + RunParts.facts([
          RunParts.fact("Journal", "\(counted(reading.map.count, "line")), \(shownSize(reading.journalSize))"),
          RunParts.fact("Head", head),
          RunParts.fact("Bytes", bytes),
          RunParts.fact(
            "Attested",
            "an attestation is kept by whoever signed it; hold the run against it: \(HTMLWords.code("moe-judge runs verify \(run)\(option) --attestation FILE --public-key KEY"))"
          ),
        ]) + "<p>\(links.link("The check in full, and how to repeat it offline", to: .record(run)))</p>\n")
  }

  private var bytes: HTML {
    if reading.isPruned { return "pruned: what stands here is what the journal says" }
    guard case .done(let check) = check, check.holds else { return "not known to be whole" }
    return check.depth == .derivedAnew ? "kept" : "not looked at"
  }

  private var head: HTML { (try? reading.head).map { HTMLWords.code($0) } ?? "cannot be read" }

  static func chip(of check: RunReadings.Check) -> HTML {
    switch check {
    case .done(let check) where check.holds && check.depth == .derivedAnew: HTMLWords.chip("✓", "holds", .good)
    case .done(let check) where check.holds: HTMLWords.chip("–", "chain only", .calm)
    case .done(let check) where check.isUnfinished: HTMLWords.chip("?", "unfinished", .warning)
    case .done(let check) where check.depth == .unread: HTMLWords.chip("✗", "cannot be read", .bad)
    case .done: HTMLWords.chip("✗", "does not hold", .bad)
    case .underWay: HTMLWords.chip("…", "being checked", .calm)
    case .goesOn: HTMLWords.chip("…", "under way", .calm)
    case .notDone: HTMLWords.chip("–", "not checked yet", .calm)
    }
  }

  static func words(of check: RunReadings.Check) -> HTML {
    if case .goesOn = check { return "The run goes on; its record is checked once it has ended." }
    guard case .done(let check) = check else {
      return "The run is large, so its whole record is checked only when somebody asks."
    }
    let depth =
      switch check.depth {
      case .derivedAnew: "Derived anew from the answers, with no model and no network."
      case .chainOfPruned: "Only the chain of hashes was checked: the bytes are pruned."
      case .chainOfLarge: "Only the chain of hashes was checked: the run is too large to be derived anew here."
      case .unread: "It could not be read to its end."
      }
    if check.holds { return HTML(text: depth) }
    if check.isUnfinished { return "What is there holds; the end is not there. \(depth)" }
    return "\(counted(check.faultCount, "fault")): \(HTMLWords.prose(check.faults.first ?? "", limit: 400))"
  }
}
