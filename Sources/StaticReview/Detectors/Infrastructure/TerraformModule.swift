internal import JudgeTypes
internal import YAMLFiles

/// The Terraform files of one folder, which make one module: its blocks and what they say of each other.
struct TerraformModule: Sendable {
  private let variables: [String: YAMLValue]
  private let locals: [String: YAMLValue]
  /// The resources of each type, in order, so that a question of one costs no walk through all.
  private let resources: [String: [HCLBlock]]
  /// Their places in `resources` by name, and by what their attributes call them.
  private let places: [String: Int]
  private var namedBuckets: [String: Set<String>] = [:]
  /// Names of variables and locals that the reviewed file itself defines, as `var.x` and `local.x`.
  private let ownNames: Set<String>
  /// Whether it is run itself, not only taken in by others: it says where its state lies or how providers are reached.
  private(set) var isRoot = false
  private(set) var rotatesSecrets = false
  private(set) var auditsDatabases = false
  /// The blocks that take in a policy document, by the document's name.
  private(set) var policyUsers: [String: HCLBlock] = [:]

  init(_ own: [HCLBlock], beside neighbours: [HCLBlock] = []) {
    let blocks = own + neighbours
    ownNames = Set(
      own.flatMap { block -> [String] in
        switch block.type {
        case "variable": ["var.\(block.name)"]
        case "locals": block.attributes.map { "local.\($0.key)" }
        default: []
        }
      })
    var variables: [String: YAMLValue] = [:]
    var locals: [String: YAMLValue] = [:]
    for block in blocks {
      if block.type == "variable", let value = block.attribute("default")?.value { variables[block.name] = value }
      if block.type == "locals" { for entry in block.attributes { locals[entry.key] = entry.value } }
    }
    self.variables = variables
    self.locals = locals
    resources = Dictionary(grouping: blocks.filter { $0.type == "resource" }, by: \.resource)
    var places: [String: Int] = [:]
    for (type, blocks) in resources {
      for (index, block) in blocks.enumerated() {
        places["\(type).\(block.name)"] = index
        for name in ["bucket", "name"] {
          guard let literal = block.attribute(name)?.value.string, literal.count > 2 else { continue }
          places["\(type) \(name) \(literal)"] = index
        }
      }
    }
    self.places = places
    namedBuckets = Self.namedBuckets(in: self)
    isRoot = blocks.contains {
      $0.type == "provider" || $0.type == "terraform" && !($0.blocks("backend") + $0.blocks("cloud")).isEmpty
    }
    rotatesSecrets = resources["aws_secretsmanager_secret_rotation"] != nil
    auditsDatabases = [
      "azurerm_mssql_server_extended_auditing_policy", "azurerm_mssql_database_extended_auditing_policy",
      "azurerm_monitor_diagnostic_setting", "azurerm_mssql_server_microsoft_support_auditing_policy",
    ].contains { resources[$0] != nil }
    for block in blocks {
      for text in block.attributes.compactMap(\.value.string) {
        guard let found = text.firstRange(of: "aws_iam_policy_document.") else { continue }
        let name = text[found.upperBound...].prefix { $0 != "." && $0 != "[" }
        if policyUsers[String(name)] == nil { policyUsers[String(name)] = block }
      }
    }
  }

  func resources(_ types: String...) -> [HCLBlock] { types.flatMap { resources[$0] ?? [] } }

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

  /// What a value that is nothing but a variable or a local stands for, where the reviewed file defines it, on its line there.
  func origin(of value: YAMLValue, depth: Int = 0) -> YAMLValue? {
    guard depth < 5, let text = value.string, text.hasPrefix("${"), text.hasSuffix("}") else { return nil }
    let name = String(text.dropFirst(2).dropLast())
    guard ownNames.contains(name), let dot = name.firstIndex(of: ".") else { return nil }
    let key = String(name[name.index(after: dot)...])
    guard let known = name.hasPrefix("var.") ? variables[key] : locals[key] else { return nil }
    return origin(of: known, depth: depth + 1) ?? known
  }

  // MARK: References

  /// The resource of `type` that `value` names, by its address or by the literal name of its `attribute`.
  func resource(_ type: String, namedBy value: YAMLValue?, attribute: String) -> HCLBlock? {
    guard let value, let blocks = resources[type] else { return nil }
    let text = folded(value).string ?? ""
    if let found = text.firstRange(of: type + ".") {
      let name = text[found.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
      return places["\(type).\(name)"].map { blocks[$0] }
    }
    return places["\(type) \(attribute) \(text)"].map { blocks[$0] }
  }

  /// The buckets of which resources of `type` speak.
  func bucketsNamed(by type: String) -> Set<String> { namedBuckets[type] ?? [] }

  private static func namedBuckets(in module: TerraformModule) -> [String: Set<String>] {
    let types = ["aws_s3_bucket_website_configuration", "aws_s3_bucket_versioning"]
    return Dictionary(
      uniqueKeysWithValues: types.map { type in
        let named = module.resources(type).compactMap {
          module.resource("aws_s3_bucket", namedBy: $0.attribute("bucket")?.value, attribute: "bucket")?.name
        }
        return (type, Set(named))
      })
  }
}

enum Terraform {
  static let detector = Detector.file("terraform", reading: { source, _ in source.language == .terraform }) {
    source, rule in
    source.isTest
      ? []
      : source.cache.reading("terraform faults") { () -> [InfrastructureFault] in
        let own = HCLParser.blocks(in: source)
        let module = TerraformModule(own, beside: neighbouringBlocks(of: source))
        var told: Set<String> = []
        return own.flatMap { block in
          TerraformReview.faults(in: block, of: module).map { atItsOrigin($0, in: block, module) }
        }.filter { told.insert("\($0.rule) \($0.lines) \($0.isAbsence)").inserted }
      }.hits(of: rule, in: source)
  }

  /// A setting that a variable's default or a local makes is wrong there: whoever uses the module does not see the place of use.
  private static func atItsOrigin(
    _ fault: InfrastructureFault, in block: HCLBlock, _ module: TerraformModule
  ) -> InfrastructureFault {
    guard !fault.isAbsence else { return fault }
    var origin: YAMLValue?
    block.forEach { inner in
      for entry in inner.attributes where origin == nil && entry.line == fault.lines.lowerBound {
        origin = module.origin(of: entry.value)
      }
    }
    return origin.map { fault.moved(to: $0.line) } ?? fault
  }

  // MARK: Folders

  /// The Terraform files of each folder, which make one module.
  static func modules(of artifact: Artifact) -> [String: [ArtifactFile]] {
    Dictionary(grouping: artifact.files.filter { $0.language == .terraform }) { folder(of: $0.path) }
  }

  static func neighbours(of file: ArtifactFile, in modules: [String: [ArtifactFile]]) -> [ArtifactFile] {
    guard file.language == .terraform else { return [] }
    return (modules[folder(of: file.path)] ?? []).filter { $0.path != file.path }
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  /// Modules that people write are a tenth of this; in a larger folder each file stands for itself, since each would read all.
  private static let mostBytes = 200_000

  private static func neighbouringBlocks(of source: Source) -> [HCLBlock] {
    let size = source.neighbours.reduce(0) { $0 + $1.content.utf8.count }
    return size > mostBytes ? [] : source.neighbours.flatMap { HCLParser.blocks(in: Array($0.content.utf8)) }
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
        + TerraformSecrets.faults(in: block, of: module) + TerraformNetworks.listed(in: block, of: module)
    case "terraform":
      return TerraformVersions.providers(block, of: module)
        + block.blocks("backend").flatMap { TerraformSecrets.faults(in: $0, of: module) }
    case "variable": return TerraformSecrets.variable(block)
    case "locals", "":
      return TerraformSecrets.faults(in: block, of: module) + TerraformNetworks.listed(in: block, of: module)
    case "provider": return TerraformSecrets.faults(in: block, of: module)
    default: return []
    }
  }
}
