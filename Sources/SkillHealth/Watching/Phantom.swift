import Markdown

/// A complaint that something named does not exist.
struct Phantom: Sendable, Hashable {
  /// The line of the complaint.
  let line: String

  /// The first in what a tool answered; only lines that are shaped like such a complaint count, since tests and databases speak of
  /// what does not exist too.
  static func first(in output: String, isShell: Bool) -> Phantom? {
    for line in output.split(whereSeparator: \.isNewline).prefix(60) where line.utf8.count < 400 {
      let text = String(line).trimmed
      if isShell ? isShellComplaint(text) : isToolComplaint(text) { return Phantom(line: text) }
    }
    return nil
  }

  private static func isShellComplaint(_ line: String) -> Bool {
    if line.hasPrefix("ModuleNotFoundError: ") { return true }
    let parts = line.split(separator: ": ").map { String($0) }
    guard parts.count > 1, let first = parts.first else { return false }
    let command = String(first.split(separator: "/").last ?? "")
    guard !command.isEmpty, !command.contains(where: \.isWhitespace), !lookers.contains(command),
      !(parts.count > 2 && lookers.contains(parts[1]))
    else { return false }
    if line.hasSuffix(": No such file or directory") { return true }
    if parts.contains("command not found") { return true }
    return ["sh", "dash", "bash", "zsh"].contains(command) && parts.last == "not found"
  }

  private static func isToolComplaint(_ line: String) -> Bool {
    let lower = line.lowercased()
    return ["file does not exist", "error: file does not exist", "enoent:", "error: enoent:"].contains {
      lower.hasPrefix($0)
    }
      || lower.hasSuffix(": no such file or directory")
  }

  /// Those who name something to see whether it is there.
  private static let lookers: Set<String> = ["ls", "cat", "test", "stat", "["]

  /// What the agent's input and the complaint both name as a whole word; nil where the agent did not name it.
  func name(in input: String) -> String? {
    let named = Set(Self.words(of: input))
    return Self.words(of: line).first { word in
      guard word.utf8.count > 1, !Self.common.contains(word.lowercased()) else { return false }
      return named.contains(word) || named.contains { word.hasSuffix("/" + $0) || $0.hasSuffix("/" + word) }
    }
  }

  private static func words(of text: String) -> [String] {
    text.split { $0.isWhitespace || "'\"`:,;()[]{}|&<>=‘’“”".contains($0) }.map(String.init)
  }

  private static let common: Set<String> = [
    "no", "such", "file", "or", "directory", "command", "not", "found", "error", "bash", "sh", "zsh", "dash", "line",
    "the", "does", "exist", "module", "named", "modulenotfounderror", "enoent", "is", "a", "an", "cd", "python",
    "python3", "node",
    "open", "to", "of", "in", "/bin/bash", "/bin/sh", "grep", "sed",
  ]
}
