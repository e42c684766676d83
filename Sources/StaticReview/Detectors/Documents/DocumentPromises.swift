internal import JudgeTypes

/// Safeguards that a document promises and does not give: a heading without more than a TBD, a link to a section that is not there.
enum DocumentPromises {
  private static let safeguard = Pattern.fixed(
    #"(?i)\b(?:roll(?:ing)?[ -]?back|back-?out|backups?|restore|recovery|escalation|on-?call|contacts?|approvals?|abort|verif\w+|validation|access control|authenti\w+|authori[sz]\w+|encryption|retention|rate limit\w*|security|monitoring|alert\w*|incident response|audit\w*|threat model|consent|de-?identification|break-?glass|fail-?over|disaster recovery|testing|safety|mitigations?)\b"#
  )
  private static let empty = Pattern.fixed(
    #"(?i)\A[\s>*_`(\[-]*(?:TODO|TBD|TBA|FIXME|XXX|to be (?:defined|decided|done|written|added|confirmed|determined|completed|documented|agreed)|coming soon|not (?:yet )?(?:written|documented|defined|decided)|\?\?\?|will be (?:added|written|documented|defined) (?:later|soon)|placeholder|work in progress|WIP)\b"#
  )
  private static let open = Pattern.fixed(
    #"(?i)(?:\b(?:TODO|FIXME|XXX)\b\s*(?:\([^)\n]{1,30}\)\s*)?(?:[:\]-]|—|–)|\bTODO (?=[a-z])|\bTBD\b|\bTBA\b|\bto be (?:defined|decided|determined|confirmed|agreed|written|documented)\b|\bnot (?:yet )?(?:decided|defined|documented|implemented|written)\b(?=[.,;)]|\z|\s*$))"#
  )
  private static let mark = Pattern.fixed(#"\b(?:TODO|FIXME|XXX|TBD|TBA)\b"#)
  private static let aboutMarks = Pattern.fixed(
    #"(?i)\b(?:comments?|markers?|grep|search|lint|rule|syntax|keyword|tags?|list of TODOs|todo (?:app|list|items?))\b"#
  )

  static let detector = Detector.file("unfinished_document") { source, rule in
    let prose = Prose(source)
    var lines: Set<Int> = []
    for heading in prose.headings where safeguard.occurs(in: heading.title) {
      if let only = onlyLine(of: prose.body(of: heading)), empty.occurs(in: only.text) { lines.insert(only.number) }
    }
    for line in prose.lines where !line.isPasted && open.occurs(in: line.text) {
      let isMarked = mark.occurs(in: line.text)
      guard safeguard.occurs(in: line.text), !aboutMarks.occurs(in: line.text),
        isMarked || line.text.contains("|") || line.text.contains(":")
      else { continue }
      lines.insert(line.number)
    }
    for line in prose.lines where line.isPasted && line.fence != nil && promised.occurs(in: line.text) {
      lines.insert(line.number)
    }
    lines.formUnion(deadLinks(in: prose))
    return lines.sorted().map {
      Hit(rule, in: source.path, lines: $0...$0, message: "a safeguard is promised here and not given")
    }
  }

  private static let promised = Pattern.fixed(
    #"(?i)(?:#|//|--)\s*(?:TODO|FIXME)\b[^\n]{0,60}\b(?:auth\w*|validat\w*|verif\w*|encrypt\w*|escap\w*|rate.?limit|backup|rollback|permission|check)\b"#
  )

  private static func onlyLine(of body: ArraySlice<Prose.Line>) -> Prose.Line? {
    let filled = body.filter { !$0.text.isEmpty }
    return filled.count == 1 || filled.count == 2 ? filled.first : nil
  }

  private static let anchor = Pattern.fixed(#"\[([^\]\n]{2,80})\]\(#([\w-]+)\)"#)
  private static let spoken = Pattern.fixed(
    #"(?i)\b(?:see|follow|run|go to|use|in|per)(?: the)? (?:section |chapter )?(?:"|“|[*_]{1,2})([A-Z][\w -]{3,40})(?:"|”|[*_]{1,2})(?: section)?(?: below| above)\b"#
  )

  private static func deadLinks(in prose: Prose) -> [Int] {
    guard !prose.headings.isEmpty else { return [] }
    let slugs = Set(prose.headings.map { slug($0.title) })
    let titles = prose.headings.map { $0.title.lowercased() }
    let all = String(decoding: prose.bytes, as: UTF8.self)
    var found: [Int] = []
    for line in prose.lines where !line.isPasted && line.text.contains("](#") {
      for group in anchor.groups(in: line.text) {
        guard let label = group[0], let target = group[1], safeguard.occurs(in: label + " " + target),
          !slugs.contains(target.lowercased()),
          !slugs.contains(where: { $0.hasPrefix(target.lowercased()) || target.lowercased().hasPrefix($0) }),
          !all.contains("name=\"\(target)\""), !all.contains("id=\"\(target)\""), !all.contains("{#\(target)}")
        else { continue }
        found.append(line.number)
      }
    }
    for line in prose.lines where !line.isPasted {
      for group in spoken.groups(in: line.text) {
        guard let title = group[0]?.lowercased(), safeguard.occurs(in: title),
          !titles.contains(where: { $0.contains(title) || title.contains($0) })
        else { continue }
        found.append(line.number)
      }
    }
    return found
  }

  private static func slug(_ title: String) -> String {
    String(
      title.lowercased().compactMap { character -> Character? in
        if character.isLetter || character.isNumber || character == "-" || character == "_" { return character }
        return character == " " ? "-" : nil
      })
  }
}
