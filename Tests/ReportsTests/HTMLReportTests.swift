import Foundation
import Provenance
import Reports
import TestSupport
import Testing

@Suite struct HTMLReportTests {
  private func page(_ name: String) throws -> HTMLInspection {
    HTMLInspection(HTMLReport().text(of: try SampleResult.named(name)))
  }

  @Test func `the page is the one that is checked in`() throws {
    for name in ["panel", "offline"] {
      let text = HTMLReport().text(of: try SampleResult.named(name))
      #expect(HTMLInspection(text).faults.isEmpty, "\(HTMLInspection(text).faults.prefix(5))")
      try ExpectedText.check(text, against: "\(name)-result.html")
    }
  }

  @Test func `the page says the verdict, what blocks it, the votes, dissent, debate, evidence, coverage and cost`()
    throws
  {
    let page = try page("panel")
    #expect(page.all("h1").map(\.text) == ["✗ The gate blocks"])
    #expect(page.all("title").first?.text.hasPrefix("The gate blocks") == true)
    for part in [
      "Outcome fail; 3 blocking in 2 artifacts", "seat domain_expert failed its canary", "covers nothing",
      "its waiver has expired", "Gate: its waiver by Kim Lee expired after 2026-11-01: the provider masks it",
      "Gate: waived by Sam Doe until 2027-02-01", "known: in the baseline", "does not block",
      "ADR-012 adrs/012-database.md:21",
      "Absent: nowhere in src/orders_api.py stands timeout, deadline", "1 finding struck", "says it is 55 % sure",
      "The field is named card_number", "2 rounds, until a round changed nothing that counts",
      "adr-012.parameterized 3 → 1",
      "supported by new evidence", "without new evidence: not counted", "No answer: compliance_auditor",
      "86 % of the weight assessed", "src/vendor/client.min.js generated", "hipaa_164_312", "$0.4127",
      "moe-judge runs verify 20261122T131023Z-1b7327", "Krippendorff's alpha 0.41", "not suppressed: weak-hash",
    ] {
      #expect(page.text.contains(part), "missing: \(part)")
    }
    #expect(page.all("mark").map(\.text) == ["[redacted:generic-secret]"])
    #expect(
      page.all("nav").count == 1 && page.all("a").map(\.text) == ["src/orders_api.py", "src/total.py", "infra/main.tf"])
  }

  @Test func `lines of an artifact stand beside their numbers`() throws {
    let page = try page("panel")
    let quote = try #require(page.all("pre").first)
    #expect(quote.text.split(separator: "\n").map { $0.prefix(2) } == ["24", "25", "26", "27"])
    #expect(quote.text.contains(#"f"SELECT id, total FROM orders WHERE status = '{status}'")"#))
  }

  @Test func `each seat is a column, and each of its scores a sign and a word`() throws {
    let page = try page("panel")
    let votes = page.all(ofClass: "vote").map(\.text)
    #expect(Set(votes) == ["✗ 1violated", "◐ 2with reservations", "✓ 3met", "·not judged"])
    let heads = page.all(ofClass: "seat").prefix(6).map(\.text)
    #expect(heads.first == "security_analyst" && heads.last == "domain_expert")
    #expect(page.all("th").allSatisfy { $0.attributes["scope"] != nil })
  }

  @Test func `a static review says so beside its verdict`() throws {
    let page = try page("offline")
    #expect(
      page.all(ofClass: "offline").map(\.text) == ["Static review by one deterministic reviewer, no panel of models."])
    #expect(page.all("h1").first?.text == "✗ Static review: fail" && page.all("nav").isEmpty)
  }

  @Test func `no text of an artifact, a model or a person is more than text`() throws {
    let json = SampleResult.replacingTexts(in: try SampleResult.json("panel"), with: SampleResult.hostile)
    let text = HTMLReport().text(of: try RecordedResult(json: json))
    let page = HTMLInspection(text)
    #expect(page.faults.isEmpty, "\(page.faults.prefix(5))")
    #expect(page.text.contains("<script>alert(1)</script>") && page.text.contains("⟨U+202E⟩⟨U+2066⟩⟨U+200B⟩"))
    #expect(page.text.contains("⟨U+001B⟩[2J") && page.text.contains("[redacted:secret]"))
    let hidden = text.unicodeScalars.filter { $0.properties.generalCategory == .format || $0.value < 0x09 }
    #expect(hidden.isEmpty)
  }

  @Test func `the policy forbids everything but the page's own style, by its hash`() throws {
    let page = try page("panel")
    let style = try #require(page.all("style").first)
    let policy = page.all("meta").first { $0.attributes["http-equiv"] == "Content-Security-Policy" }
    #expect(page.all("style").count == 1 && !style.text.contains("url(") && !style.text.contains("@import"))
    #expect(
      policy?.attributes["content"]
        == "default-src 'none'; style-src 'sha256-\(Digest.base64SHA256(style.text))'; base-uri 'none'; form-action 'none'"
    )
    #expect(
      page.all("html").first?.attributes["lang"] == "en"
        && page.all("meta").contains { $0.attributes["name"] == "viewport" })
  }

  /// WCAG 2: the lighter luminance and 0.05 over the darker and 0.05.
  @Test func `every text stands out from its ground by 4.5 to 1, in light and dark`() throws {
    let style = try #require(try page("panel").all("style").first?.text)
    let schemes = style.components(separatedBy: "@media print")[0].components(separatedBy: "prefers-color-scheme:dark")
    #expect(schemes.count == 2)
    for scheme in schemes {
      var colours: [String: Double] = [:]
      for match in scheme.matches(of: /--([a-z-]+):#([0-9a-f]{6})/) {
        colours[String(match.1)] = luminance(of: String(match.2))
      }
      let tones = ["good", "bad", "warning", "calm"]
      let pairs =
        tones.map { ($0, "\($0)-ground") } + tones.map { ($0, "card") }
        + ["page", "card", "code"].flatMap { [("ink", $0), ("soft", $0)] } + [("link", "card"), ("bad", "bad-ground")]
      for (text, ground) in pairs {
        let (first, second) = (try #require(colours[text], "\(text)"), try #require(colours[ground], "\(ground)"))
        let contrast = (max(first, second) + 0.05) / (min(first, second) + 0.05)
        #expect(contrast >= 4.5, "\(text) on \(ground): \(contrast)")
      }
    }
  }

  private func luminance(of hexadecimal: String) -> Double {
    let value = Int(hexadecimal, radix: 16) ?? 0
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double(value >> shift & 0xFF) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  @Test func `headings leave out no level, and every table in a box that scrolls can be reached by keyboard`() throws {
    let page = try page("panel")
    let levels = page.elements.compactMap { $0.name.first == "h" ? Int($0.name.dropFirst()) : nil }
    #expect(levels.first == 1 && zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 }, "\(levels)")
    #expect(page.all("table").count == page.all(ofClass: "scroll").count)
    for box in page.all(ofClass: "scroll") {
      #expect(
        box.attributes["tabindex"] == "0" && box.attributes["role"] == "region" && box.attributes["aria-label"] != nil)
    }
  }

  @Test func `five hundred artifacts are as many parts, each of which the index leads to`() throws {
    let judgments = try #require(try SampleResult.json("panel")["judgments"]?.arrayValue)
    let text = HTMLReport().text(of: try SampleResult.panel(of: (0..<500).map { judgments[$0 % 3] }))
    let page = HTMLInspection(text)
    #expect(page.faults.isEmpty && page.all(ofClass: "judgment").count == 500 && page.all("a").count == 500)
  }

  @Test func `a quote of 1 MB and a name of 10,000 letters are cut`() throws {
    var judgment = try SampleResult.json("panel")["judgments"]?[1]?.objectValue ?? [:]
    judgment["artifact"] = [
      "path": .string(String(repeating: "n", count: 10_000)), "kind": "code", "sha256": "", "lines": 1,
    ]
    judgment["findings"] = [
      [
        "id": "F1", "fingerprint": "f", "rule": "r", "severity": "high", "message": "m", "dimension": nil, "seats": [],
        "status": "verified",
        "evidence": [
          [
            "kind": "quote", "path": "a", "start_line": 1, "end_line": 1, "verified": true,
            "quote": .string(String(repeating: "<", count: 1_000_000)),
          ]
        ],
      ]
    ]
    let text = HTMLReport().text(of: try SampleResult.panel(of: [.object(judgment)]))
    #expect(text.utf8.count < 60_000 && text.contains("more characters") && HTMLInspection(text).faults.isEmpty)
  }
}
