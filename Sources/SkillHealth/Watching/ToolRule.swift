import Artifacts
import Foundation

extension SessionWatch {
  /// A shell in the place of a tool, a change of a file that nobody read, a write that no hand should make, the same failing command.
  func misuse(_ use: ToolUse, _ place: Place, by agent: String?) -> Advice? {
    let advice =
      guardedWrite(use, place) ?? unreadEdit(use, place) ?? shellInPlaceOfTool(use) ?? repeatedFailure(use, by: agent)
    return advice.map { Advice(.toolMisuse, $0) }
  }

  // MARK: Files

  private func guardedWrite(_ use: ToolUse, _ place: Place) -> String? {
    for touch in use.touches(place) {
      guard let relative = place.relative(touch.path) else { continue }
      if EgressPolicy().denial(of: [relative]) != nil {
        return
          "\(relative) is a file for secrets. Leave it to a person, and write a sample (such as .env.example) instead."
      }
      if touch.writes, Self.isGenerated(relative) {
        return "\(relative) is generated. Change what it is made from, and make it again."
      }
    }
    return nil
  }

  private static func isGenerated(_ path: String) -> Bool {
    let parts = path.split(separator: "/").map(String.init)
    guard let name = parts.last?.lowercased() else { return false }
    if parts.dropLast().contains(where: { generatedFolders.contains($0) }) { return true }
    return generatedNames.contains(name)
      || [".min.js", ".min.css", ".pb.go", "_pb2.py", ".g.dart", ".designer.cs"].contains { name.hasSuffix($0) }
      || name.contains(".generated.")
  }

  private static let generatedFolders: Set<String> = [
    "node_modules", "dist", "__pycache__", ".next", ".git", "site-packages", ".venv", "DerivedData", "generated",
  ]
  private static let generatedNames: Set<String> = [
    "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "cargo.lock", "poetry.lock", "uv.lock", "gemfile.lock",
    "go.sum",
    "composer.lock", "package.resolved", "bun.lockb",
  ]

  /// Only where the session's reads are known at all: a hook may have been set up for edits alone.
  private func unreadEdit(_ use: ToolUse, _ place: Place) -> String? {
    guard [.edit, .write].contains(use.kind), let path = use.path, !session.read.isEmpty,
      // Of a session that read more than is kept nobody knows.
      session.read.count < WatchedSession.pathLimit
    else { return nil }
    let whole = place.absolute(path)
    guard !session.read.contains(whole), !session.written.contains(whole) else { return nil }
    if use.kind == .write {
      // One that the call has just made is new; whether it was there before is known before the call only.
      guard !use.hasResponse, whole.hasPrefix("/"), access(whole, F_OK) == 0 else { return nil }
    } else if use.oldText.isEmpty, whole.hasPrefix("/"), access(whole, F_OK) != 0 {
      return nil
    }
    return "\(Self.short(path)) is changed without having been read in this session. Read it first."
  }

  // MARK: Shell

  private func shellInPlaceOfTool(_ use: ToolUse) -> String? {
    guard use.kind == .shell, let text = use.command else { return nil }
    let commands = ShellLine(text).commands
    guard commands.count == 1, let command = commands.first else { return nil }
    let isEditing = command.words.dropFirst().contains {
      $0.hasPrefix("-i") || $0 == "--in-place" || $0.hasPrefix("-pi")
    }
    let (kinds, what): ([ToolUse.Kind], String)
    switch command.name {
    case "sed" where isEditing, "perl" where isEditing: (kinds, what) = ([.edit], "\(command.name) in place")
    case "cat" where command.target != nil, "echo" where command.target != nil, "printf" where command.target != nil:
      guard command.target != "/dev/null" else { return nil }
      (kinds, what) = ([.write, .edit], "\(command.name) into a file")
    case "cat" where !command.arguments.isEmpty, "head" where !command.arguments.isEmpty,
      "tail" where !command.arguments.isEmpty:
      guard !command.words.contains("-f"), command.arguments.contains(where: { !$0.hasPrefix("-") }) else { return nil }
      (kinds, what) = ([.read], command.name)
    case "grep" where command.arguments.count > 1, "rg" where command.arguments.count > 0:
      (kinds, what) = ([.search], command.name)
    case "find" where !command.words.contains("-exec"): (kinds, what) = ([.listing], "find")
    default: return nil
    }
    guard let tool = knownTool(of: kinds) else { return nil }
    return "'\(Self.short(text))': there is a tool for this. Use \(tool) instead of \(what) in a shell."
  }

  /// A tool of one of these kinds that the skill allows, or that was used before.
  private func knownTool(of kinds: [ToolUse.Kind]) -> String? {
    let names = session.toolsUsed.sorted() + (scope.tools ?? []).map(\.tool)
    return kinds.lazy.compactMap { kind in names.first { ToolUse.kind(of: $0) == kind } }.first
  }

  private func repeatedFailure(_ use: ToolUse, by agent: String?) -> String? {
    guard use.kind == .shell, use.hasResponse, use.hasFailed, let command = use.command else { return nil }
    let signature = CallSignature(use)
    guard !signature.waits,
      unchangedRun(
        of: signature, by: agent, endsWithSuccess: true, where: { $0.exact == signature.exact && $0.hasFailed }) >= 2
    else { return nil }
    return
      "'\(Self.short(command))' failed again, and nothing was changed since it failed before. Change something first."
  }
}
