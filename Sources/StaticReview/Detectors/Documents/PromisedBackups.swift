internal import JudgeTypes

/// Procedures that count on a backup of which they say nothing else.
enum PromisedBackups {
  private static let title = Pattern.fixed(
    #"(?i)\b(?:run-?book|playbook|operations?|recovery|disaster|incident|on-?call|maintenance|procedures?)\b"#)
  private static let restores = Pattern.fixed(
    #"(?i)\A\s*(?:\d{1,2}[.)]|[-*])\s+[^\n]*\b(?:restor(?:e|ing)|recover(?:ing)?)\b[^\n]*\b(?:from|using)\b[^\n]*\b(?:back-?ups?|snapshots?|dumps?)\b"#
  )
  private static let speaks = Pattern.fixed(
    #"(?i)\bback-?(?:ed )?ups?\b|\bsnapshots?\b|\bdumps?\b|pg_(?:dump|restore|basebackup)|mysqldump|mongo(?:dump|restore)|\bPITR\b|point[- ]in[- ]time|velero|restic|barman|wal-g|pgbackrest|\bWAL\b|\bretention\b"#
  )
  /// Where it is kept, which one, or where more is said.
  private static let tells = Pattern.fixed(
    #"(?i)\]\(|https?://|\bs3\b|\bgs://|\bbuckets?\b|`[^`]+`|\bsee\b|\bsection\b|\bnightly\b|\bdaily\b|\bhourly\b|\bweekly\b|\btaken\b"#
  )

  /// Backups that are still to be made.
  private static let wishes = Pattern.fixed(#"(?i)\b(?:add|todo|tbd|missing|not yet|later|needs? to|planned|should)\b"#)

  static let detector = Detector.file("procedure_promising_backup") { source, rule in
    guard !source.isPartial, !source.reviewedPath.lowercased().hasSuffix("readme.md") else { return [] }
    let prose = Prose(source)
    let names =
      (prose.headings.first.map { $0.title } ?? "") + " " + source.reviewedPath.split(separator: "/").suffix(1).joined()
    guard title.occurs(in: names.replacing("_", with: " ")) else { return [] }
    let spoken = prose.lines.filter { speaks.occurs(in: $0.text) && !wishes.occurs(in: $0.text) }
    guard spoken.count == 1, let line = spoken.first, !line.isPasted, restores.occurs(in: line.text),
      !tells.occurs(in: line.text)
    else { return [] }
    return [
      Hit(
        rule, in: source.path, lines: line.number...line.number,
        message: "it counts on a backup, and nothing says who takes it, where it lies or how it is restored",
        severity: .medium)
    ]
  }
}
