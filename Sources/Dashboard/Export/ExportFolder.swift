internal import Foundation
internal import Provenance
internal import Storage

/// The folder that an export takes the place of.
struct ExportFolder {
  private let path: String
  private let isThere: Bool
  private let isOfAnother: Bool

  /// - Parameter kept: the folders that are in use; one that holds any of them is never taken, forced or not.
  /// - Throws: `ExportRefusal` where something stands there that is not to be lost.
  init(_ named: String, isForced: Bool, kept: [String]) throws(ExportRefusal) {
    path = URL(fileURLWithPath: named).standardizedFileURL.path
    guard let status = FileStatus(of: path, followsLink: false) else {
      guard errno == ENOENT else { throw ExportRefusal("\(named): \(String(cString: strerror(errno))).") }
      (isThere, isOfAnother) = (false, false)
      return
    }
    guard status.kind == .folder else {
      throw ExportRefusal("\(named): something stands there that is no folder. Name another one.")
    }
    for kept in kept + [FileManager.default.currentDirectoryPath]
    where FileStatus(of: kept) != nil && (Self.real(kept) + "/").hasPrefix(Self.real(path) + "/") {
      throw ExportRefusal("\(named): it holds \(kept), which is in use. Name another folder.")
    }
    guard let held = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw ExportRefusal("\(named): the folder cannot be read. Name another one.")
    }
    isThere = true
    let foreign = held.isEmpty ? nil : WrittenFiles.foreign(in: path)
    isOfAnother = foreign != nil
    guard let foreign, !isForced else { return }
    throw ExportRefusal(
      "\(named): the folder holds what no export wrote as it is now, such as \(foreign). Name another one, or set these aside with --force."
    )
  }

  private static func real(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

  private var parent: String { (path as NSString).deletingLastPathComponent }
  private var name: String { (path as NSString).lastPathComponent }

  /// An empty folder beside it.
  func begin() throws(ExportRefusal) -> ExportDraft {
    let draft = "\(parent)/.\(name).\(UUID().uuidString).tmp"
    do {
      try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: true)
    } catch {
      throw ExportRefusal("\(parent): nothing can be written there: \(error.localizedDescription)")
    }
    return ExportDraft(draft)
  }

  /// Puts the draft in its place. An earlier export goes; anything else is set aside.
  ///
  /// - Returns: where what stood there is now; nil where nothing was kept.
  func put(_ draft: ExportDraft) throws(ExportRefusal) -> String? {
    guard isThere else {
      try move(draft.path, to: path)
      return nil
    }
    let digits = Timestamp.rfc3339(Date()).filter(\.isNumber)
    let aside = "\(path).set-aside-\(digits)"
    let old = isOfAnother ? aside : "\(parent)/.\(name).\(UUID().uuidString).old"
    try move(path, to: old)
    do { try move(draft.path, to: path) } catch {
      rename(old, path)
      throw error
    }
    if isOfAnother { return aside }
    // Somebody may have put something there since it was looked at.
    guard WrittenFiles.foreign(in: old) == nil else {
      try move(old, to: aside)
      return aside
    }
    try? FileManager.default.removeItem(atPath: old)
    return nil
  }

  private func move(_ source: String, to place: String) throws(ExportRefusal) {
    guard rename(source, place) == 0 else {
      throw ExportRefusal("\(place): cannot be put in place: \(String(cString: strerror(errno))).")
    }
  }
}

/// The files of an export before they stand where they belong.
struct ExportDraft {
  let path: String
  /// The digests of what was written, by the names of the files.
  private(set) var written: JSONObject = [:]

  init(_ path: String) { self.path = path }

  /// - Parameter name: relative to the folder.
  mutating func write(_ text: String, to name: String) throws {
    let file = URL(fileURLWithPath: path + "/" + name)
    do {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      written[name] = .string(Digest.sha256(text))
    } catch {
      throw ExportRefusal("\(name): cannot be written: \(error.localizedDescription)")
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
