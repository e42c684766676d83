internal import Judging
internal import Provenance
internal import Reports
internal import StoredRuns

/// The check of a run's record: what was derived anew, what is only attested, every fault, and how to repeat it offline.
enum RecordPage {
  static func page(_ run: String, from stores: Stores, links: Links) throws -> SitePage? {
    guard let reading = try RunParts.reading(run, from: stores) else { return nil }
    let check = stores.runs.check(of: reading, isWanted: links.isLive)
    return SitePage(
      place: .record(run), title: "Record", trail: RunParts.trail(of: run),
      body: """
        <h1>Record of one run \(RunRecordCard.chip(of: check))</h1>
        <p class="lead">\(lead(check, links))</p>
        \(result(check, links))\(RunParts.card("Repeat it offline", id: "offline", repeating(run, reading, stores)))
        """)
  }

  private static func lead(_ check: RunReadings.Check, _ links: Links) -> HTML {
    switch check {
    case .done, .goesOn: RunRecordCard.words(of: check)
    case .underWay: "The run is large: its record is being checked just now. Reload this page in a moment."
    case .notDone: "The run is large, and its record was not checked for this page."
    }
  }

  private static func result(_ check: RunReadings.Check, _ links: Links) -> HTML {
    guard case .done(let check) = check else { return "" }
    let faults: HTML =
      check.faults.isEmpty
      ? ""
      : RunParts.card(
        "\(counted(check.faultCount, "fault"))", id: "faults",
        HTMLWords.list(check.faults.map { HTMLWords.prose($0, limit: 600) })
          + HTML.when(
            check.faultCount > check.faults.count, "<p>and \(check.faultCount - check.faults.count) more</p>\n"))
    let facts = RunParts.card(
      "What was checked", id: "checked",
      RunParts.facts([
        RunParts.fact(check.holds ? "Journal" : "Lines that hold", "\(counted(check.lines, "line"))"),
        RunParts.fact("Head", HTMLWords.code(check.head)),
        RunParts.fact("Checked", links.isLive ? RunParts.time(check.time) : "for this export"),
        RunParts.fact(
          "Not checked here",
          "whether that head is the one that somebody attested or wrote down: a journal rewritten as a whole is told by nothing else"
        ),
      ]))
    guard check.depth == .derivedAnew, check.holds || check.isUnfinished else { return faults + facts }
    return faults + facts + """
      <div class="grid">
      \(RunParts.card("Derived anew", id: "derived", HTMLWords.list(RunVerification.derived.map { HTML(text: $0) })))\
      \(RunParts.card("Only attested by the journal", id: "attested", HTMLWords.list(RunVerification.attested.map { HTML(text: $0) })))</div>

      """
  }

  private static func repeating(_ run: String, _ reading: RunReading, _ stores: Stores) -> HTML {
    let option = RunParts.option(of: stores)
    let head = (try? reading.head) ?? "HASH"
    return "<p>With no network and no model, on any copy of this store:</p>\n"
      + RunParts.command("moe-judge runs verify \(run)\(option) --head \(head)")
      + "<p>Against an attestation:</p>\n"
      + RunParts.command("moe-judge runs verify \(run)\(option) --attestation run.intoto.json --public-key key.pub.pem")
  }
}
