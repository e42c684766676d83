public import SkillHealth

/// What is to happen where the same source and key come with other values than those on record.
public enum HealthClash: Sendable, Hashable {
  /// Nothing of all that was handed over is written.
  case refuse
  /// The record on file counts on, the others are written.
  case keep
  /// The later record counts from now on, and the earlier one stays on file.
  case amend
}

/// What came of entries that were handed to the record.
public struct HealthAddition: Sendable, Hashable {
  public struct Conflict: Sendable, Hashable {
    public let given: HealthEntry
    /// What counts.
    public let standing: HealthEntry

    public init(given: HealthEntry, standing: HealthEntry) {
      self.given = given
      self.standing = standing
    }
  }

  public internal(set) var added = 0
  /// On record already, with the same values.
  public internal(set) var unchanged = 0
  /// In place of an earlier one, which stays on file.
  public internal(set) var amended = 0
  /// Entries that were not taken, in the order in which they came.
  public internal(set) var conflicts: [Conflict] = []
  /// Whether anything was written.
  public internal(set) var isWritten = false
}
