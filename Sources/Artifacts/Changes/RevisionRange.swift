/// The revision that a change is held against.
public enum ChangeBase {
  /// BASE of `BASE..HEAD`, `BASE...HEAD` or `BASE`, as it is written.
  ///
  /// Also where a change is counted from the common ancestor: an author chooses where a branch begins, and is not to choose by it
  /// the rules of an earlier day.
  ///
  /// - Throws: `ArtifactError.badRange` for what names no revisions.
  public static func revision(of range: String) throws(ArtifactError) -> String { try RevisionRange(range).base }
}

/// Two revisions as a user writes them: `BASE..HEAD`, `BASE...HEAD` (since they parted), or `BASE` alone.
struct RevisionRange: Equatable {
  let base: String
  /// `HEAD` when none is written.
  let head: String
  /// Whether the change is counted from the common ancestor.
  let isFromCommonAncestor: Bool

  init(_ text: String) throws(ArtifactError) {
    var (base, head, isSymmetric) = (Substring(text), Substring("HEAD"), false)
    if let dots = Self.dots(in: text) {
      base = text[..<dots.lowerBound]
      head = text[dots.upperBound...]
      isSymmetric = text[dots].utf8.count == 3
    }
    for revision in [base, head] {
      if let reason = Self.fault(of: revision) { throw .badRange(range: text, reason: reason) }
    }
    guard !text.isEmpty, text != "..", text != "..." else {
      throw .badRange(range: text, reason: "it names no revision")
    }
    self.base = base.isEmpty ? "HEAD" : String(base)
    self.head = head.isEmpty ? "HEAD" : String(head)
    isFromCommonAncestor = isSymmetric
  }

  /// The first two or three dots in a row.
  private static func dots(in text: String) -> Range<String.Index>? {
    let bytes = text.utf8
    let dot = UInt8(ascii: ".")
    var index = bytes.startIndex
    while index < bytes.endIndex {
      var end = index
      while end < bytes.endIndex, bytes[end] == dot, bytes.distance(from: index, to: end) < 3 {
        end = bytes.index(after: end)
      }
      if bytes.distance(from: index, to: end) >= 2 { return index..<end }
      index = bytes.index(after: index)
    }
    return nil
  }

  /// What keeps a text from being handed to git as a revision.
  private static func fault(of revision: Substring) -> String? {
    if revision.hasPrefix("-") { return "a revision cannot begin with '-'" }
    if revision.contains("..") || revision.hasPrefix(".") { return "it has too many dots" }
    if revision.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) {
      return "a revision holds no blanks or control characters"
    }
    return revision.utf8.count > 1_000 ? "it is too long" : nil
  }
}
