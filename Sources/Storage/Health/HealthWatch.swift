internal import GRDB

/// Tells whether something was written to a record of skills since it was last asked, by whatever process.
public final class HealthWatch: Sendable {
  private let path: String
  private let connection: DatabaseQueue

  /// - Parameter store: stays open as long as it is watched.
  public init(_ store: HealthStore) throws(HealthError) {
    let path = store.path
    self.path = path
    connection = try recording(path) {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(10)
      configuration.label = "moe-judge.health.watch"
      return try DatabaseQueue(path: path, configuration: configuration)
    }
  }

  /// Another number once something was written; of two watches it says nothing.
  public func version() throws(HealthError) -> Int {
    // The pragma counts what others wrote: of a connection that writes itself it says too little.
    try recording(path) {
      try connection.read { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    }
  }
}
