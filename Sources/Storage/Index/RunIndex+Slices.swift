internal import GRDB

extension RunIndex {
  /// A page of runs. It takes no longer the more runs there are.
  public func slice(of query: RunQuery) throws(StorageError) -> RunSlice {
    try storing(path) { try database.read { try RunSliceRows(query: query, database: $0).slice() } }
  }

  /// Those of `names`, which are ids sorted by time, that are not in the index, in their order.
  public func unknown(among names: [String]) throws(StorageError) -> [String] {
    guard let first = names.first, let last = names.last else { return [] }
    return try storing(path) {
      try database.read { database in
        let known = try Set(
          String.fetchAll(
            database, sql: "SELECT id FROM runs WHERE id BETWEEN ? AND ?",
            arguments: [min(first, last), max(first, last)]
          ))
        return names.filter { !known.contains($0) }
      }
    }
  }
}
