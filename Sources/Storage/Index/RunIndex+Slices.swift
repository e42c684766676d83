internal import GRDB
public import Provenance

extension RunIndex {
  /// A page of runs. It takes no longer the more runs there are.
  public func slice(of query: RunQuery) throws(StorageError) -> RunSlice {
    try storing(path) { try database.read { try RunSliceRows(query: query, database: $0).slice() } }
  }

  /// Those of `runs` that are not in the index, in their order; meant for some, not for all there are.
  public func unknown(among runs: [RunID]) throws(StorageError) -> [RunID] {
    try storing(path) {
      try database.read { database in
        let statement = try database.cachedStatement(sql: "SELECT 1 FROM runs WHERE id = ?")
        return try runs.filter { try Int.fetchOne(statement, arguments: [$0.description]) == nil }
      }
    }
  }
}
