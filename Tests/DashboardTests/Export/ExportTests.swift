import Foundation
import Provenance
import Storage
import TestSupport
import Testing

@testable import Dashboard

@Suite struct ExportTests {
  private static let run = "20261121T200207Z-b2849e"
  private static let places = SamplePages.sections.union([
    .run(run), .judgment(run: run, ordinal: 0), .skill("../../odd ä"), .rubric("adr-001"),
  ])

  private func export(
    _ store: ServedStore, to name: String = "site", runs: Int = 100, isForced: Bool = false,
    pages: @escaping @Sendable (Place, Links) throws -> SitePage? = SamplePages.pages(
      places, alsoTo: [.run("20200101T000000Z-000000"), .runs(RunFilter(outcome: "fail"))])
  ) throws -> Exported {
    let stores = Stores(state: store.state, root: store.folder.path)
    return try SiteExport(Site(stores, pages: pages), runs: runs)
      .write(to: store.folder.appending(path: name).path, isForced: isForced)
  }

  private func files(_ store: ServedStore, in name: String = "site") -> Set<String> {
    let folder = store.folder.appending(path: name)
    let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return Set(all.filter { $0.hasSuffix(".html") || $0 == SiteExport.marker })
  }

  @Test func `every link of every file leads to a file, relative to where it stands`() throws {
    let store = try ServedStore()
    defer { store.remove() }
    #expect(try export(store).words.contains("10 pages"))
    let files = files(store)
    #expect(files == Set(Self.places.map(Links.file)).union([SiteExport.marker]))
    var links = 0
    for file in files where file.hasSuffix(".html") {
      let text = store.text(of: "site/\(file)")
      _ = try ParsedXML.root(of: text)
      for link in text.matches(of: /(?:href|src)="([^"#]+)"/).map({ String($0.1) }) {
        #expect(!link.hasPrefix("/") && !link.contains(":"), "\(file) \(link)")
        let base = URL(fileURLWithPath: "/" + file).deletingLastPathComponent()
        let target = base.appending(path: link).standardizedFileURL.path.dropFirst()
        #expect(files.contains(String(target)), "\(file) → \(link)")
        links += 1
      }
      #expect(!text.contains("<script") && text.contains("http-equiv=\"Content-Security-Policy\""))
    }
    #expect(links > 50)
  }

  @Test func `older runs are left out and said`() throws {
    let store = try ServedStore()
    defer { store.remove() }
    let all = Set(store.runs.map { Place.run($0.description) })
    let exported = try export(store, runs: 1, pages: SamplePages.pages(SamplePages.sections.union(all)))
    #expect(exported.words.contains("left out: 2 older runs"))
    let newest = try #require(store.runs.first)
    #expect(files(store).contains("runs/\(newest)/index.html"))
    #expect(files(store).count { $0.hasPrefix("runs/2026") } == 1)
  }

  @Test func `what no export wrote is not touched, or set aside where that is asked for`() throws {
    let store = try ServedStore()
    defer { store.remove() }
    try FileManager.default.createDirectory(
      at: store.folder.appending(path: "site"), withIntermediateDirectories: true)
    _ = try export(store)
    _ = try export(store)
    #expect(files(store).contains("index.html"))
    try FileManager.default.createDirectory(
      at: store.folder.appending(path: "theirs"), withIntermediateDirectories: true)
    try store.write("precious", to: "theirs/file")
    #expect(throws: ExportRefusal.self) { try export(store, to: "theirs") }
    #expect(store.text(of: "theirs/file") == "precious")
    let exported = try export(store, to: "theirs", isForced: true)
    #expect(exported.words.contains("set-aside") && files(store, in: "theirs").contains("index.html"))
    let aside = try FileManager.default.contentsOfDirectory(atPath: store.folder.path)
      .first { $0.hasPrefix("theirs.set-aside-") }
    #expect(store.text(of: "\(aside ?? "")/file") == "precious")
    try store.write("x", to: "file")
    #expect(throws: ExportRefusal.self) { try export(store, to: "file", isForced: true) }
    // The folder that holds the store is in use.
    #expect(throws: ExportRefusal.self) { try export(store, to: "", isForced: true) }
    #expect(throws: ExportRefusal.self) { try export(store, to: "state", isForced: true) }
  }

  @Test func `what was put into an export since is another's, and so is an export that was edited`() throws {
    let store = try ServedStore()
    defer { store.remove() }
    _ = try export(store)
    try store.write("www.example.org", to: "site/CNAME")
    let refusal = #expect(throws: ExportRefusal.self) { try export(store) }
    #expect(refusal?.description.contains("CNAME") == true && store.text(of: "site/CNAME") == "www.example.org")
    try FileManager.default.removeItem(at: store.folder.appending(path: "site/CNAME"))
    try FileManager.default.createDirectory(
      at: store.folder.appending(path: "site/.git"), withIntermediateDirectories: false)
    #expect(throws: ExportRefusal.self) { try export(store) }
    try FileManager.default.removeItem(at: store.folder.appending(path: "site/.git"))
    try store.write("mine", to: "site/index.html")
    #expect(throws: ExportRefusal.self) { try export(store) }
    #expect(store.text(of: "site/index.html") == "mine")
    _ = try export(store, isForced: true)
    _ = try export(store)
    // A marker alone makes nothing an export.
    try FileManager.default.createDirectory(
      at: store.folder.appending(path: "theirs"), withIntermediateDirectories: false)
    try store.write("{}", to: "theirs/\(SiteExport.marker)")
    try store.write("precious", to: "theirs/file")
    #expect(throws: ExportRefusal.self) { try export(store, to: "theirs") }
    #expect(store.text(of: "theirs/file") == "precious")
  }

  @Test func `a folder with the store in it is never taken, marker or not`() throws {
    let store = try ServedStore()
    defer { store.remove() }
    _ = try export(store)
    try FileManager.default.moveItem(atPath: store.state, toPath: store.folder.path + "/site/state")
    let stores = Stores(state: store.folder.path + "/site/state", root: store.folder.path)
    for isForced in [false, true] {
      #expect(throws: ExportRefusal.self) {
        try SiteExport(Site(stores, pages: SamplePages.pages(SamplePages.sections)), runs: 1)
          .write(to: store.folder.path + "/site", isForced: isForced)
      }
    }
    #expect(FileManager.default.fileExists(atPath: store.folder.path + "/site/state/moe-judge.sqlite"))
  }

  @Test func `the foot says when it was made, and of how many runs`() throws {
    let store = try ServedStore()
    defer { store.remove() }
    _ = try export(store, runs: 1)
    let foot = store.text(of: "site/index.html").firstMatch(of: /exported \d{4}-\d\d-\d\d \d\d:\d\d UTC, ([^<]*)</)
    #expect(foot?.1 == "the newest 1 of 3 runs")
    _ = try export(store, to: "all")
    #expect(store.text(of: "all/index.html").contains(" UTC, all 3 runs"))
  }

  @Test func `an export that fails leaves what was there, and nothing beside it`() throws {
    struct Fault: Error {}
    let store = try ServedStore()
    defer { store.remove() }
    _ = try export(store)
    let before = files(store)
    #expect(throws: Fault.self) { try export(store, pages: { _, _ in throw Fault() }) }
    #expect(files(store) == before)
    let left = try FileManager.default.contentsOfDirectory(atPath: store.folder.path)
    #expect(Set(left) == ["site", "state"])
  }

  @Test func `a run whose page cannot be made costs none of the others`() throws {
    struct Fault: Error {}
    let store = try ServedStore()
    defer { store.remove() }
    let pages = SamplePages.pages(Self.places)
    let exported = try export(
      store,
      pages: { place, links in
        if place == .run(Self.run) { throw Fault() }
        return try pages(place, links)
      })
    #expect(exported.words.contains("left out: /runs/\(Self.run)") && !exported.isWhole)
    #expect(!files(store).contains("runs/\(Self.run)/index.html") && files(store).contains("index.html"))
    #expect(!store.text(of: "site/index.html").contains("href=\"runs/\(Self.run)/index.html\""))
  }

  @Test func `the repository that the team's files are in is never taken, not even by force`() throws {
    let store = try ServedStore()
    defer { store.remove() }
    let repository = store.folder.appending(path: ".git")
    try FileManager.default.createDirectory(at: repository, withIntermediateDirectories: true)
    try store.write("ref: refs/heads/main\n", to: ".git/HEAD")
    #expect(throws: ExportRefusal.self) { try export(store, to: ".git", isForced: true) }
    #expect(store.text(of: ".git/HEAD").hasPrefix("ref:"))
  }

  @Test func `records that do not hold, and a store that is not whole, are named, and it is not whole`() throws {
    let store = try ServedStore()
    defer { store.remove() }
    let stores = Stores(state: store.state, root: store.folder.path)
    func export() throws -> Exported {
      try SiteExport(Site(stores), runs: 100).write(to: store.folder.appending(path: "site").path, isForced: false)
    }
    #expect(try export().isWhole)
    let run = try #require(store.runs.first)
    let journal = store.library.folder(of: run).journal
    let text = try String(contentsOfFile: journal, encoding: .utf8)
    try Data(text.replacing("\"kind\":\"result\"", with: "\"kind\":\"Result\"").utf8).write(
      to: URL(fileURLWithPath: journal))
    let damaged = try export()
    #expect(!damaged.isWhole && damaged.words.contains("does not hold: run \(run)"))
    try Data(text.utf8).write(to: URL(fileURLWithPath: journal))
    for name in try FileManager.default.contentsOfDirectory(atPath: store.state) where name.contains(".sqlite") {
      try FileManager.default.removeItem(atPath: store.state + "/" + name)
    }
    let lost = try export()
    #expect(!lost.isWhole && lost.words.contains("not whole:"))
    let page = store.text(of: "site/index.html")
    #expect(page.contains("runs reindex") && page.contains("of a store that is not whole"))
  }

  @Test func `where there is no store yet the export says so`() throws {
    let store = try ServedStore(isEmpty: true)
    defer { store.remove() }
    let exported = try export(store, pages: SamplePages.pages(SamplePages.sections))
    #expect(exported.words.contains("there is no store at") && exported.isWhole)
  }

  @Test(arguments: [0, 5, 20])
  func `an export that is stopped leaves what was there and nothing else`(_ pages: Int) throws {
    let store = try ServedStore()
    defer { store.remove() }
    let before = try export(store)
    #expect(before.isWhole)
    let index = store.text(of: "site/index.html")
    let site = Site(
      Stores(state: store.state, root: store.folder.path), pages: SamplePages.pages(Self.places))
    var asked = 0
    #expect(throws: CancellationError.self) {
      try SiteExport(site, runs: 100).write(to: store.folder.appending(path: "site").path, isForced: false) {
        asked += 1
        return asked > min(pages, 2 * Self.places.count - 1)
      }
    }
    #expect(store.text(of: "site/index.html") == index)
    #expect(Set(try FileManager.default.contentsOfDirectory(atPath: store.folder.path)) == ["site", "state"])
  }
}
