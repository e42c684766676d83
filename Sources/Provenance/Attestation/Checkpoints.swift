/// The hashes of some lines of a journal, by which the first altered one of a journal that was rewritten as a whole is found.
///
/// They prove nothing that the head does not prove; they only tell where to look.
public struct Checkpoints: Sendable, Hashable {
  /// The most that are kept: a journal of no more lines is told line by line.
  static let limit = 256

  /// Of the lines `every`, 2 × `every` and so on, 1-based.
  public let every: Int
  public let hashes: [String]

  public init(of lines: [String]) {
    let every = max(1, (lines.count + Self.limit - 1) / Self.limit)
    self.every = every
    hashes = stride(from: every, through: lines.count, by: every).map { Digest.sha256(lines[$0 - 1]) }
  }

  /// The lines, 1-based, among which the first stands that is not as it was; nil where none is known to be.
  public func firstAltered(of lines: [String]) -> ClosedRange<Int>? {
    for (index, hash) in hashes.enumerated() {
      let line = (index + 1) * every
      guard line <= lines.count else { return nil }
      if Digest.sha256(lines[line - 1]) != hash { return (index * every + 1)...line }
    }
    let known = hashes.count * every
    return known < lines.count ? (known + 1)...lines.count : nil
  }

  var json: JSONValue { ["every": .integer(every), "sha256": .texts(hashes)] }

  init?(json: JSONValue) {
    guard let every = json["every"]?.intValue, (1...Int(Int32.max)).contains(every),
      let hashes = json["sha256"]?.arrayValue, hashes.count <= Self.limit
    else { return nil }
    self.every = every
    self.hashes = hashes.compactMap(\.stringValue)
  }
}
