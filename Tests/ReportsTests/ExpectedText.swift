import Foundation
import Testing

/// A text that is checked in, in Tests/ExpectedReports.
enum ExpectedText {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "ExpectedReports")

  /// Holds `text` against the file. MOE_JUDGE_WRITE_EXPECTED=1 writes the file instead, to be read before it is checked in.
  static func check(_ text: String, against name: String) throws {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["MOE_JUDGE_WRITE_EXPECTED"] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    let lines = zip(
      text.split(separator: "\n", omittingEmptySubsequences: false),
      expected.split(separator: "\n", omittingEmptySubsequences: false))
    for (line, (found, wanted)) in lines.enumerated() where found != wanted {
      Issue.record("\(name):\(line + 1) is to be\n\(wanted)\nand is\n\(found)")
      return
    }
    #expect(text.utf8.elementsEqual(expected.utf8), "\(name): one is longer than the other")
  }
}
