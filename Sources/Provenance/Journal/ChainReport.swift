public import Foundation

/// What a check of a journal's lines found.
public struct ChainReport: Sendable, Hashable {
  /// How the lines end.
  public enum Ending: Sendable, Hashable {
    /// With the closing entry.
    case closed
    /// Without one: the run goes on, was killed, or its last lines were cut away, which only a known head can tell.
    case open
    /// As `open`, with an interrupted write after the last entry. The 1-based line it stands on.
    case unfinished(line: Int)
  }

  /// The entries before the first fault; all of them where there is none.
  public let entries: [Journal.Entry]
  /// The hash of the last of `entries`.
  public let head: String
  public let ending: Ending
  /// The first thing wrong; nil when the chain holds.
  public let fault: ChainFault?

  public init(entries: [Journal.Entry], head: String, ending: Ending, fault: ChainFault?) {
    self.entries = entries
    self.head = head
    self.ending = ending
    self.fault = fault
  }

  /// Whether the chain holds and was closed.
  public var isWhole: Bool { fault == nil && ending == .closed }
}

/// The first entry of a journal that is not as it was written.
public struct ChainFault: LocalizedError, Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Its bytes were changed.
    case altered
    /// One or more entries are gone, at this line or from here to the end.
    case cut
    /// The entry stands at another place than it was written.
    case moved
    /// The line is a copy of one before.
    case doubled
    /// The line was written after the journal had ended.
    case added
    /// Everything fits together, but it is not the chain whose head was expected.
    case rewritten
  }

  public let kind: Kind
  /// 1-based; for `cut`, the first line after the gap; 0 when there are no lines.
  public let line: Int
  /// In words.
  public let reason: String

  public init(_ kind: Kind, line: Int, reason: String) {
    self.kind = kind
    self.line = line
    self.reason = reason
  }

  public var errorDescription: String? {
    "journal line \(line), \(kind.rawValue): \(reason). Restore the journal from a copy; this one proves nothing from here on."
  }
}
