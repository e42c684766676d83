internal import JudgeTypes
internal import Personas
internal import Reports
internal import Rubrics
internal import ShippedFiles
internal import YAMLFiles

/// What a team judges by, as its files say it now.
struct TeamRubrics: Sendable {
  enum Origin: Sendable, Hashable {
    case written, shipped
    /// From the decision record at this path.
    case generated(from: String)
  }

  struct Entry: Sendable {
    let rubric: Rubric
    let origin: Origin
    /// Why a generated one is not what its record says; nil where it is.
    let objection: String?
  }

  /// By id.
  private(set) var entries: [Entry] = []
  /// Of files that are no rubric, or no persona.
  private(set) var problems: [FileProblem] = []
  private(set) var personas: [Persona] = []
  /// Of these the ones that come with moe-judge.
  private(set) var shippedPersonas: Set<Persona.ID> = []
  /// The generated ones held against their records; nil where there are no records.
  private(set) var check: RubricCheck?
  /// Why they could not be held against them.
  private(set) var trouble: String?
  /// What mends stale ones.
  private(set) var remedy = ""
  /// Whether moe-judge.yaml has rubrics generated at each run, in the place of those in files.
  private(set) var isGeneratedAtRuns = false

  /// As the files stand; read anew only where one of them changed.
  static func current(of stores: Stores) -> TeamRubrics {
    let folder = TeamFolder(root: stores.root)
    let (records, _) = recordDocuments(in: folder, index: index(of: folder))
    let paths =
      ["moe-judge.yaml"] + ["rubrics", "rubrics/generated", "personas"].flatMap(folder.yamlPaths) + records.map(\.path)
    let stamps = paths.map { FileStamp(of: folder.place(of: $0)) }
    return stores.memory.value("rubrics of \(folder.root)", of: stamps) { TeamRubrics(of: folder) }
  }

  var rubrics: [Rubric] { entries.map(\.rubric) }

  func persona(_ id: String) -> Persona? { personas.first { $0.id.rawValue == id } }

  /// The page that has a dimension: that of its rubric, or of the persona whose own it is; nil where it is in none of today.
  func place(ofDimension id: String) -> Place? {
    if let entry = entries.first(where: { $0.rubric.dimensions.contains { $0.id.rawValue == id } }) {
      return .rubric(entry.rubric.id.rawValue)
    }
    return personas.first { $0.dimensions.contains { $0.id.rawValue == id } }.map { .persona($0.id.rawValue) }
  }
  var generated: [Entry] { entries.filter { if case .generated = $0.origin { true } else { false } } }

  private static let generatedFolder = "rubrics/generated"

  private static func index(of folder: TeamFolder) -> GeneratedIndex? {
    folder.text(at: "\(generatedFolder)/\(GeneratedIndex.fileName)").flatMap { GeneratedIndex(yaml: $0) }
  }

  // MARK: Reading

  private init(of folder: TeamFolder) {
    let configuration = folder.text(at: "moe-judge.yaml").flatMap {
      try? YAMLFile.value(of: $0, path: "moe-judge.yaml")
    }
    isGeneratedAtRuns = configuration?["adr_dir"]?.string != nil
    personas = readPersonas(folder)
    let own = (folder.files(in: "rubrics") + folder.files(in: Self.generatedFolder)).filter {
      !$0.path.hasSuffix("/" + GeneratedIndex.fileName)
    }
    let shipped = read(folder.shipped("rubrics", besides: own)) { try RubricFile.rubric(of: $0.text, path: $0.path) }
    let team = read(own) { try RubricFile.rubric(of: $0.text, path: $0.path) }
    let marked = Set(own.filter { GeneratedDirectory.isGenerated($0.text) }.map(\.path))
    let written = shipped + team.filter { !marked.contains($0.path) }
    hold(folder, avoiding: Set(written.map(\.id)))
    var byID: [Rubric.ID: Entry] = [:]
    for rubric in shipped { byID[rubric.id] = Entry(rubric: rubric, origin: .shipped, objection: nil) }
    for rubric in team {
      let isGenerated = marked.contains(rubric.path)
      let record = rubric.dimensions.compactMap(\.clause).first?.path ?? ""
      byID[rubric.id] = Entry(
        rubric: rubric, origin: isGenerated ? .generated(from: record) : .written,
        objection: isGenerated ? check?.objection(to: rubric.id) : nil)
    }
    entries = byID.values.sorted { $0.rubric.id < $1.rubric.id }
  }

  private mutating func readPersonas(_ folder: TeamFolder) -> [Persona] {
    func readAll(_ files: [TeamFolder.File]) -> [Persona] {
      read(files.filter { !$0.path.hasSuffix("/routing.yaml") }) {
        try PersonaFile.persona(from: $0.text, path: $0.path)
      }
    }
    let files = folder.files(in: "personas")
    let (shipped, own) = (readAll(folder.shipped("personas", besides: files)), readAll(files))
    shippedPersonas = Set(shipped.map(\.id)).subtracting(own.map(\.id))
    // The team's stand behind the shipped ones.
    return Dictionary((shipped + own).map { ($0.id, $0) }, uniquingKeysWith: { $1 }).values.sorted { $0.id < $1.id }
  }

  private mutating func read<Value>(
    _ files: [TeamFolder.File], _ value: (TeamFolder.File) throws -> Value
  ) -> [Value] {
    files.compactMap { file in
      do { return try value(file) } catch {
        problems += (error as? FileProblems)?.problems ?? [FileProblem(path: file.path, message: "\(error)")]
        return nil
      }
    }
  }

  // MARK: Against the records

  /// An index is a file like others: it must not send anybody through the whole machine.
  private static func recordDocuments(
    in folder: TeamFolder, index: GeneratedIndex?
  ) -> (documents: [RecordDocument], directory: String?) {
    let name = RecordDirectory.name(of: index?.directory ?? "adrs")
    guard !name.hasPrefix("/"), name != "..", !name.hasPrefix("../"),
      let documents = try? RecordDirectory.documents(in: folder.place(of: name), named: name)
    else { return ([], nil) }
    return (documents, name)
  }

  private mutating func hold(_ folder: TeamFolder, avoiding written: Set<Rubric.ID>) {
    let index = Self.index(of: folder)
    let statuses = index.map(\.statuses).flatMap { $0.isEmpty ? nil : $0 } ?? [.accepted]
    let (documents, directory) = Self.recordDocuments(in: folder, index: index)
    guard let directory else {
      if index != nil { trouble = "the records that \(Self.generatedFolder) names cannot be listed" }
      return
    }
    remedy = rubricsGenerateCommand(
      adrDir: directory, output: Self.generatedFolder, statuses: statuses.map(\.rawValue))
    let taxonomyPath = "Sources/Rubrics/Data/taxonomy.yaml"
    do {
      let taxonomy = try Taxonomy(yaml: ShippedFiles.text(at: taxonomyPath) ?? "", path: taxonomyPath)
      let generation = RubricGenerator(taxonomy: taxonomy, statuses: statuses, avoiding: written).generate(
        from: documents, directory: directory, keeping: index)
      check = try RubricCheck(
        of: GeneratedDirectory(path: folder.place(of: Self.generatedFolder)), against: generation)
    } catch { trouble = "\(error)" }
  }
}
