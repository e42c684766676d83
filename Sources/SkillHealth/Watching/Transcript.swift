import Foundation
import Provenance

/// The JSONL file in which an agent keeps what was said in a session.
enum Transcript {
  /// Of the end of the file, in bytes.
  private static let read = 64 << 10

  /// What the agent said last; nil where the end of the file does not tell.
  static func lastMessage(at path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, let file = FileHandle(forReadingAtPath: path)
    else { return nil }
    let start = max(0, Int(status.st_size) - read)
    guard (try? file.seek(toOffset: UInt64(start))) != nil, let data = try? file.read(upToCount: read) else {
      return nil
    }
    let lines = data.split(separator: UInt8(ascii: "\n"))
    // The first line may be half of one.
    for line in (start == 0 ? lines[...] : lines.dropFirst()).reversed() {
      guard let entry = try? JSONValue(parsing: Array(line)), let message = message(of: entry) else { continue }
      return message
    }
    return nil
  }

  /// The text of an entry of the agent; nil for those of others, and for calls of tools.
  private static func message(of entry: JSONValue) -> String? {
    let message = entry["message"] ?? entry
    guard (entry["type"]?.stringValue ?? entry["role"]?.stringValue) == "assistant" || message["role"] == "assistant"
    else {
      return nil
    }
    if let text = message["content"]?.stringValue { return text }
    let texts = (message["content"]?.arrayValue ?? []).compactMap { $0["text"]?.stringValue }
    return texts.isEmpty ? nil : texts.joined(separator: "\n")
  }
}
