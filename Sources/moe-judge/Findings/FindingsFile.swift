import Evals
import Foundation
import Reports
import Storage

/// What people said of findings, in a file of the state folder.
struct FindingsFile {
  private let file: LineFile

  init(state: StateOption) { self.init(path: state.path + "/findings.jsonl") }

  init(path: String) { file = LineFile(path: path) }

  /// Says on standard error what of the file could not be read.
  ///
  /// - Throws: `CommandFailure` where the file is there and cannot be read.
  func words() throws -> FindingWords {
    do { return told(try file.content()) } catch { throw CommandFailure(error) }
  }

  /// Adds a word, flushed to the disk, while no other process adds one.
  ///
  /// - Parameter before: is handed all words with the new one, and is done before that is written; what it throws leaves the file as it is.
  func add(_ word: FindingWord, before: (FindingWords) throws -> Void) throws {
    do {
      try file.append { content in
        try before(told(content).adding(word))
        return try word.encoded
      }
    } catch {
      throw CommandFailure(error)
    }
  }

  private func told(_ content: LineFile.Content) -> FindingWords {
    let words = FindingWords(lines: content.lines)
    if content.isTorn { note("its last line is torn: a word was not written to its end, and does not count") }
    if !words.unreadable.isEmpty {
      let lines = words.unreadable.prefix(8).map(String.init).joined(separator: ", ")
      note("no word of a finding stands on line \(lines); passed over")
    }
    return words
  }

  private func note(_ what: String) { Standard.error.write(safeLines("\(file.path): \(what)\n")) }
}
