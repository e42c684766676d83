internal import Provenance
internal import Reports
internal import Storage

/// In the place of any page on a run whose record cannot be read: trying again later helps nobody, as it would with a busy store.
enum UnreadRunPage {
  /// The page that `body` makes; where the run's own files cannot be read, one that says so.
  ///
  /// - Throws: what `body` throws of other files.
  static func or(
    _ run: String, at place: Place, in stores: Stores, _ body: () throws -> SitePage?
  ) throws -> SitePage? {
    do { return try body() } catch let error as StorageError {
      guard let id = RunID(run) else { throw error }
      let folder = stores.library.folder(of: id).path + "/"
      guard error.path.hasPrefix(folder) else { throw error }
      return page(
        run, at: place, words: error.description.replacing(folder, with: ""), option: RunParts.option(of: stores))
    }
  }

  private static func page(_ run: String, at place: Place, words: String, option: String) -> SitePage {
    SitePage(
      place: place, title: run, trail: [("Runs", .runs(RunFilter()))],
      body: """
        <div class="verdict bad">
        <h1><span class="sign" aria-hidden="true">✗</span> The record of this run cannot be read</h1>
        <p class="sentence">\(HTMLWords.prose(words, limit: 600))</p>
        <p class="soft">run \(run)</p>
        </div>
        \(RunParts.card("Look at it", id: "look", RunParts.command("moe-judge runs verify \(run)\(option)")))
        """)
  }
}
