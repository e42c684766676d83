internal import JudgeTypes

/// Code that finds a fault which patterns cannot say. It reads one file, or the whole artifact.
struct Detector: Sendable {
  enum Scope: Sendable {
    case file(@Sendable (Source, Rule) -> [Hit])
    /// Notes what it needs of each file while that is read, and concludes from the notes of all.
    case artifact(
      gather: @Sendable (Source, Artifact) -> [FileFacts.Note],
      conclude: @Sendable ([FileFacts], Artifact, Rule) -> [Hit])
  }

  let name: String
  let scope: Scope
  /// Whether there is anything for it in this file of the artifact; what it does not read it does not find clean.
  let reads: @Sendable (Source, Artifact) -> Bool

  static func file(
    _ name: String, reading reads: @escaping @Sendable (Source, Artifact) -> Bool = { _, _ in true },
    _ find: @escaping @Sendable (Source, Rule) -> [Hit]
  ) -> Detector {
    Detector(name: name, scope: .file(find), reads: reads)
  }

  static func artifact(
    _ name: String, reading reads: @escaping @Sendable (Source, Artifact) -> Bool,
    gathering gather: @escaping @Sendable (Source, Artifact) -> [FileFacts.Note],
    concluding conclude: @escaping @Sendable ([FileFacts], Artifact, Rule) -> [Hit]
  ) -> Detector {
    Detector(name: name, scope: .artifact(gather: gather, conclude: conclude), reads: reads)
  }
}
