import Foundation
import Provenance
import Reports
import TestSupport
import Testing

@Suite struct MarkdownReportTests {
  private func inspection(_ text: String) -> MarkdownInspection {
    MarkdownInspection(
      text,
      markup: [
        MarkdownReport.marker, "<details> <summary>Votes by dimension</summary>",
        "<details> <summary>All artifacts</summary>", "</details>",
      ])
  }

  private func expectInert(_ text: String) {
    let found = inspection(text)
    #expect(found.faults.isEmpty && found.open == 0, "\(found.faults.prefix(5))")
    #expect(text.hasPrefix(MarkdownReport.marker + "\n") && text.components(separatedBy: "<!--").count == 2)
    #expect(text.utf16.count <= MarkdownReport.limit)
  }

  @Test func `the report is the one that is checked in`() throws {
    for name in ["panel", "offline"] {
      let text = try MarkdownReport().text(of: SampleResult.named(name))
      expectInert(text)
      try ExpectedText.check(text, against: "\(name)-result.md")
    }
  }

  @Test func `what blocks stands first, then dissent, then what is excused, then the votes`() throws {
    let text = try MarkdownReport().text(of: SampleResult.named("panel"))
    let places = [
      "The gate blocks", "3 blocking in 2 artifacts", "1 file skipped", "#### What blocks",
      "**critical** `sql-injection` at `src/orders_api.py:24-27`", "27          f\"SELECT id",
      "(MUST, ADR-012 `adrs/012-database.md:21`)", "finding F1, `fbf2a9e0fbf2`", "expired after 2026-11-01",
      "**outcome** at `infra/main.tf`", "could not decide", "failed its canary", "`qa_evaluator` holds **pass**",
      "`technical_architect` pass → fail", "not counted, without new evidence", "stands in the baseline",
      "waived by Sam Doe until 2027-02-01", "not suppressed: weak-hash", "Does not block", "<details>",
      "| `src/orders_api.py` | `adr-012.parameterized` | MUST | 0 | 5 | 0 | violated |", "moe-judge runs verify ",
    ]
    var rest = text[...]
    for place in places {
      let range = try #require(rest.firstRange(of: place), "missing, or not in its place: \(place)\n\(text)")
      rest = rest[range.upperBound...]
    }
    #expect(!text.contains("A line that is not there"))
  }

  @Test func `a static review is never called a pass of the panel`() throws {
    var object = try SampleResult.json("panel").objectValue ?? [:]
    object["mode"] = "offline"
    object["outcome"] = "pass"
    object["gate"] = ["decision": "passes", "advisory": false, "day": "2026-11-22", "reasons": [:], "notes": []]
    for gate in [object["gate"], nil] {
      object["gate"] = gate
      let text = try MarkdownReport().text(of: RecordedResult(json: .object(object)))
      #expect(text.contains("Static review by one deterministic reviewer, no panel of models."))
      #expect(!text.contains("gate passes") && !text.contains("panel: pass"), "\(text.prefix(300))")
    }
  }

  @Test func `a gate that advises says what it would block, and that it does not`() throws {
    let text = try MarkdownReport().text(
      of: SampleResult.panel([
        "gate": [
          "decision": "passes", "advisory": true, "day": "2026-11-22", "reasons": ["blocks": 2, "expired": 1],
          "notes": [],
        ]
      ]))
    #expect(text.contains("### ⚠️ The gate advises against it and does not block"), "\(text.prefix(300))")
    #expect(text.contains("#### What would block") && !text.contains("#### What blocks"))
  }

  @Test func `no text of an artifact, a model or a person is more than text`() throws {
    let json = SampleResult.replacingTexts(in: try SampleResult.json("panel"), with: SampleResult.hostile)
    let text = try MarkdownReport().text(of: RecordedResult(json: json))
    expectInert(text)
    let own: Set<String> = [
      "What blocks", "What the panel could not decide", "To know", "Dissent and debate", "Known and waived",
      "Suppressed by comments", "Does not block",
    ]
    let strange = inspection(text).headings.dropFirst().filter { !own.contains($0) }
    #expect(strange.isEmpty, "\(strange)")
    #expect(!text.unicodeScalars.contains { ["\u{202E}", "\u{1B}", "\u{200B}"].contains($0) })
    for row in inspection(text).rows { #expect(row.count == 7 || row.count == 4, "\(row)") }
  }

  @Test func `of 5,000 findings the gravest are shown, the rest is counted, and nothing stays open`() throws {
    var judgment = try SampleResult.json("panel")["judgments"]?[0]?.objectValue ?? [:]
    let finding = try #require(judgment["findings"]?[1]?.objectValue)
    let severities = ["low", "medium", "high", "critical"]
    judgment["findings"] = .array(
      (0..<5_000).map { number in
        var copy = finding
        copy["id"] = .string("F\(number)")
        copy["severity"] = .string(severities[number / 1_250])
        copy["message"] = .string("```` message \(number)")
        return .object(copy)
      })
    judgment["gate"] = [
      "decision": "blocks",
      "reasons": .array(
        (0..<5_000).map {
          ["kind": "finding", "state": "blocks", "finding": .string("F\($0)"), "path": "x", "message": "m"]
        }),
    ]
    let text = try MarkdownReport().text(of: SampleResult.panel(of: [.object(judgment)]))
    expectInert(text)
    #expect(text.utf16.count > MarkdownReport.limit * 9 / 10)
    let shown = text.components(separatedBy: "` message ").count - 1
    #expect(shown > 100 && text.contains("\nand \(5_000 - shown) more findings; see the job's artifacts\n"), "\(shown)")
    #expect(text.contains("**critical** `sensitive-data-in-logs`") && !text.contains("**low**"))
    #expect(
      text.contains("#### Dissent and debate") && text.contains("**Not looked at**") && text.contains("runs verify"))
  }

  @Test func `a quote of 1 MB is cut, in lines and across them`() throws {
    for quote in [String(repeating: "`x", count: 500_000), String(repeating: "`\n", count: 500_000)] {
      var judgment = try SampleResult.json("panel")["judgments"]?[0]?.objectValue ?? [:]
      var finding = try #require(judgment["findings"]?[0]?.objectValue)
      finding["evidence"] = [
        [
          "kind": "quote", "path": "a.py", "start_line": 1, "end_line": 2, "quote": .string(quote), "verified": true,
        ]
      ]
      finding["message"] = .string(quote)
      judgment["findings"] = [.object(finding)]
      let text = try MarkdownReport().text(of: SampleResult.panel(of: [.object(judgment)]))
      expectInert(text)
      #expect(text.utf16.count < 20_000 && text.contains("more character"))
    }
  }

  @Test
  func `of 3,000 artifacts those that block are told in full, and of the others there is a table as far as it fits`()
    throws
  {
    let judgments = try #require(try SampleResult.json("panel")["judgments"]?.arrayValue)
    var report = MarkdownReport()
    var pieces = ""
    for number in 0..<3_000 {
      pieces += report.add(RecordedJudgment(json: judgments[number == 700 ? 0 : 1]))
    }
    #expect(pieces.isEmpty)
    let text = report.frame(of: try SampleResult.panel([:])).before
    expectInert(text)
    #expect(text.contains("3000 artifacts (1 fail, 2999 pass)") && text.contains("**critical** `sql-injection`"))
    #expect(
      text.contains("<summary>All artifacts</summary>") && text.contains("more artifacts; see the job's artifacts"))
    let first = try #require(inspection(text).rows.first { $0.count == 4 && $0[0] != "artifact" })
    #expect(first[0] == "src/orders_api.py")
  }
}
