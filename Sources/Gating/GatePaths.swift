internal import Artifacts

/// The files that a rule or a waiver is about.
///
/// A pattern without a slash stands for names in every folder, any other for paths from where the run was started; either takes in
/// everything below a folder that it names. Letter case counts.
public struct GatePaths: Sendable, Hashable {
  /// As they were written.
  public let texts: [String]
  private let anchored: [GlobPattern]
  /// The same in every folder, for paths that are not told from where the run was started.
  private let anywhere: [GlobPattern]

  public init(_ texts: [String]) {
    self.texts = texts
    let plain = texts.map(Self.plain)
    anchored = plain.map { GlobPattern($0.contains("/") ? $0 : "**/" + $0) }
    anywhere = plain.map { GlobPattern("**/" + $0) }
  }

  private static func plain(_ text: String) -> String {
    var text = Substring(text)
    while text.hasPrefix("./") { text = text.dropFirst(2) }
    while text.hasSuffix("/") { text = text.dropLast() }
    return String(text.hasPrefix("/") ? text.dropFirst() : text)
  }

  /// Whether one of them names `path`.
  ///
  /// - Parameter isGenerous: whether a path that is absolute, or leads out of the folder, may be meant by patterns that hold from the
  ///   folder downwards: what blocks must not let go what was only named otherwise.
  public func name(_ path: String, isGenerous: Bool = false) -> Bool {
    let isOutside = path.hasPrefix("/") || path.hasPrefix("../")
    let parts = path.split(separator: "/").drop { $0 == "." }
    let folders = parts.indices.map { parts[...$0].joined(separator: "/") }
    let patterns = isOutside && isGenerous ? anywhere : anchored
    return folders.contains { folder in patterns.contains { $0.matches(folder) } }
  }
}
