/// Why the cache of answers cannot be used: where, what, and the next thing to do.
public struct CacheError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Problem: Sendable, Hashable {
    /// Not a database, or a damaged one.
    case damaged(reason: String)
    /// A database of another program.
    case foreign
    /// Written by a later version of moe-judge.
    case later(version: Int)
    case busy
    case diskFull
    case failed(reason: String)
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
      "\(path): the cache is damaged (\(reason)). Run `moe-judge cache clear`: a new one is begun."
    case .foreign: "\(path): this database is another program's. Move it away, or name another folder with --state."
    case .later(let version):
      "\(path): a later moe-judge wrote this cache (schema \(version)). Update moe-judge, or run `moe-judge cache clear`."
    case .busy: "\(path): another process keeps the cache locked. Try again when it has ended."
    case .diskFull: "\(path): the disk is full. Free some space, or run `moe-judge cache prune --max-size 100MB`."
    case .failed(let reason): "\(path): the cache cannot be used: \(reason). Check that the folder is writable."
    }
  }
}

extension CacheError {
  init(_ path: String, databaseError error: any Error) {
    if let error = error as? CacheError {
      self = error
      return
    }
    switch DatabaseFault(error) {
    case .damaged(let reason): self.init(path, .damaged(reason: reason))
    case .foreign: self.init(path, .foreign)
    case .later(let version): self.init(path, .later(version: version))
    case .busy: self.init(path, .busy)
    case .diskFull: self.init(path, .diskFull)
    case .notPermitted: self.init(path, .failed(reason: "it may not be written"))
    case .cannotOpen(let reason), .failed(let reason): self.init(path, .failed(reason: reason))
    }
  }
}
