public import Evals
internal import Foundation
public import Storage

/// What people said of findings, in a file of the state folder.
public struct FindingsFile: Sendable {
  private let file: LineFile
  private let note: @Sendable (String) -> Void

  /// - Parameters:
  ///   - state: the state folder, by default `.moe-judge`.
  ///   - patience: how long a writer waits for another process; nil for as long as it takes.
  ///   - note: is told what of the file could not be read.
  public init(state: String, patience: Duration? = nil, note: @escaping @Sendable (String) -> Void) {
    file = LineFile(path: state + "/findings.jsonl", patience: patience)
    self.note = note
  }

  /// - Throws: `StorageError` where the file is there and cannot be read.
  public func words() throws(StorageError) -> FindingWords { told(try file.content()) }

  /// Adds a word, flushed to the disk, while no other process adds one.
  ///
  /// - Parameter before: is handed all words with the new one, and is done before that is written; what it throws leaves the file as it is.
  public func add(_ word: FindingWord, before: (FindingWords) throws -> Void) throws {
    try file.append { content in
      try before(told(content).adding(word))
      return try word.encoded
    }
  }

  private func told(_ content: LineFile.Content) -> FindingWords {
    let words = FindingWords(lines: content.lines)
    if content.isTorn { tell("its last line is torn: a word was not written to its end, and does not count") }
    if !words.unreadable.isEmpty {
      let lines = words.unreadable.prefix(8).map(String.init).joined(separator: ", ")
      tell("no word of a finding stands on line \(lines); passed over")
    }
    return words
  }

  private func tell(_ what: String) { note("\(file.path): \(what)") }
}
