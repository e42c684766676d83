public import JudgeTypes
public import SkillHealth

/// Why what is on record of skills cannot be read or added to: where, what, and the next thing to do.
public struct HealthError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Problem: Sendable, Hashable {
    /// Not a database, or a damaged one.
    case damaged(reason: String)
    /// A database of another program.
    case foreign
    /// Written by a later version of moe-judge.
    case later(version: Int)
    case busy
    case diskFull
    case notPermitted
    case failed(reason: String)
    case unknownSkill(Skill.ID)
    /// It is the former name of another.
    case isFormerName(Skill.ID, of: Skill.ID)
    /// It would lead back to itself.
    case renameCircle(Skill.ID, Skill.ID)
    /// Both have a record of the same source and key, so that it would be one record with two values.
    case renameClash(Skill.ID, Skill.ID, key: String)
    case baselineExists(Skill.ID, name: String, day: Day)
  }

  /// The database's file.
  public let path: String
  public let problem: Problem

  public init(_ path: String, _ problem: Problem) {
    self.path = path
    self.problem = problem
  }

  public var description: String {
    switch problem {
    case .damaged(let reason):
      "\(path): the record of skills is damaged (\(reason)). Restore it from a copy, or move it away and import again."
    case .foreign: "\(path): this database is another program's. Move it away, or name another folder with --state."
    case .later(let version):
      "\(path): a later moe-judge wrote this record (schema \(version)). Update moe-judge."
    case .busy: "\(path): another process keeps the record of skills locked. Try again when it has ended."
    case .diskFull: "\(path): the disk is full. Free some space; what was recorded before is whole."
    case .notPermitted:
      "\(path): it may not be written. Make it writable for this user, or name another folder with --state."
    case .failed(let reason):
      "\(path): the record of skills cannot be used: \(reason). Check that the folder is writable."
    case .unknownSkill(let skill):
      "no skill '\(skill)' is on record. See what is: moe-judge health export --format csv"
    case .isFormerName(let skill, let now): "'\(skill)' is a former name of '\(now)'. Name '\(now)' instead."
    case .renameCircle(let old, let new):
      "'\(old)' cannot be renamed to '\(new)', which is the same skill. Choose a name that was never used."
    case .renameClash(let old, let new, let key):
      "'\(old)' and '\(new)' both have a record '\(key)', which would be one record with two values. Choose another name."
    case .baselineExists(let skill, let name, let day):
      "'\(skill)' has a baseline '\(name)' of \(day) already. Choose another name, or another day with --date."
    }
  }
}

extension HealthError {
  init(_ path: String, databaseError error: any Error) {
    if let error = error as? HealthError {
      self = error
      return
    }
    switch DatabaseFault(error) {
    case .damaged(let reason): self.init(path, .damaged(reason: reason))
    case .foreign: self.init(path, .foreign)
    case .later(let version): self.init(path, .later(version: version))
    case .busy: self.init(path, .busy)
    case .diskFull: self.init(path, .diskFull)
    case .notPermitted: self.init(path, .notPermitted)
    case .cannotOpen(let reason), .failed(let reason): self.init(path, .failed(reason: reason))
    }
  }
}
