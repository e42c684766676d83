internal import JudgeTypes
internal import YAMLFiles

/// The Terraform files of one folder, which make one module: its blocks and what they say of each other.
struct TerraformModule: Sendable {
  struct File: Sendable {
    let path: String
    let blocks: [HCLBlock]
  }

  let files: [File]
  private let variables: [String: YAMLValue]
  private let locals: [String: YAMLValue]

  init(_ sources: [Source]) {
    files = sources.map { File(path: $0.path, blocks: Terraform.blocks(in: $0)) }
    var variables: [String: YAMLValue] = [:]
    var locals: [String: YAMLValue] = [:]
    for block in files.flatMap(\.blocks) {
      if block.type == "variable", let value = block.attribute("default")?.value { variables[block.name] = value }
      if block.type == "locals" { for entry in block.attributes { locals[entry.key] = entry.value } }
    }
    self.variables = variables
    self.locals = locals
  }

  var blocks: [HCLBlock] { files.flatMap(\.blocks) }

  func resources(_ types: String...) -> [HCLBlock] { blocks.filter { types.contains($0.resource) } }

  // MARK: Values

  /// `value` with what variables and locals of the module say, on its own line.
  func folded(_ value: YAMLValue, depth: Int = 0) -> YAMLValue {
    guard depth < 5, let text = value.string, text.hasPrefix("${"), text.hasSuffix("}") else { return value }
    let parts = text.dropFirst(2).dropLast().split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2,
      let known = parts[0] == "var" ? variables[parts[1]] : parts[0] == "local" ? locals[parts[1]] : nil
    else { return value }
    let content = folded(known, depth: depth + 1)
    return YAMLValue(content.content, line: value.line, column: 1, text: content.text)
  }

  // MARK: References

  /// Whether `value` names `resource`, by its address or by the same literal name.
  func refers(_ value: YAMLValue?, to resource: HCLBlock, named attribute: String) -> Bool {
    guard let value else { return false }
    let text = folded(value).string ?? value.string ?? ""
    let address = resource.labels.joined(separator: ".")
    if let found = text.firstRange(of: address) {
      let next = text[found.upperBound...].first
      return next.map { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") } ?? true
    }
    guard let name = resource.attribute(attribute)?.value.string, name.count > 2 else { return false }
    return name == text
  }

  /// The resources of `types` whose `attribute` names `resource`.
  func companions(_ types: [String], of resource: HCLBlock, by attribute: String, named name: String) -> [HCLBlock] {
    blocks.filter { block in
      types.contains(block.resource) && refers(block.attribute(attribute)?.value, to: resource, named: name)
    }
  }

  /// The data blocks of a kind, by what a reference to them looks like.
  func data(_ type: String, namedIn text: String) -> HCLBlock? {
    blocks.first { $0.type == "data" && $0.labels.first == type && text.contains("data.\(type).\($0.name).") }
  }

  /// Whether it is run itself, not only taken in by others: it says where its state lies or how providers are reached.
  var isRoot: Bool {
    blocks.contains {
      $0.type == "provider" || $0.type == "terraform" && !($0.blocks("backend") + $0.blocks("cloud")).isEmpty
    }
  }
}

enum Terraform {
  /// Each file is parsed once.
  static func blocks(in source: Source) -> [HCLBlock] {
    source.cache.reading("terraform blocks") { HCLParser.blocks(in: source) }
  }

  /// The faults of a module by file, found once for all rules.
  private static func faults(in module: [Source]) -> [String: [InfrastructureFault]] {
    module[0].cache.reading("terraform faults \(module.count)") {
      let module = TerraformModule(module)
      var faults: [String: [InfrastructureFault]] = [:]
      for file in module.files {
        faults[file.path] = file.blocks.flatMap { TerraformReview.faults(in: $0, of: module) }
      }
      return faults
    }
  }

  static let detector = Detector.artifact("terraform", reading: { source, _ in source.language == .terraform }) {
    sources, _, rule in
    let files = sources.filter { $0.language == .terraform && !$0.isTest }
    let modules = Dictionary(grouping: files) { folder(of: $0.path) }
    return modules.values.flatMap { module -> [Hit] in
      let found = faults(in: module)
      return module.flatMap { source in
        (found[source.path] ?? []).hits(of: rule, in: source).filter { source.isUnderJudgment($0.lines) }
      }
    }
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }
}

/// Everything that is held against one block.
enum TerraformReview {
  static func faults(in block: HCLBlock, of module: TerraformModule) -> [InfrastructureFault] {
    switch block.type {
    case "resource":
      let type = block.resource
      return (TerraformCheck.all[type] ?? []).flatMap { $0.faults(in: block, of: module) }
        + TerraformCheck.anywhere.flatMap { $0.faults(in: block, of: module) }
        + TerraformNetworks.faults(in: block, of: module) + TerraformStores.faults(in: block, of: module)
        + TerraformAccess.faults(in: block, of: module) + TerraformSecrets.faults(in: block, of: module)
        + TerraformContainers.faults(in: block, of: module) + TerraformVersions.charts(block, module)
    case "data":
      return TerraformAccess.data(block, of: module) + TerraformVersions.images(block)
    case "module":
      return TerraformVersions.modules(block) + TerraformCheck.anywhere.flatMap { $0.faults(in: block, of: module) }
        + TerraformSecrets.faults(in: block, of: module)
    case "terraform": return TerraformVersions.providers(block, of: module)
    case "variable": return TerraformSecrets.variable(block)
    case "provider", "locals", "": return TerraformSecrets.faults(in: block, of: module)
    default: return []
    }
  }
}
