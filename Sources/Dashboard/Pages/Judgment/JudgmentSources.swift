internal import JudgeTypes
internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// The artifact's files as the run kept them, for the lines around a finding. Each is read once a page, when it is first needed.
final class JudgmentSources {
  /// The largest file of which lines are shown, in bytes.
  private static let limit = 4 << 20
  /// The most files that are read for one page.
  private static let fileLimit = 40

  private let files: [StoredJudgment.Source]
  private let blobs: RunBlobs
  private var read: [String: String?] = [:]

  init(_ stored: StoredJudgment, blobs: RunBlobs) {
    files = stored.files
    self.blobs = blobs
  }

  /// The lines around a quote; nil where they are not there, and the quote of the record has to do.
  func excerpt(of evidence: Evidence) -> HTML? {
    guard case .quote(let path, let start, let end, _) = evidence, start >= 1,
      let file = files.first(where: { $0.path == path }) ?? (files.count == 1 ? files.first : nil),
      let text = text(of: file),
      let excerpt = HTMLExcerpt(
        of: text, quoted: start...max(start, end),
        isChanged: { number in file.changedLines?.contains { $0.contains(number) } ?? false })
    else { return nil }
    return
      "<figure class=\"quote\"><figcaption>\(HTMLWords.code(evidence.place))</figcaption>\(excerpt.html)</figure>\n"
  }

  private func text(of file: StoredJudgment.Source) -> String? {
    if let text = read[file.blob] { return text }
    guard read.count < Self.fileLimit else { return nil }
    let text = (try? blobs.read(file.blob, limit: Self.limit)).map { String(decoding: $0, as: UTF8.self) }
    read[file.blob] = .some(text)
    return text
  }
}
