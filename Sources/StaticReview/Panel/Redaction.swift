public import JudgeTypes

/// Puts `[redacted:KIND]` in the place of literal secrets before anything is stored, shown or sent.
public struct Redaction: Sendable {
  private let review: StaticReview

  /// - Parameter review: what it reports as a literal secret is taken out, besides what looks like one anywhere.
  public init(_ review: StaticReview) { self.review = review }

  /// Stands for each line of a file that could not be searched for secrets to its end.
  static let withheld = "[redacted:not-searched]"

  /// The file's text without its secrets. Line feeds inside a secret stay, so that no line moves. A file that cannot be
  /// searched to its end shows nothing.
  public func redacted(_ file: ArtifactFile) -> String {
    let (text, isComplete) = SearchAudit.watching { withoutSecrets(file) }
    return isComplete ? text : file.content.lines.map { _ in Self.withheld }.joined(separator: "\n")
  }

  private func withoutSecrets(_ file: ArtifactFile) -> String {
    let sources = DiffText.sources(of: Source(file))
    var secrets = Set(
      sources.flatMap { source in
        // Inside a diff a file's offsets are its own; the lines agree, so the secret is found again by its text.
        source.reviewedPath == source.path
          ? all(in: source) : Self.located(all(in: source), of: source, in: file)
      })
    // Lines that a diff takes away hold secrets too, and are stored and shown with the rest.
    if file.language == .diff { secrets.formUnion(all(in: Source(file))) }
    guard !secrets.isEmpty else { return file.content }
    var bytes = Array(file.content.utf8)
    var untouched = bytes.count
    for secret in secrets.sorted(by: { $0.value.lowerBound > $1.value.lowerBound })
    where secret.value.lowerBound < untouched {
      let value = secret.value.lowerBound..<min(secret.value.upperBound, untouched)
      untouched = value.lowerBound
      let mark = "[redacted:\(secret.kind.replacing(" ", with: "-"))]"
      let feeds = bytes[value].count { $0 == UInt8(ascii: "\n") }
      bytes.replaceSubrange(value, with: Array(mark.utf8) + Array(repeating: UInt8(ascii: "\n"), count: feeds))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Those known by their look or name, those known by their use, and whatever else is reported as one.
  func all(in source: Source) -> [Secret] {
    let known = Secrets.secrets(in: source) + UsedSecrets.secrets(in: source)
    let hits = review.hits(of: ReportedSecrets.rule, in: source)
    return known + ReportedSecrets.secrets(of: hits, in: source, besides: known)
  }

  private static func located(_ secrets: [Secret], of source: Source, in file: ArtifactFile) -> [Secret] {
    let whole = Source(file)
    return secrets.compactMap { secret in
      let line = whole.range(ofLines: source.lines(of: secret.value))
      let value = Array(source.bytes[secret.value])
      guard let first = value.first, value.count <= line.count else { return nil }
      for start in line.lowerBound...(line.upperBound - value.count) where whole.bytes[start] == first {
        if whole.bytes[start..<(start + value.count)].elementsEqual(value) {
          return Secret(kind: secret.kind, value: start..<(start + value.count))
        }
      }
      return nil
    }
  }
}
