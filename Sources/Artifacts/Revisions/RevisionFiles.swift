/// The files of one commit as git has them, seen from a folder; nothing of the working tree is read.
///
/// Paths are relative to the folder, or absolute. What stands where is known at once; contents are there once they were loaded.
public struct RevisionFiles: Sendable {
  /// How much is read into memory.
  public struct Limits: Sendable, Hashable {
    /// Of one file.
    public var fileBytes = 64 << 20
    public var totalBytes = 256 << 20
    public var files = 50_000

    public init() {}
  }

  public enum Standing: Sendable, Hashable {
    case nothing, file, folder
    /// A link or a submodule, or something behind one; it is never followed.
    case closed
    /// Not in the repository at all.
    case outside
  }

  private enum Content: Sendable {
    case bytes([UInt8])
    case refused(String)
  }

  /// As it was named, such as `main`.
  public let revision: String
  /// The commit's hash.
  public let commit: String
  private let git: Git
  private let root: RevisionRoot
  private let tree: RevisionTree
  private let limits: Limits
  /// By the hash of the blob.
  private var contents: [String: Content] = [:]
  private var bytesRead = 0

  /// - Throws: `ArtifactError` where `folder` is in no repository, the revision is not known there, or git fails.
  public init(
    at revision: String, in folder: String = ".", limits: Limits = Limits()
  ) async throws(ArtifactError) {
    git = Git(folder: folder, range: revision)
    try await git.requireRepository()
    self.revision = revision
    self.limits = limits
    commit = try await git.commit(revision)
    root = try await RevisionRoot(of: git)
    tree = RevisionTree(
      listing: try await git.output(["ls-tree", "-r", "-z", "--full-tree", commit], limit: 1 << 30))
  }

  /// How many folders lie above the folder in the repository.
  public var depth: Int { root.depth }

  // MARK: What stands where

  public func standing(at path: String) -> Standing {
    guard let place = root.place(of: path) else { return .outside }
    return switch tree.standing(at: place) {
    case .nothing: .nothing
    case .file: .file
    case .folder: .folder
    case .link, .submodule: .closed
    }
  }

  /// What is directly in a folder, sorted; none where it does not exist.
  ///
  /// - Throws: `RevisionFileFault` for what is no folder, and for a link or a submodule.
  public func names(in folder: String) throws(RevisionFileFault) -> [String] {
    guard let place = root.place(of: folder) else { throw fault(folder, "lies outside of the repository") }
    switch tree.standing(at: place) {
    case .nothing: return []
    case .folder: return tree.names(in: place)
    case .file: throw fault(folder, "is not a folder. Mend it, or remove it to use the shipped files")
    case .link(let link): throw closed(folder, "a link", at: link, of: place, wanting: "folder")
    case .submodule(let module): throw closed(folder, "a submodule", at: module, of: place, wanting: "folder")
    }
  }

  /// The files below a folder at any depth, as paths below it, sorted. Links and submodules are among them: reading one fails.
  public func files(below folder: String) throws(RevisionFileFault) -> [String] {
    var found: [String] = []
    var pending = try names(in: folder)
    while let path = pending.popLast() {
      if standing(at: "\(folder)/\(path)") == .folder {
        pending += try names(in: "\(folder)/\(path)").map { "\(path)/\($0)" }
      } else {
        found.append(path)
      }
    }
    return found.sorted()
  }

  /// The bytes of a file; nil where nothing stands.
  ///
  /// - Throws: `RevisionFileFault` for what is no file, a link or a submodule, what is too large, and what was not loaded.
  public func bytes(at path: String) throws(RevisionFileFault) -> [UInt8]? {
    guard let place = root.place(of: path) else { throw fault(path, "lies outside of the repository") }
    switch tree.standing(at: place) {
    case .nothing: return nil
    case .folder: throw fault(path, "is a folder. Put the file itself there")
    case .link(let link): throw closed(path, "a link", at: link, of: place, wanting: "file")
    case .submodule(let module): throw closed(path, "a submodule", at: module, of: place, wanting: "file")
    case .file(let blob):
      switch contents[blob] {
      case .bytes(let bytes): return bytes
      case .refused(let reason): throw fault(path, reason)
      case nil: throw fault(path, "was not read, since no setting of that revision names it. Name it there")
      }
    }
  }

  /// The path from the repository's root of a file as it is named here; nil for one outside of the repository.
  public func place(of path: String) -> String? { root.place(of: path) }

  /// A file at `path` or below it that git tracks now and that this revision does not hold as it is; nil for none, and outside
  /// of the repository.
  ///
  /// What a program writes itself and trusts is not to come with a change.
  public func trackedSince(below path: String) async throws(ArtifactError) -> String? {
    let absolute = path.hasPrefix("/") ? path : "\(root.folder)/\(path)"
    let real = try? FileAccess.realPath(absolute).get()
    for place in Set([path, real].compactMap { $0.flatMap(root.place) }) {
      let listed = try await git.output(
        ["ls-files", "-s", "-z", "--full-name", "--", ":(top,literal)\(place)"], limit: 1 << 30)
      let changed = listed.split(separator: 0).lazy.compactMap { line -> String? in
        // `MODE HASH STAGE TAB PATH`
        guard let tab = line.firstIndex(of: 0x09) else { return nil }
        let words = line[..<tab].split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        let name = String(decoding: line[(tab + 1)...], as: UTF8.self)
        return words.count == 3 && tree.standing(at: name) == .file(blob: words[1]) ? nil : name
      }
      if let first = changed.first { return first }
    }
    return nil
  }

  private func closed(
    _ path: String, _ what: String, at link: String, of place: String, wanting: String
  ) -> RevisionFileFault {
    let subject = link == place ? "is \(what)" : "lies behind \(what), \(link.shown)"
    return fault(path, "\(subject), and none is followed in a revision. Put the \(wanting) itself there")
  }

  private func fault(_ path: String, _ reason: String) -> RevisionFileFault {
    RevisionFileFault(path: path, revision: revision, reason: reason)
  }

  // MARK: Loading

  /// Reads files into memory; what is no file is passed over. What does not fit within the limits is said where it is asked for.
  public mutating func load(_ paths: [String]) async throws(ArtifactError) {
    var wanted: Set<String> = []
    for path in paths {
      guard let place = root.place(of: path), case .file(let blob) = tree.standing(at: place), contents[blob] == nil
      else { continue }
      wanted.insert(blob)
    }
    guard !wanted.isEmpty else { return }
    let blobs = wanted.sorted()
    let asked = try await git.output(
      ["cat-file", "--batch-check"], input: BlobBatch.request(blobs), limit: blobs.count * 200 + 1_000)
    let sizes = BlobBatch.sizes(from: asked)
    let admitted = blobs.filter { admit($0, size: sizes[$0]) }
    guard !admitted.isEmpty else { return }
    let room = admitted.reduce(0) { $0 + (sizes[$1] ?? 0) } + admitted.count * 200 + 1_000
    let output = try await git.output(["cat-file", "--batch"], input: BlobBatch.request(admitted), limit: room)
    let read = BlobBatch.contents(from: output)
    for blob in admitted {
      contents[blob] =
        read[blob].map { .bytes($0) } ?? .refused("git does not have its content. Fetch the whole history")
    }
  }

  /// Whether there is room for a blob; where there is none that is noted.
  private mutating func admit(_ blob: String, size: Int?) -> Bool {
    guard let size else {
      contents[blob] = .refused("git does not have its content. Fetch the whole history")
      return false
    }
    guard size <= limits.fileBytes else {
      contents[blob] = .refused("is larger than \(limits.fileBytes) bytes. Make it smaller")
      return false
    }
    guard contents.count < limits.files, size <= limits.totalBytes - bytesRead else {
      contents[blob] = .refused(
        "is more than is read of a revision, \(limits.files) files or \(limits.totalBytes) bytes together. Keep fewer")
      return false
    }
    bytesRead += size
    return true
  }
}

/// Why a file of a revision cannot be used.
public struct RevisionFileFault: Error, Sendable, Hashable, CustomStringConvertible {
  public let path: String
  public let revision: String
  /// Without a full stop: what is wrong, and what to do.
  public let reason: String

  public var description: String { "\(path.shown) at \(revision.shown): \(reason)." }
}
