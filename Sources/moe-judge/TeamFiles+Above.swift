import Artifacts
import Foundation
import Reports

/// What a command in a sub-folder passes over.
extension TeamFiles {
  /// A folder above, inside the same repository, that has the configuration which this one lacks: a command in a
  /// sub-folder would otherwise judge by the shipped files without a word.
  var configuredFolderAbove: String? {
    let own = [Configuration.fileName, "personas", "rubrics"]
    guard !own.contains(where: { source.stands(at: path($0)) }) else { return nil }
    if case .revision(let files) = source {
      let above = (0..<files.depth).map { String(repeating: "../", count: $0) + ".." }
      return above.first { source.stands(at: "\($0)/\(Configuration.fileName)") }
    }
    var folder = URL(fileURLWithPath: root).standardizedFileURL
    var found: String?
    while !source.stands(at: folder.appending(path: ".git").path) {
      guard folder.path != "/" else { return nil }
      folder.deleteLastPathComponent()
      if found == nil, source.stands(at: folder.appending(path: Configuration.fileName).path) { found = folder.path }
    }
    return found
  }

  /// Says on standard error that a configuration above is not used.
  func warnOfConfigurationAbove() {
    guard let folder = configuredFolderAbove else { return }
    Standard.error.write(
      safeForTerminal(
        "moe-judge: \(folder) has a \(Configuration.fileName), which is not used here. Run from there to judge by its files."
      )
        + "\n")
  }
}
