public import JudgeTypes

/// Puts `[redacted:KIND]` in the place of literal secrets before anything is stored, shown or sent.
public struct Redaction: Sendable {
  private let review: StaticReview

  /// - Parameter review: what it reports as a literal secret is taken out, besides what looks like one anywhere.
  public init(_ review: StaticReview) { self.review = review }

  /// By which the offline panel reports what is taken out here.
  public static let secretRule = ReportedSecrets.rule

  /// Stands for each line of a file that could not be searched for secrets to its end.
  static let withheld = "[redacted:not-searched]"

  /// The file's text without its secrets. Line feeds inside a secret stay, so that no line moves. A file that cannot be
  /// searched to its end shows nothing.
  public func redacted(_ file: ArtifactFile) -> String {
    let (text, isComplete) = SearchAudit.watching { withoutSecrets(file) }
    return isComplete ? text : file.content.lines.map { _ in Self.withheld }.joined(separator: "\n")
  }

  private func withoutSecrets(_ file: ArtifactFile) -> String {
    let whole = Source(file)
    // Lines that a diff takes away hold secrets too, and are stored and shown with the rest.
    let sides = DiffText.sources(of: whole) + DiffText.sourcesBefore(whole)
    var secrets = sides.flatMap { side in
      side.bytes == whole.bytes ? all(in: side) : all(in: side).flatMap { Self.located($0, of: side, in: whole) }
    }
    if file.language == .diff { secrets += all(in: whole) }
    guard !secrets.isEmpty else { return file.content }
    var bytes = whole.bytes
    for secret in Self.joined(secrets).reversed() {
      let mark = "[redacted:\(secret.kind.replacing(" ", with: "-"))]"
      let feeds = bytes[secret.value].count { $0 == UInt8(ascii: "\n") }
      bytes.replaceSubrange(
        secret.value, with: Array(mark.utf8) + Array(repeating: UInt8(ascii: "\n"), count: feeds))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Those that overlap as one, in their order, by the name of the first.
  private static func joined(_ secrets: [Secret]) -> [Secret] {
    secrets.filter { !$0.value.isEmpty }.sorted {
      ($0.value.lowerBound, $1.value.upperBound) < ($1.value.lowerBound, $0.value.upperBound)
    }.reduce(into: []) { joined, secret in
      guard let last = joined.last, last.value.upperBound > secret.value.lowerBound else {
        joined.append(secret)
        return
      }
      joined[joined.count - 1] = Secret(
        kind: last.kind, value: last.value.lowerBound..<max(last.value.upperBound, secret.value.upperBound))
    }
  }

  /// Those whose own value is known.
  func named(in source: Source) -> [Secret] { Secrets.secrets(in: source) + UsedSecrets.secrets(in: source) }

  /// Those known by their look or name, those known by their use, and whatever else is reported as one.
  func all(in source: Source) -> [Secret] {
    let known = named(in: source)
    let hits = review.hits(of: ReportedSecrets.rule, in: source)
    return known + known.map { ReportedSecrets.whole($0, in: source) } + ReportedSecrets.secrets(of: hits, in: source)
  }

  /// The same in the diff, line by line: its text there, behind the mark of the line, or the whole line where it is not found.
  private static func located(_ secret: Secret, of side: Source, in whole: Source) -> [Secret] {
    let first = side.line(at: secret.value.lowerBound)
    return side.string(secret.value).split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
      index, part in
      let number = first + index
      guard !part.isEmpty, whole.lineNumbers.contains(number) else { return nil }
      var line = whole.range(ofLines: number...number)
      if whole.bytes[line].last == UInt8(ascii: "\n") { line = line.lowerBound..<line.upperBound - 1 }
      guard line.count > 1 else { return nil }
      let text = line.lowerBound + 1..<line.upperBound
      let value = Array(part.utf8)
      let start =
        value.count > text.count
        ? nil
        : (text.lowerBound...text.upperBound - value.count).first {
          whole.bytes[$0..<$0 + value.count].elementsEqual(value)
        }
      return Secret(kind: secret.kind, value: start.map { $0..<$0 + value.count } ?? text)
    }
  }
}
