internal import JudgeTypes

/// Places that are counted, found free and taken, while another request does the same.
enum CountedPlaces {
  private static let python = Pattern.fixed(
    #"(?m)^[ \t]*if\s+(\w+)\s*>=?\s*\w+(?:\.\w+)*\.\w*(?:places|capacity|seats|max_\w+|quota|slots|spots)\w*\s*:"#)
  private static let php = Pattern.fixed(
    #"\bif\s*\(\s*(?:\$(\w+)|\$[\w>()\[\]'\s,-]*->count\(\s*\))\s*>=?\s*\$\w+(?:->\w+)*->\w*(?:places|capacity|seats|max_\w+|max[A-Z]\w+|quota|slots|spots)\w*\s*\)"#
  )
  private static let ruby = Pattern.fixed(
    #"\b(?:if|unless)\s+(?:(\w+)|[\w.()]+\.(?:count|size))\s*(?:>=?|<)\s*\w+(?:\.\w+)*\.\w*(?:places|capacity|seats|max_\w+|quota|slots|spots)\b"#
  )
  private static let counting = Pattern.fixed(#"(?i)\bcount\b|count\(|\.size\b"#)
  private static let taking = Pattern.fixed(
    #"\.add\(|\.create!?[( ]|::create\(|->create\(|->save\(|\.save!?\b|->insert\(|\.insert\w*\(|INSERT INTO|->persist\(|->attach\(|\.bulk_create\("#
  )

  static func hits(in source: Source, _ rule: Rule, locked: Pattern) -> [Hit] {
    guard let pattern = pattern(for: source.language) else { return [] }
    return pattern.allMatches(in: source.code).compactMap { match in
      guard let function = source.function(around: match.range.upperBound - 1),
        !source.has(locked, in: function.range),
        let act = taking.allMatches(
          in: source.text, range: match.range.upperBound..<max(match.range.upperBound, function.range.upperBound),
          limit: 1
        ).first
      else { return nil }
      if let name = match.group(0) {
        guard let origin = source.assignments(of: source.string(name), before: match.range.lowerBound).last,
          function.range.contains(origin.lowerBound), source.has(counting, in: origin)
        else { return nil }
      }
      let place = source.trimmed(match.range).lowerBound..<act.range.upperBound
      return Hit(
        rule, in: source.path, lines: source.lines(of: place),
        message: "places are counted and then taken without a lock: two at once both find the last one free")
    }
  }

  private static func pattern(for language: SourceLanguage) -> Pattern? {
    switch language {
    case .python: python
    case .php: php
    case .ruby: ruby
    default: nil
    }
  }
}
