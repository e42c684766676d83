internal import Evals
internal import Reports
internal import Storage

/// What stands in the place of a record whose file is there and cannot be read: asking again does not mend it.
enum UnreadableRecord {
  /// - Throws: the error, where another try may do better or where it is not of this record.
  static func page(
    _ place: Place, title: String, of path: String, _ error: StorageError, in stores: Stores
  ) throws -> SitePage {
    guard error.path.hasPrefix(path), isLasting(error.problem) else { throw error }
    let words = error.description.replacing(stores.state + "/", with: "")
    return SitePage(
      place: place, title: title, trail: [("Evals", .evals)],
      body: """
        <h1>\(title)</h1>
        <section class="card bad" aria-labelledby="unreadable"><h2 id="unreadable">This record cannot be read</h2>
        <p>\(HTMLWords.prose(words, limit: 600))</p>
        <p class="soft">Nothing is claimed of what it came to. Restore the file in the state folder from a copy; all other records are \
        read as before.</p></section>

        """)
  }

  private static func isLasting(_ problem: StorageError.Problem) -> Bool {
    switch problem {
    case .notAnEval, .notARegularFile, .tooLarge, .notUTF8, .lineTooLong, .tampered, .notPermitted: true
    default: false
    }
  }
}
