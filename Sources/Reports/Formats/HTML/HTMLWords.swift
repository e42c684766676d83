package import JudgeTypes
package import Provenance

/// The small parts that pages are made of: text of others in isolation, chips, places.
package enum HTMLWords {
  /// Running text of a model, a person or a file, whose direction touches nothing around it.
  package static func prose(_ text: String, limit: Int = 4_000) -> HTML {
    #"<span class="prose" dir="auto">\#(marked(clipped(text, to: limit)))</span>"#
  }

  /// A path, a rule, an id.
  package static func code(_ text: String, limit: Int = 400) -> HTML {
    #"<code dir="auto">\#(breakable(clipped(text, to: limit)))</code>"#
  }

  /// A word with a sign before it, so that colour is never all that tells.
  package static func chip(_ sign: String, _ words: String, _ tone: Tone) -> HTML {
    #"<span class="chip \#(tone.rawValue)"><span aria-hidden="true">\#(sign)</span> \#(words)</span>"#
  }

  package enum Tone: String { case good, bad, warning, calm }

  /// The verdict of a seat, the outcome of a judgment.
  package static func verdict(_ word: String) -> HTML {
    switch word {
    case Verdict.pass.rawValue: chip("✓", "pass", .good)
    case Verdict.fail.rawValue: chip("✗", "fail", .bad)
    case Verdict.conditional.rawValue: chip("◐", "conditional", .warning)
    case Outcome.noConsensus.rawValue: chip("≠", "no consensus", .warning)
    case Outcome.inconclusive.rawValue: chip("?", "inconclusive", .warning)
    default: chip("–", spoken(word), .calm)
    }
  }

  package static func dimension(_ outcome: String) -> HTML {
    switch DimensionOutcome(rawValue: outcome) {
    case .met: chip("✓", "met", .good)
    case .violated: chip("✗", "violated", .bad)
    case .disputed: chip("≠", "disputed", .warning)
    case .unassessed: chip("–", "unassessed", .calm)
    case nil: chip("?", spoken(outcome), .calm)
    }
  }

  package static func severity(_ name: String) -> HTML {
    guard let severity = Severity(rawValue: name) else { return chip("?", name, .calm) }
    return switch severity {
    case .critical: chip("▲▲", name, .bad)
    case .high: chip("▲", name, .bad)
    case .medium: chip("◆", name, .warning)
    case .low: chip("▽", name, .calm)
    case .info: chip("i", name, .calm)
    }
  }

  package static func gate(_ state: GateReason.State) -> HTML {
    switch state {
    case .blocks: chip("✗", state.words, .bad)
    case .expired: chip("✗", state.words, .bad)
    case .known, .waived: chip("⊙", state.words, .calm)
    case .allowed: chip("✓", state.words, .good)
    }
  }

  /// The decision record behind a dimension.
  package static func clause(_ source: RecordedJudgment.Source) -> HTML {
    #"<span class="clause">\#(prose(source.adr, limit: 200)) \#(code(source.place))</span>"#
  }

  /// The lines of an artifact with their numbers, and marks that stand for secrets shown as such.
  package static func quotation(_ text: String, from line: Int) -> HTML {
    let quoted = QuotedLines(text, from: line, limit: 40, length: 400)
    let rows = quoted.lines.map { line -> HTML in
      #"<span class="line"><span class="number">\#(line.number)</span><span class="text" dir="auto">\#(marked(line.text))</span></span>"#
    }
    let rest: HTML =
      quoted.hidden == 0
      ? ""
      : #"<span class="line"><span class="number">…</span><span class="text">\#(counted(quoted.hidden, "more line"))</span></span>"#
    let lines = HTML.joined(rows, by: "\n")
    return #"<pre tabindex="0" role="group" aria-label="Quoted lines"><code>\#(lines)\#(rest)</code></pre>"#
  }

  /// What a reader must know.
  package static func banners(_ banners: [String]) -> HTML {
    HTML.joined(
      banners.prefix(50).map { #"<p class="banner"><span aria-hidden="true">!</span> \#(prose($0))</p>"# })
  }

  package static func list(_ items: [HTML], of kind: String = "plain") -> HTML {
    items.isEmpty ? "" : #"<ul class="\#(kind)">\#(HTML.joined(items.map { "<li>\($0)</li>\n" }))</ul>"#
  }

  /// `[redacted:KIND]` marked, everything else as it is.
  static func marked(_ text: String) -> HTML {
    let start = "[redacted:"
    guard text.contains(start) else { return HTML(text: text) }
    var parts: [HTML] = []
    var rest = text[...]
    while let begin = rest.firstRange(of: start), let end = rest[begin.upperBound...].firstIndex(of: "]") {
      let mark = rest[begin.lowerBound...end]
      parts.append(HTML(text: String(rest[..<begin.lowerBound])))
      parts.append(mark.unicodeScalars.count > 60 ? HTML(text: String(mark)) : #"<mark>\#(String(mark))</mark>"#)
      rest = rest[rest.index(after: end)...]
    }
    return HTML.joined(parts) + HTML(text: String(rest))
  }

  /// May be broken behind the marks that part the words of a path or an id.
  package static func breakable(_ text: String) -> HTML {
    var parts: [HTML] = []
    var word = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      word.append(scalar)
      if "/_.-:".unicodeScalars.contains(scalar), word.count > 3 {
        parts += [HTML(text: String(word)), "<wbr/>"]
        word = String.UnicodeScalarView()
      }
    }
    return HTML.joined(parts) + HTML(text: String(word))
  }
}
