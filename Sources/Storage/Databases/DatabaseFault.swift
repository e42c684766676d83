import Foundation
import GRDB

/// What a failure of a database means, whatever the database holds.
enum DatabaseFault {
  case damaged(reason: String)
  case foreign
  case later(version: Int)
  case busy
  case diskFull
  case notPermitted
  case cannotOpen(reason: String)
  case failed(reason: String)

  init(_ error: any Error) {
    switch error {
    case DatabaseSchema.Mismatch.foreign: self = .foreign
    case DatabaseSchema.Mismatch.later(let version): self = .later(version: version)
    case let error as UnreadableRow: self = .damaged(reason: error.words)
    case let error as DatabaseError: self.init(error)
    case let error as StorageError: self = .failed(reason: error.description)
    default: self = .failed(reason: error.localizedDescription)
    }
  }

  private init(_ error: DatabaseError) {
    let words = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_FORMAT, .SQLITE_ERROR, .SQLITE_SCHEMA, .SQLITE_CONSTRAINT,
      .SQLITE_MISMATCH:
      self = .damaged(reason: words)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
    case .SQLITE_FULL: self = .diskFull
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .notPermitted
    case .SQLITE_CANTOPEN: self = .cannotOpen(reason: words)
    default: self = .failed(reason: words)
    }
  }
}
