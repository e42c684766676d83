/// The files that come with moe-judge, embedded at build time: personas, rubrics, the data of the modules,
/// templates for CI.
public enum ShippedFiles {
  /// A shipped file: its path below this repository's root, and its text.
  public struct File: Sendable, Hashable {
    public let path: String
    public let text: String
  }

  /// The YAML files directly inside `folder` ("personas", "Sources/StaticReview/Data"), sorted by path.
  public static func files(in folder: String) -> [File] {
    embeddedFiles.compactMap { file in
      let path = file.path.description
      guard path.hasPrefix(folder + "/"), !path.dropFirst(folder.count + 1).contains("/") else { return nil }
      return File(path: path, text: file.text.description)
    }
  }

  /// The text of the shipped file at `path`, nil when there is none.
  public static func text(at path: String) -> String? {
    embeddedFiles.first { $0.path.description == path }?.text.description
  }
}
