/// One thing that a skill needs before its first step.
public enum Requirement: Sendable, Hashable {
  /// A file or folder, relative to the root or to the skill's own folder.
  case file(String)
  /// At least one file of a pattern.
  case files(String)
  /// A path that leads out of the root, and is not looked at.
  case outside(String)
  /// A variable of the environment.
  case variable(String)
  /// A program on PATH.
  case program(String, atLeast: ToolVersion?)
  /// A program on PATH in a version of which only a person can tell whether it fits, such as "< 22".
  case programAsked(String, version: String)
  /// A tool of the agent, such as `Read`.
  case agentTool(String)
  /// What another skill leaves behind.
  case output(ofSkill: String)
}

/// A version as programs tell it: 20, 3.11, 2.39.5.
public struct ToolVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// At least one, each at least 0; zeros at the end are left out, so that 20 and 20.0 are the same.
  private let parts: [Int]
  /// As it was written, without what stands before and behind the figures.
  public let description: String

  /// `v20`, `3.11+`, `>=2.39.5`, `20.x`; nil for a word that is no version.
  public init?(_ word: some StringProtocol) {
    let text = word.drop { "><=≥~^v".contains($0) || $0.isWhitespace }
    let figures = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    let rest = text.dropFirst(figures.count)
    let trimmed = figures.drop { $0 == "." }
    var pieces = trimmed.split(separator: ".", omittingEmptySubsequences: false)
    // Of `20.x` the point stays.
    if pieces.count > 1, pieces.last == "" { pieces.removeLast() }
    let numbers = pieces.map { Int($0) }
    guard let first = numbers.first, first != nil, !numbers.contains(nil), figures.count == trimmed.count,
      rest.allSatisfy({ "x*.".contains($0) }) || rest.first.map({ "+-_".contains($0) }) == true
    else { return nil }
    var parts = numbers.compactMap(\.self)
    description = parts.map { "\($0)" }.joined(separator: ".")
    while parts.count > 1, parts.last == 0 { parts.removeLast() }
    self.parts = parts
  }

  /// The first version in what a program prints of itself, such as `git version 2.39.5` or `openjdk version "21.0.2"`.
  public init?(printed text: String) {
    let words = text.prefix(4_000).split { $0.isWhitespace || "(),\"':;/@".contains($0) }
    let versions = words.compactMap { word -> (version: ToolVersion, isDotted: Bool)? in
      let word = word.hasPrefix("go") || word.hasPrefix("jq-") ? word.drop { !$0.isNumber } : word
      return ToolVersion(word).map { ($0, word.contains(".")) }
    }
    guard let best = versions.first(where: \.isDotted) ?? versions.first else { return nil }
    self = best.version
  }

  public static func == (left: Self, right: Self) -> Bool { left.parts == right.parts }
  public func hash(into hasher: inout Hasher) { hasher.combine(parts) }
  public static func < (left: Self, right: Self) -> Bool { left.parts.lexicographicallyPrecedes(right.parts) }
}
