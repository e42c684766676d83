internal import Foundation
internal import Provenance
internal import Storage

/// Which files of a folder an export wrote, as the marker in it lists them.
enum WrittenFiles {
  /// The largest marker that is read, in bytes.
  private static let limit = 32 << 20

  /// Something in the folder that is not as an export wrote it, by its name there; nil where all is.
  static func foreign(in folder: String) -> String? {
    let marker = folder + "/" + SiteExport.marker
    guard let status = FileStatus(of: marker, followsLink: false), status.kind == .file, status.size <= limit,
      let data = FileManager.default.contents(atPath: marker),
      let files = (try? JSONValue(parsing: Array(data)))?["files"]?.objectValue
    else { return (try? FileManager.default.contentsOfDirectory(atPath: folder))?.min() ?? SiteExport.marker }
    var folders: Set<String> = []
    for (name, _) in files {
      var parts = name.split(separator: "/").dropLast()
      while !parts.isEmpty, folders.insert(parts.joined(separator: "/")).inserted { parts.removeLast() }
    }
    return foreign(in: folder, under: "", files: files, folders: folders)
  }

  private static func foreign(in folder: String, under: String, files: JSONObject, folders: Set<String>) -> String? {
    let place = under.isEmpty ? folder : "\(folder)/\(under)"
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: place) else { return under }
    for entry in names.sorted() {
      let name = under.isEmpty ? entry : "\(under)/\(entry)"
      if name == SiteExport.marker { continue }
      switch FileStatus(of: "\(folder)/\(name)", followsLink: false)?.kind {
      case .folder where folders.contains(name):
        if let found = foreign(in: folder, under: name, files: files, folders: folders) { return found }
      case .file:
        guard let digest = files[name]?.stringValue,
          let data = FileManager.default.contents(atPath: "\(folder)/\(name)"), Digest.sha256(Array(data)) == digest
        else { return name }
      default: return name
      }
    }
    return nil
  }
}
