internal import Foundation
internal import Provenance
internal import Storage

extension RunLibrary {
  /// A judgment as its line of the journal says it, with the hash of that line; nil where there is none. No other line is read into values.
  func journalledJudgment(_ ordinal: Int, of run: RunID) throws(StorageError) -> JSONValue? {
    var found: JSONValue?
    var count = 0
    try forEachLine(of: run) { line throws(StorageError) in
      // Lines are canonical, so that what they hold can be looked for before they are parsed.
      guard found == nil, line.utf8.count < Self.lineLimit, line.contains("\"ordinal\":\(ordinal)") else { return }
      guard let entry = try? Journal.Entry(line: line), entry.body["ordinal"]?.intValue == ordinal else { return }
      count += 1
      guard entry.kind == "judgment", var judgment = entry.body.objectValue else { return }
      judgment["ordinal"] = nil
      judgment["provenance"] = ["head": .string(Digest.sha256(entry.line)), "entries": .integer(count)]
      found = .object(judgment)
    }
    return found
  }

  func isRegularFile(_ path: String) -> Bool {
    FileStatus(of: path, followsLink: false)?.kind == .file
  }
}
