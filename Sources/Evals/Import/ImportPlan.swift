internal import Foundation
internal import JudgeTypes
internal import YAMLFiles

/// Where the artifacts of an import go, one case after the other.
struct ImportPlan {
  private(set) var files: [SuiteImport.File] = []

  private let source: ImportSource
  private let folder: String
  private let imported: ImportedFiles
  /// The ids of the suite and of the cases so far.
  private var taken: Set<String>
  /// What each place below the suite is a copy of.
  private var places: [String: ImportedCase.Content] = [:]

  init(of source: ImportSource, into folder: String, taken: Set<String>) {
    self.source = source
    self.folder = folder
    self.taken = taken
    imported = ImportedFiles(folder: source.folder)
  }

  /// - Returns: the case as a line of the suite's case file, and what it is.
  mutating func add(
    _ one: ImportedCase, kind: (_ path: String, _ content: String?) -> ArtifactKind
  ) throws(FileProblems) -> (String, (id: String, outcome: Outcome, artifact: String, hasFindings: Bool)) {
    var problems: [FileProblem] = []
    if !one.id.isEmpty, !taken.insert(one.id).inserted {
      problems.append(one.problem("the case '\(one.id)' is there already. Rename this one.", key: "id"))
    }
    let words = ImportedCase.outcomes.map(\.rawValue)
    if !words.contains(one.outcome) {
      let near = nearest(one.outcome, among: words).map { " Did you mean '\($0)'?" } ?? ""
      problems.append(
        one.problem("found '\(one.outcome)'; expected one of \(words.joined(separator: ", ")).\(near)", key: "outcome"))
    }
    var found: (artifact: String, kind: ArtifactKind)?
    do throws(ImportedFiles.Refusal) { found = try place(one, kind: kind) } catch {
      if case .refused(let words) = error { problems.append(one.problem(words)) }
    }
    let artifact = found?.artifact ?? "unknown"
    let line = one.line(artifact: artifact, kind: found?.kind ?? .code, source: source.name)
    // The same measure by which the suite is read again.
    do throws(FileProblems) { _ = try YAMLFile.value(of: line, path: one.path, schema: SuiteFile.caseSchema) } catch {
      problems += error.problems.filter { !$0.key.hasSuffix("outcome") }.map { one.problem($0.message, key: $0.key) }
    }
    guard problems.isEmpty, let outcome = Outcome(rawValue: one.outcome) else { throw FileProblems(problems) }
    return (line, (one.id, outcome, artifact, !one.labels.isEmpty))
  }

  private mutating func place(
    _ one: ImportedCase, kind: (_ path: String, _ content: String?) -> ArtifactKind
  ) throws(ImportedFiles.Refusal) -> (artifact: String, kind: ArtifactKind) {
    let sources: [SuiteImport.File]
    let detected: ArtifactKind
    switch one.content {
    case .text(let text):
      sources = [SuiteImport.File(path: "", content: .text(text))]
      detected = kind(one.name, text)
    case .file(let path):
      let (found, isFolder) = try imported.files(at: path)
      sources = found.map { SuiteImport.File(path: $0.name, content: .copy($0.place)) }
      detected = isFolder ? .directory : kind(path, found.first.map { Self.text(of: $0.place) })
    }
    var artifact = "\(SuiteImport.artifacts)/\(source.name)/\(one.name)"
    if let there = places[artifact] {
      // The same artifact may be judged as several cases.
      if there == one.content { return (artifact, detected) }
      artifact = ImportedNames.told(artifact, apartBy: one.id)
    }
    if places[artifact] == nil, isStanding(artifact), !holds(artifact, sources) {
      artifact = ImportedNames.told(artifact, apartBy: one.id)
    }
    guard places[artifact] == nil, !isStanding(artifact) || holds(artifact, sources) else {
      throw .refused(
        "\(folder)/\(artifact) is there already and holds something else. Take it away, or rename the file.")
    }
    places[artifact] = one.content
    if !isStanding(artifact) {
      files += sources.map {
        SuiteImport.File(path: $0.path.isEmpty ? artifact : "\(artifact)/\($0.path)", content: $0.content)
      }
    }
    return (artifact, detected)
  }

  private func isStanding(_ artifact: String) -> Bool {
    (try? FileManager.default.attributesOfItem(atPath: folder + "/" + artifact)) != nil
  }

  /// Whether the artifact that stands there is the same, as after an import whose case was taken away again.
  private func holds(_ artifact: String, _ files: [SuiteImport.File]) -> Bool {
    guard files.count == 1, files[0].path.isEmpty else { return false }
    let there = FileManager.default.contents(atPath: folder + "/" + artifact)
    switch files[0].content {
    case .text(let text): return there == Data(text.utf8)
    case .copy(let place): return there != nil && there == FileManager.default.contents(atPath: place)
    }
  }

  /// As much as tells what it is.
  private static func text(of place: String) -> String {
    guard let file = FileHandle(forReadingAtPath: place), let data = try? file.read(upToCount: 64 << 10) else {
      return ""
    }
    return String(decoding: data, as: UTF8.self)
  }
}
