internal import Foundation
public import Provenance

/// How all files of a run stand: where one of them is another one, was written since, came or went, the stamp is another.
///
/// Taken before a run is read, it says later whether what was read is still what is there.
public struct RunStamp: Sendable, Hashable {
  public let journal: FileStatus?
  fileprivate let tombstone, folder, pack: FileStatus?
  /// Runs of earlier versions kept each blob in a file of its own.
  fileprivate let loose: [String: FileStatus]

  /// Of the journal, in bytes.
  public var journalSize: Int { journal?.size ?? 0 }
}

extension RunLibrary {
  public func stamp(of run: RunID) -> RunStamp {
    let folder = folder(of: run)
    let names = (try? blobs(of: run).looseNames()) ?? []
    let loose = names.compactMap { name in
      FileStatus(of: "\(folder.blobs)/\(name)", followsLink: false).map { (name, $0) }
    }
    return RunStamp(
      journal: FileStatus(of: folder.journal, followsLink: false),
      tombstone: FileStatus(of: folder.tombstone, followsLink: false),
      folder: FileStatus(of: folder.blobs, followsLink: false),
      pack: FileStatus(of: BlobPack.path(in: folder.blobs), followsLink: false),
      loose: Dictionary(loose, uniquingKeysWith: { first, _ in first }))
  }
}
