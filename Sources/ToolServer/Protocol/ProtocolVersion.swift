/// The revisions of the Model Context Protocol that are spoken.
public enum ProtocolVersion: String, Sendable, Hashable, CaseIterable {
  case november2024 = "2024-11-05"
  case march2025 = "2025-03-26"
  case june2025 = "2025-06-18"
  case november2025 = "2025-11-25"
  case july2026 = "2026-07-28"

  /// Whether every request tells its version and there is no handshake.
  public var isStateless: Bool { self == .july2026 }

  /// Those that every request tells, the newest first.
  public static let stateless = allCases.filter(\.isStateless).map(\.rawValue)
  /// The newest of those that a handshake agrees on.
  public static let newestWithHandshake = ProtocolVersion.november2025
  /// All, the newest first.
  public static let names = allCases.reversed().map(\.rawValue)
}
