internal import JudgeTypes

/// Code that finds a fault which patterns cannot say. It reads one file, or the whole artifact.
struct Detector: Sendable {
  enum Scope: Sendable {
    case file(@Sendable (Source, Rule) -> [Hit])
    case artifact(@Sendable ([Source], Artifact, Rule) -> [Hit])
  }

  let name: String
  let scope: Scope

  static func file(_ name: String, _ find: @escaping @Sendable (Source, Rule) -> [Hit]) -> Detector {
    Detector(name: name, scope: .file(find))
  }

  static func artifact(_ name: String, _ find: @escaping @Sendable ([Source], Artifact, Rule) -> [Hit]) -> Detector {
    Detector(name: name, scope: .artifact(find))
  }
}
