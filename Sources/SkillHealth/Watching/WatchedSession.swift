internal import Foundation

/// What is kept of one session of an agent between its events: names of files and hashes of what it asked, never its texts.
public struct WatchedSession: Codable, Sendable, Hashable {
  /// One call of a tool.
  public struct Call: Codable, Sendable, Hashable {
    public let tool: String
    /// A hash of the whole input.
    public let exact: String
    /// A hash of what it is about: the file, or the command without figures and redirections.
    public let near: String
    public var hasFailed: Bool
    /// Whether its answer is known.
    public var isDone: Bool
    /// Whether it may have changed what later calls see.
    public let changes: Bool
    /// Whether it waited for something.
    public let waits: Bool
    /// Which of several agents of the session made it; nil for the first.
    public let agent: String?
  }

  static let callLimit = 120
  static let pathLimit = 400

  /// As the agent names it.
  public let session: String
  /// RFC 3339.
  public let started: String
  /// The project's folder; the folder of its first event where nobody names one.
  public var root: String?
  /// The skill in use, and its file.
  public var skill: String?
  public var skillPath: String?
  /// Counts what the person asked for.
  public var task = 0
  /// Of the task, the last ones.
  public var calls: [Call] = []
  public var toolsUsed: Set<String> = []
  public var read: Set<String> = []
  public var written: Set<String> = []
  /// How many TODOs more than before each file has since the last prompt.
  public var unfinished: [String: Int] = [:]
  /// How many TODOs files held that are about to be written anew.
  public var marksBefore: [String: Int] = [:]
  /// Hashes of what it named in this task and what does not exist.
  public var phantoms: Set<String> = []
  /// Anti-patterns that were spoken of in this task.
  public var advised: Set<String> = []
  /// Anti-patterns since the skill began, with in how many tasks each was seen.
  public var seen: [String: Int] = [:]
  /// Whether the skill was looked back on, so that the next prompt ends it.
  public var isLookedBack = false
  /// How often each skill was begun.
  public var uses: [String: Int] = [:]
  /// The retrospective that was written last.
  public var retrospective: String?

  public init(session: String, started: String) {
    self.session = session
    self.started = started
  }

  /// Nil for bytes that are no session of this version.
  public init?(encoded: [UInt8]) {
    guard let session = try? JSONDecoder().decode(WatchedSession.self, from: Data(encoded)) else { return nil }
    self = session
  }

  /// One JSON document.
  public var encoded: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { [UInt8]($0) } ?? []
  }

  /// The anti-patterns of the session, in order.
  public var antiPatterns: [AntiPattern: Int] {
    seen.reduce(into: [:]) { patterns, entry in
      if let pattern = AntiPattern(rawValue: entry.key) { patterns[pattern] = entry.value }
    }
  }

  /// Another skill begins, or the same once more. What came before it is none of its doing.
  public mutating func begin(skill: String, path: String?) {
    endSkill()
    (self.skill, skillPath) = (skill, path)
    if uses.count < 100 || uses[skill] != nil { uses[skill, default: 0] += 1 }
  }

  private mutating func endSkill() {
    (skill, skillPath) = (nil, nil)
    seen = [:]
    written = []
    unfinished = [:]
    isLookedBack = false
  }

  mutating func beginTask() {
    task += 1
    calls = []
    phantoms = []
    advised = []
    unfinished = [:]
    if isLookedBack { endSkill() }
  }
}
