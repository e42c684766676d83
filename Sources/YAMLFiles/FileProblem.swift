/// Something in a file that does not parse or does not fit: where it is, what was found, what is accepted, what to do.
public struct FileProblem: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let path: String
  /// 1-based; nil when the problem is the file as a whole.
  public let line: Int?
  /// 1-based, in characters.
  public let column: Int?
  /// The keys that lead to it, such as `dimensions[2].checks`; empty at the top.
  public let key: String
  public let message: String

  public init(path: String, line: Int? = nil, column: Int? = nil, key: String = "", message: String) {
    self.path = path
    self.line = line
    self.column = column
    self.key = key
    self.message = message
  }

  /// The same problem of a text that begins `lines` further down in its file.
  func moved(by lines: Int) -> FileProblem {
    FileProblem(path: path, line: line.map { $0 + lines }, column: column, key: key, message: message)
  }

  public var description: String {
    var place = path
    if let line { place += ":\(line)" }
    if let column { place += ":\(column)" }
    return key.isEmpty ? "\(place): \(message)" : "\(place): \(key): \(message)"
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.path, left.line ?? 0, left.column ?? 0, left.message)
      < (right.path, right.line ?? 0, right.column ?? 0, right.message)
  }
}

/// All problems of one or more files, so that they can be mended at one go.
public struct FileProblems: Error, Sendable, CustomStringConvertible {
  public let problems: [FileProblem]

  public init(_ problems: [FileProblem]) { self.problems = problems.sorted() }

  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
