/// Numbers of the prose that other numbers of the same text contradict.
enum NumberClaims {
  static func mayHold(_ prose: Prose) -> Bool { change.matches(prose.bytes) || measured.matches(prose.bytes) }

  private static let change = Pattern.fixed(
    #"(?i)\bfrom (?:about |around |~ ?)?\*{0,2}`?(\d[\d,]*(?:\.\d+)?) ?(ms|s|sec|seconds|m|min|minutes|MB|GB|KB|kB|%|requests|queries|lines|errors)?`?\*{0,2} (?:down |up )?to (?:about |around |~ ?)?\*{0,2}`?(\d[\d,]*(?:\.\d+)?) ?(ms|s|sec|seconds|m|min|minutes|MB|GB|KB|kB|%|requests|queries|lines|errors)?`?\*{0,2}[^.\n]{0,30}?(?:[(,-]|–|—) ?(?:an? |that is |i\.e\. |about |around |~ ?|roughly )*(\d+(?:\.\d+)?) ?% (?:faster|reduction|less|lower|fewer|smaller|improvement|decrease|drop|saving|down|cut)"#
  )

  /// "From 420 ms to 310 ms, a 60 % reduction".
  @Sendable static func arithmetic(_ context: ClaimContext) -> Claims.Contradiction? {
    for (line, groups) in context.claims(change) where groups.count >= 5 {
      guard let from = value(groups[0]), let to = value(groups[2]), let said = value(groups[4]), from > 0, to > 0,
        (groups[1] ?? groups[3]) == groups[3], groups[3] != "%"
      else { continue }
      let reduction = (from - to) / from * 100
      let speedup = (from / to - 1) * 100
      guard abs(reduction - said) > max(2, said * 0.1), abs(speedup - said) > max(2, said * 0.1) else { continue }
      return .init(
        line: line.number,
        message:
          "from \(groups[0] ?? "") to \(groups[2] ?? "") is \(Int(reduction.rounded())) %, not \(groups[4] ?? "") %")
    }
    return nil
  }

  private static let measured = Pattern.fixed(
    #"(?i)\b(p50|p90|p95|p99|median|average|mean|error rate|throughput|success rate|peak memory|cache hit rate|hit rate)\b(?: latency| response time| time)?(?: is| now| was| dropped| fell| went| stays?| drops| falls| improved| rose| from [\d.,]+ ?\w+| to| at| of| down| up| only|:| under load)*[ *`~]*(\d[\d,]*(?:\.\d+)?) ?(ms|s|%|req/s|rps|MB|GB)"#
  )
  private static let number = Pattern.fixed(#"(\d[\d,]*(?:\.\d+)?)"#)
  private static let aim = Pattern.fixed(
    #"(?i)\b(?:target|goal|SLO|SLA|budget|threshold|limit|should|must|below|under|less than|more than|above|over|at least|at most|within)\b"#
  )

  /// "p95 is now 180 ms" above a table whose row of p95 does not hold 180.
  @Sendable static func table(_ context: ClaimContext) -> Claims.Contradiction? {
    for (line, groups) in context.claims(measured) {
      guard let label = groups[0]?.lowercased(), let text = groups[1], let said = value(text), !line.text.contains("|"),
        !aim.occurs(in: line.text)
      else { continue }
      let shown = rows(named: label, in: context.prose)
      guard !shown.isEmpty else { continue }
      let values = shown.flatMap {
        number.groups(in: $0.text.lowercased().replacing(label, with: "")).compactMap { value($0.first ?? nil) }
      }
      guard !values.isEmpty, !values.contains(where: { abs($0 - said) <= max(0.5, said * 0.02) }),
        !values.contains(where: { abs($0 * 1000 - said) <= said * 0.02 || abs($0 / 1000 - said) <= said * 0.02 })
      else { continue }
      return .init(
        line: line.number, message: "it gives \(label) as \(text), which line \(shown[0].number) does not show")
    }
    return nil
  }

  /// The rows of tables and pasted output that begin with the label, or the cells below it where it heads a column.
  private static func rows(named label: String, in prose: Prose) -> [Prose.Line] {
    var rows: [Prose.Line] = []
    var isColumn = false
    for line in prose.lines {
      let isRow = line.text.trimmed.hasPrefix("|")
      guard isRow || line.fence != nil else {
        isColumn = false
        continue
      }
      let lower = line.text.lowercased()
      if lower.contains(label) {
        if number.groups(
          in: lower.replacing(label, with: "").replacing("p50", with: "").replacing("p99", with: "").replacing(
            "p90", with: ""
          ).replacing("p95", with: "")
        ).isEmpty {
          isColumn = isRow
        } else {
          rows.append(line)
        }
      } else if isColumn {
        rows.append(line)
      }
    }
    return rows
  }

  private static func value(_ text: String?) -> Double? { text.flatMap { Double($0.replacing(",", with: "")) } }
}
