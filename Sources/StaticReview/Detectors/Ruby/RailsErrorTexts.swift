internal import JudgeTypes

/// Texts of any exception at all that controllers of Rails and routes of Sinatra show, over several lines or in a notice.
enum RailsErrorTexts {
  static let detector = Detector.file("rails_error_texts") { source, rule in
    guard source.language == .ruby, !source.isTest,
      RailsAccess.controller.matches(source.code) || RailsAccess.builds.matches(source.text),
      !RailsRecords.adminController.matches(source.text)
    else { return [] }
    return broad.allMatches(in: source.code).flatMap { match -> [Hit] in
      guard let name = match.groups[0],
        let shown = try? Pattern(
          #"\b"# + source.string(name) + #"\.(?:message|full_message|backtrace|inspect|to_s)\b|#\{"#
            + source.string(name) + #"\}"#)
      else { return [] }
      let body = clause(after: match.range, in: source)
      return shown.allMatches(in: source.text, range: body).compactMap { mention in
        guard let statement = answer(holding: mention.range, in: body, of: source) else { return nil }
        return Hit(
          rule, in: source.path, lines: source.lines(of: statement), message: "clients get the text of the exception")
      }
    }
  }

  /// A rescue of everything; what names its exceptions may know that their texts are meant to be read.
  private static let broad = Pattern.fixed(
    #"(?m)^[ \t]*rescue[ \t]*(?:(?:::)?(?:StandardError|Exception|RuntimeError)[ \t]*)?=>[ \t]*(\w+)[ \t]*$"#)
  private static let ends = Pattern.fixed(#"(?m)^[ \t]*(?:rescue|ensure|else|end|def)\b"#)

  /// What stands in the clause: down to the line that ends it, as deep as its own.
  private static func clause(after range: Range<Int>, in source: Source) -> Range<Int> {
    let first = source.line(at: range.upperBound - 1)
    let own = source.indentation(ofLine: first)
    var last = first
    while last < source.lastLine, last - first < 40 {
      let next = source.range(ofLines: (last + 1)...(last + 1))
      if source.indentation(ofLine: last + 1) <= own, source.has(ends, in: next) { break }
      last += 1
    }
    return range.upperBound..<max(range.upperBound, source.range(ofLines: first...last).upperBound)
  }

  private static let starts = Pattern.fixed(
    #"(?m)^[ \t]*(?:return[ \t]+|format\.\w+[ \t]*(?:\{|do)[ \t]*)?(?:render|redirect_to|redirect_back|flash(?:\.now)?\[|halt|json|error!|body|respond_with|render_\w*(?:error|json)\w*|json_response|error_response)"#
  )
  private static let oneLine = Pattern.fixed(#"\b(?:render|json|body|text|plain|halt|error!|head)\b"#)
  private static let spared = Pattern.fixed(#"(?i)logger|Rails\.env|Rails\.application\.config|\braise\b|errors\."#)

  /// The answer around a mention of the text; nil where it goes into a log, or where a pattern of the language finds it.
  private static func answer(holding mention: Range<Int>, in body: Range<Int>, of source: Source) -> Range<Int>? {
    guard let start = starts.allMatches(in: source.text, range: body.lowerBound..<mention.lowerBound).last else {
      return nil
    }
    let from = source.trimmed(start.range).lowerBound
    let statement = from..<max(source.statementEnd(from: from), mention.upperBound)
    guard source.lines(of: statement).count <= 8, !source.has(spared, in: statement),
      !isParted(from..<mention.lowerBound, in: source)
    else { return nil }
    let line = source.lineStart(of: mention.lowerBound)..<mention.lowerBound
    return source.has(oneLine, in: line) ? nil : statement
  }

  /// Whether the statement ended before the mention.
  private static func isParted(_ range: Range<Int>, in source: Source) -> Bool {
    source.statementEnd(from: range.lowerBound) < range.upperBound
  }
}
