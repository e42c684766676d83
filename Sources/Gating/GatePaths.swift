internal import Artifacts
internal import Foundation

/// The files that a rule or a waiver is about.
///
/// A pattern without a slash stands for names in every folder, any other for paths from where the run was started; either takes in
/// everything below a folder that it names.
public struct GatePaths: Sendable, Hashable {
  /// As they were written.
  public let texts: [String]
  private let anchored: [GlobPattern]
  private let caseless: [GlobPattern]
  /// The same in every folder, for paths that are not told from where the run was started.
  private let generous: [GlobPattern]

  public init(_ texts: [String]) {
    self.texts = texts
    let plain = texts.map { Self.parts(of: $0).joined(separator: "/").precomposedStringWithCanonicalMapping }
    // `./a` and `/a` are the one in this folder; `a` and `a/` are those in every one.
    let patterns = zip(plain, texts).map { plain, text in
      plain.contains("/") || text.hasPrefix("/") || text.hasPrefix("./") ? plain : "**/" + plain
    }
    anchored = patterns.map(GlobPattern.init)
    generous = (patterns + plain.map { "**/" + $0 }).map { GlobPattern($0.lowercased()) }
    caseless = patterns.map { GlobPattern($0.lowercased()) }
  }

  /// Without empty parts and `.`, and with `..` followed as far as it leads up within the path.
  private static func parts(of path: String) -> [Substring] {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return parts
  }

  /// Whether one of them names `path`.
  ///
  /// - Parameter isGenerous: for what blocks, which must not let go what was only named otherwise: letter case counts for nothing, and a
  ///   path that is absolute, or leads out of the folder, may be meant by patterns that hold from the folder downwards.
  public func name(_ path: String, isGenerous: Bool = false) -> Bool {
    let parts = Self.parts(of: path.precomposedStringWithCanonicalMapping)
    let isOutside = path.hasPrefix("/") || parts.first == ".."
    let folders = parts.indices.map { parts[...$0].joined(separator: "/") }
    guard isGenerous else { return folders.contains { folder in anchored.contains { $0.matches(folder) } } }
    let patterns = isOutside ? generous : caseless
    return folders.map { $0.lowercased() }.contains { folder in patterns.contains { $0.matches(folder) } }
  }
}
