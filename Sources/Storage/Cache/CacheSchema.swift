/// The table of the cache, and the steps that lead to it.
enum CacheSchema {
  /// "moec" in the database's header.
  static let schema = DatabaseSchema(applicationID: 0x6d6f_6563, migrations: migrations)

  private static let migrations: [String] = [
    """
    CREATE TABLE entries (
      key TEXT NOT NULL PRIMARY KEY, stored REAL NOT NULL, replaced REAL, run TEXT, artifact TEXT, seat TEXT,
      provider TEXT NOT NULL, base_url TEXT NOT NULL, dialect TEXT NOT NULL, model TEXT NOT NULL,
      parameters TEXT NOT NULL, system TEXT NOT NULL, shared TEXT NOT NULL, own TEXT NOT NULL, schema TEXT NOT NULL,
      repetition TEXT NOT NULL,
      nonce TEXT NOT NULL, prompt TEXT NOT NULL, answered_by TEXT NOT NULL, response_id TEXT, shape TEXT NOT NULL,
      temperature REAL, input_tokens INTEGER, output_tokens INTEGER, cached_tokens INTEGER, started REAL NOT NULL,
      finished REAL NOT NULL, raw TEXT NOT NULL
    ) STRICT;
    CREATE INDEX entries_by_subject ON entries(artifact, seat);
    """
  ]
}
