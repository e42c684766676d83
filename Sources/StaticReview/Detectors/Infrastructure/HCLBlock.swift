internal import YAMLFiles

/// A block of Terraform's language: `type "label" "label" { ... }`. What it holds keeps its lines.
///
/// Values are told as YAML's are, so that a policy reads the same whether it is written as an expression or as JSON. What is not
/// literal is a text that holds `${...}`.
struct HCLBlock: Sendable {
  let type: String
  let labels: [String]
  let line: Int
  var lastLine: Int
  var attributes: [YAMLValue.Entry] = []
  var blocks: [HCLBlock] = []
  /// What a `dynamic` block is repeated for.
  var each: YAMLValue?

  /// The type of a resource or data block; empty for others.
  var resource: String { type == "resource" ? labels.first ?? "" : "" }
  var name: String { labels.last ?? "" }

  func attribute(_ name: String) -> YAMLValue.Entry? { attributes.first { $0.key == name } }
  func blocks(_ type: String) -> [HCLBlock] { blocks.filter { $0.type == type } }

  /// A block as a map, for those that can be written either way.
  var value: YAMLValue {
    let nested = blocks.map { YAMLValue.Entry(key: $0.type, line: $0.line, column: 1, value: $0.value) }
    return YAMLValue(.map(attributes + nested), line: line, column: 1)
  }

  /// Every block in it and below, itself included, told in the order of the file.
  func forEach(_ body: (HCLBlock) -> Void) {
    body(self)
    for block in blocks { block.forEach(body) }
  }

  /// Where an attribute stands, or should stand.
  struct Place {
    let line: Int
    /// Nil where it is missing.
    let value: YAMLValue?
    /// The line of the innermost block that has it or should have it.
    let blockLine: Int
  }

  /// The places of `path`, whose parts are nested blocks, or attributes that hold maps. A part that ends in `?` gives no place
  /// where it is missing; one of several that are missing is told at the innermost block that is there.
  func places(of path: [Substring]) -> [Place] {
    guard let part = path.first else { return [] }
    let isOptional = part.hasSuffix("?")
    let name = String(isOptional ? part.dropLast() : part)
    let rest = Array(path.dropFirst())
    let nested = blocks(name)
    if rest.isEmpty {
      if let attribute = attribute(name) {
        return [Place(line: attribute.line, value: attribute.value, blockLine: line)]
      }
      if !nested.isEmpty { return nested.map { Place(line: $0.line, value: $0.value, blockLine: line) } }
    } else {
      let maps = attributes.filter { $0.key == name }.flatMap { entry in
        entry.value.isMap ? [entry.value] : entry.value.list
      }
      let all =
        nested
        + maps.filter(\.isMap).map {
          HCLBlock(type: name, labels: [], line: $0.line, lastLine: $0.line, attributes: $0.entries)
        }
      if !all.isEmpty { return all.flatMap { $0.places(of: rest) } }
    }
    return isOptional ? [] : [Place(line: line, value: nil, blockLine: line)]
  }
}

extension YAMLValue {
  /// Whether it depends on what the file does not say.
  var isUnknown: Bool { string?.contains("${") ?? false }
}
