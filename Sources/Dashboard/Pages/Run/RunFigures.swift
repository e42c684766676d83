internal import JudgeTypes
internal import Judging
internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// What was covered, and what it took.
struct RunFigures {
  let reading: RunReading
  let check: RunReadings.Check
  let seats: RunSeats

  var card: HTML {
    RunParts.card(
      "Coverage and cost", id: "figures", RunParts.facts([coverage, cost, agreement, time].compactMap(\.self)))
  }

  private var result: RecordedResult? { if case .done(let check) = check, check.holds { check.result } else { nil } }

  private var coverage: HTML {
    guard let result else {
      return RunParts.fact(
        "Artifacts", "\(reading.map.count(of: .judgment)) judged of \(reading.opening?.artifacts ?? 0) named")
    }
    func count(_ key: String) -> Int { result.coverage[key]?.intValue ?? 0 }
    return RunParts.fact(
      "Files",
      "\(count("files")): \(count("judged")) judged, \(count("partial")) in part, \(count("skipped")) skipped")
  }

  private var cost: HTML {
    let usage = result.map { Usage(json: $0.usage) } ?? seats.total
    return RunParts.fact("Cost", "\(usage?.words ?? "no calls")")
  }

  private var agreement: HTML? {
    guard let alpha = result?.agreement?["krippendorff_alpha"]?.doubleValue else { return nil }
    return RunParts.fact("Agreement", "Krippendorff's alpha \(twoDecimals(alpha)), over the run's artifacts")
  }

  private var time: HTML? {
    guard let finished = reading.ending?["finished"]?.stringValue, let started = reading.opening?.started,
      let seconds = Self.seconds(from: started, to: finished)
    else { return nil }
    return RunParts.fact("Took", "\(seconds)")
  }

  /// Nil where one of them is no time.
  private static func seconds(from start: String, to end: String) -> String? {
    guard let start = Timestamp.milliseconds(rfc3339: start), let end = Timestamp.milliseconds(rfc3339: end),
      end >= start
    else { return nil }
    let all = (end - start) / 1_000
    return all < 60 ? "\(twoDecimals(Double(end - start) / 1_000)) s" : "\(all / 60) min \(all % 60) s"
  }
}
