import Artifacts
import Foundation
import JudgeTypes
import Personas
import Rubrics
import ShippedFiles
import YAMLFiles

/// The files that decide: the team's own where it has them, the shipped ones where it has not.
struct TeamFiles {
  struct File: Sendable {
    let path: String
    let text: String
  }

  /// The folder that holds personas/, rubrics/ and moe-judge.yaml.
  let root: String
  /// Files, by their paths below the root, that stand in the place of those on disk, or beside them: a change that is tried.
  let overlay: [String: String]

  /// Where all others are read.
  let source: FileSource

  init(root: String = ".", overlay: [String: String] = [:], source: FileSource = .disk) {
    self.root = root
    self.overlay = overlay
    self.source = source
  }

  func path(_ name: String) -> String { root == "." || name.hasPrefix("/") ? name : root + "/" + name }

  /// The commit whose files these are; nil for those on the disk.
  var commit: String? { if case .revision(let files) = source { files.commit } else { nil } }

  /// A file's path as messages name it, with the revision that it is of.
  func shown(_ name: String) -> String { source.shown(path(name)) }

  /// Whether anything stands at a path.
  func stands(at name: String) -> Bool { overlay[name] != nil || source.stands(at: path(name)) }

  /// Has the problems of files of a revision name it.
  private func telling<Value>(_ read: () throws(FileProblems) -> Value) throws(FileProblems) -> Value {
    do { return try read() } catch { throw source.naming(error) }
  }

  /// The text of a file; nil when there is none.
  func text(at name: String) throws(FileProblems) -> String? {
    if let text = overlay[name] { return text }
    return try source.text(at: path(name))
  }

  /// The names in a folder, sorted; none when it does not exist.
  func names(in folder: String) throws(FileProblems) -> [String] {
    let laid = overlay.keys.filter { $0.hasPrefix(folder + "/") }.map { $0.dropFirst(folder.count + 1) }
      .filter { !$0.contains("/") }.map(String.init)
    return Set(laid + (try source.names(in: path(folder)))).sorted()
  }

  /// The YAML files directly in a folder, sorted; none when it does not exist.
  func files(in folder: String) throws(FileProblems) -> [File] {
    var files: [File] = []
    for name in try names(in: folder) where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
      if let text = try text(at: folder + "/" + name) {
        files.append(File(path: path(folder + "/" + name), text: text))
      }
    }
    return files
  }

  func configuration(at name: String? = nil) throws(FileProblems) -> Configuration {
    if let name, !source.stands(at: path(name)) {
      throw FileProblems([FileProblem(path: shown(name), message: "there is no such file. Check --config.")])
    }
    if name == nil, let stray = Configuration.strayNames.first(where: { source.stands(at: path($0)) }) {
      throw FileProblems([
        FileProblem(path: shown(stray), message: "the configuration is read from moe-judge.yaml alone. Rename it.")
      ])
    }
    guard let text = try text(at: name ?? Configuration.fileName) else { return Configuration() }
    return try telling { () throws(FileProblems) in
      try Configuration(text: text, path: path(name ?? Configuration.fileName))
    }
  }

  /// What the team's ignore file leaves out; nothing where there is none.
  func ignoreRules() throws(FileProblems) -> IgnoreRules {
    guard let text = try text(at: IgnoreRules.fileName) else { return .none }
    return IgnoreRules(text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text)
  }

  /// The shipped personas, replaced and joined by the team's.
  func personas() throws(FileProblems) -> [Persona] {
    var problems: [FileProblem] = []
    let ownFiles = try files(in: "personas")
    let shipped = read(shipped("personas", besides: ownFiles), &problems)
    let own = read(ownFiles, &problems)
    let repeated = Dictionary(grouping: own, by: \.id).values.filter { $0.count > 1 }
    for personas in repeated {
      problems.append(
        FileProblem(
          path: personas[1].path, key: "id", message: "'\(personas[1].id)' is also in \(personas[0].path). Rename one.")
      )
    }
    guard problems.isEmpty else { throw source.naming(FileProblems(problems)) }
    var byID = Dictionary(shipped.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for persona in own { byID[persona.id] = persona }
    return byID.values.sorted { $0.id < $1.id }
  }

  private func read(_ files: [File], _ problems: inout [FileProblem]) -> [Persona] {
    let isRouting = { (file: File) in file.path.split(separator: "/").last == "routing.yml" }
    for file in files where isRouting(file) {
      problems.append(FileProblem(path: file.path, message: "routes are read from routing.yaml alone. Rename it."))
    }
    return readEach(
      files.filter { !isRouting($0) && $0.path.split(separator: "/").last != "routing.yaml" }, &problems
    ) { file throws(FileProblems) in try PersonaFile.persona(from: file.text, path: file.path) }
  }

  /// What the files hold; of those that do not fit their problems.
  func readEach<Content: Sendable>(
    _ files: [File], _ problems: inout [FileProblem],
    _ read: @Sendable (File) throws(FileProblems) -> Content
  ) -> [Content] {
    let results = files.concurrentMap { file in Result { () throws(FileProblems) in try read(file) } }
    return results.compactMap { result in
      switch result {
      case .success(let content): return content
      case .failure(let error):
        problems += error.problems
        return nil
      }
    }
  }

  /// The shipped files of a folder, but for those in whose very place the team has its own.
  private func shipped(_ folder: String, besides own: [File]) -> [File] {
    let replaced = Set(own.map(\.path))
    return ShippedFiles.files(in: folder).filter { !replaced.contains(path($0.path)) }.map {
      File(path: $0.path, text: $0.text)
    }
  }

  /// - Parameter known: nil where the personas could not be read, and nothing can be said of ids.
  func routingEntries(known: [Persona.ID]?) throws(FileProblems) -> [Persona.ID: Routing.Entry] {
    guard let text = try text(at: "personas/routing.yaml") else { return [:] }
    return try telling { () throws(FileProblems) in
      try Routing.entries(from: text, path: path("personas/routing.yaml"), known: known)
    }
  }

  /// Hand-written rubrics, shipped and the team's, and the generated ones.
  func rubrics(in folders: [String] = ["rubrics", "rubrics/generated"]) throws(FileProblems) -> [Rubric] {
    var problems: [FileProblem] = []
    var ownFiles: [File] = []
    for folder in folders { ownFiles += try files(in: folder) }
    var byID: [Rubric.ID: Rubric] = [:]
    for rubric in readRubrics(shipped("rubrics", besides: ownFiles), &problems) { byID[rubric.id] = rubric }
    let own = readRubrics(ownFiles, &problems)
    for rubrics in Dictionary(grouping: own, by: \.id).values where rubrics.count > 1 {
      problems.append(
        FileProblem(
          path: rubrics[1].path, key: "id", message: "'\(rubrics[1].id)' is also in \(rubrics[0].path). Rename one."))
    }
    let generated = Set(ownFiles.filter { Self.isGenerated($0) }.map(\.path))
    for rubric in own where generated.contains(rubric.path) {
      guard let shipped = byID[rubric.id] else { continue }
      problems.append(
        FileProblem(
          path: rubric.path, key: "id",
          message: "'\(rubric.id)' is also in the shipped \(shipped.path). Generate the rubrics again."))
    }
    guard problems.isEmpty else { throw source.naming(FileProblems(problems)) }
    for rubric in own { byID[rubric.id] = rubric }
    return byID.values.sorted { $0.id < $1.id }
  }

  /// What the dimensions of the shipped personas and rubrics are called.
  static func shippedDimensionNames() throws(FileProblems) -> [JudgeTypes.Dimension.ID: String] {
    var dimensions: [JudgeTypes.Dimension] = []
    for file in ShippedFiles.files(in: "rubrics") {
      dimensions += try RubricFile.rubric(of: file.text, path: file.path).dimensions
    }
    for file in ShippedFiles.files(in: "personas") where !file.path.hasSuffix("/routing.yaml") {
      dimensions += try PersonaFile.persona(from: file.text, path: file.path).dimensions
    }
    return Dictionary(dimensions.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
  }

  /// Dimensions of one id and different names: judged together, one of them would be passed over.
  static func homonyms(among personas: [Persona], _ rubrics: [Rubric]) -> [FileProblem] {
    let all =
      personas.flatMap { persona in persona.dimensions.map { (path: persona.path, dimension: $0) } }
      + rubrics.flatMap { rubric in rubric.dimensions.map { (path: rubric.path, dimension: $0) } }
    var first: [JudgeTypes.Dimension.ID: (path: String, dimension: JudgeTypes.Dimension)] = [:]
    return all.compactMap { path, dimension in
      guard let other = first[dimension.id] else {
        first[dimension.id] = (path, dimension)
        return nil
      }
      guard other.dimension.name != dimension.name else { return nil }
      return FileProblem(
        path: path, key: dimension.id.rawValue,
        message:
          "it is called '\(dimension.name)' here and '\(other.dimension.name)' in \(other.path), and only one of "
          + "them would be judged. Give one another id, or both the same name.")
    }
  }

  /// Whether a file of a folder of rubrics is the index of the generated ones.
  static func isIndex(_ path: String) -> Bool { path.hasSuffix("/" + GeneratedIndex.fileName) }

  private static func isGenerated(_ file: File) -> Bool { GeneratedDirectory.isGenerated(file.text) }

  /// The ids of the rubrics that people wrote, shipped or the team's; a file that does not fit has none.
  func writtenRubricIDs() -> Set<Rubric.ID> {
    var problems: [FileProblem] = []
    let own = (try? files(in: "rubrics")) ?? []
    let written = shipped("rubrics", besides: own) + own.filter { !Self.isGenerated($0) }
    return Set(readRubrics(written, &problems).map(\.id))
  }

  private func readRubrics(_ files: [File], _ problems: inout [FileProblem]) -> [Rubric] {
    readEach(files.filter { !Self.isIndex($0.path) }, &problems) { file throws(FileProblems) in
      try RubricFile.rubric(of: file.text, path: file.path)
    }
  }

  static func taxonomy() throws(FileProblems) -> Taxonomy {
    let path = "Sources/Rubrics/Data/taxonomy.yaml"
    return try Taxonomy(yaml: ShippedFiles.text(at: path) ?? "", path: path)
  }
}
