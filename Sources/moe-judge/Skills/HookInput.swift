import Foundation
import Provenance
import SkillHealth

/// What a coding agent hands a hook on standard input.
enum HookInput {
  /// In bytes; what is longer is read to its end and is no event.
  private static let limit = 4 << 20

  /// The event; nil without one, whatever else comes.
  static func event() -> HookEvent? {
    guard !Standard.input.isTerminal, let bytes = bytes(), let value = try? JSONValue(parsing: bytes) else {
      return nil
    }
    return HookEvent(value)
  }

  /// All of standard input, so that no caller meets a closed pipe; nil where it is too long or cannot be read.
  private static func bytes() -> [UInt8]? {
    var bytes: [UInt8] = []
    var isTooLong = false
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(Standard.input.descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count < 0 || isTooLong ? nil : bytes }
      isTooLong = isTooLong || bytes.count + count > limit
      if !isTooLong { bytes += buffer[..<count] }
    }
  }

  /// Where the agent's skills may be: the project as the agent names it, where it works, the person's folder.
  static func roots(of event: HookEvent?, _ environment: [String: String]) -> [String] {
    let roots = [environment["CLAUDE_PROJECT_DIR"], event?.workingFolder, ".", environment["HOME"]]
    return roots.compactMap(\.self).filter { !$0.isEmpty }
  }
}
