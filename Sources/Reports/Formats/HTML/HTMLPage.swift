internal import JudgeTypes
internal import Provenance

/// What stands around the judgments: the verdict before them, where the record is behind them.
struct HTMLPage {
  let result: RecordedResult
  let headline: Headline

  /// Up to the index.
  var head: HTML {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta http-equiv="Content-Security-Policy" content="\(Self.policy)"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta name="color-scheme" content="light dark"/>
    <meta name="referrer" content="no-referrer"/>
    <title>\(headline.title) · moe-judge \(clipped(result.run, to: 100))</title>
    \(Self.style)
    </head>
    <body>
    <header class="\(headline.tone.rawValue)">
    <p class="brand">moe-judge</p>
    <h1><span class="sign" aria-hidden="true">\(sign)</span> \(headline.title)</h1>
    <p class="sentence">\(headline.sentence)</p>
    \(HTML.when(result.isOffline, "<p class=\"offline\">\(Headline.offline)</p>\n"))\
    \(tiles)\(HTMLWords.banners(result.ownBanners))\
    \(notes)</header>

    """
  }

  /// Nothing is loaded; the one style is known by its hash, so that no other is applied.
  private static let policy =
    "default-src 'none'; style-src 'sha256-\(Digest.base64SHA256(HTMLStyle.sheet))'; base-uri 'none'; form-action 'none'"

  /// The sheet holds no mark that HTML or XML would read.
  private static let style: HTML = "<style>\(HTML(trusted: HTMLStyle.sheet))</style>"

  private var sign: String {
    switch headline.tone {
    case .good: "✓"
    case .warning: "!"
    case .bad: "✗"
    }
  }

  private var tiles: HTML { result.gate.map { HTMLGate(summary: $0).tiles } ?? "" }

  private var notes: HTML {
    let notes = result.gate?.notes ?? []
    return HTMLWords.list(notes.prefix(100).map { HTMLWords.prose($0, limit: 800) }, of: "notes")
  }

  // MARK: Behind the judgments

  var foot: HTML {
    let run = quotedForShell(clipped(result.run, to: 200))
    return """
      <footer><h2>Record</h2>
      <dl class="facts record">
      \(fact("Run", HTMLWords.code(result.run)))\
      \(fact("Head of its journal", result.head.map { HTMLWords.code($0) } ?? "not closed"))\
      \(fact("Judged", "\(result.started) to \(result.finished), \(result.isOffline ? "offline" : "by models"), moe-judge \(result.version)"))\
      \(result.gate.map { fact("Waivers held against", "\($0.day)") } ?? "")\
      \(fact("Coverage", coverage))\
      \(fact("Cost", "\(result.usageWords)"))\
      \(agreement)\
      \(fact("Verify", HTMLWords.code("moe-judge runs verify \(run)")))\
      \(fact("Explain a finding", HTMLWords.code("moe-judge explain \(run) FINGERPRINT")))\
      </dl>
      </footer>
      </body>
      </html>

      """
  }

  private func fact(_ name: String, _ value: HTML) -> HTML { "<div><dt>\(name)</dt><dd>\(value)</dd></div>\n" }

  private var coverage: HTML {
    func count(_ key: String) -> Int { result.coverage[key]?.intValue ?? 0 }
    return
      "\(counted(count("files"), "file")): \(count("judged")) judged, \(count("partial")) in part, \(count("skipped")) skipped"
  }

  /// Over the artifacts of the run; nothing for a single one.
  private var agreement: HTML {
    guard let agreement = result.agreement, let artifacts = agreement["artifacts"]?.intValue else { return "" }
    let alpha = agreement["krippendorff_alpha"]?.doubleValue.map { "Krippendorff's alpha \(twoDecimals($0))" }
    return fact("Agreement", "\(alpha ?? "every verdict was the same"), over \(counted(artifacts, "artifact"))")
  }
}
