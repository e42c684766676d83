import JudgeTypes

/// The keys at the top of a YAML or JSON text, which tell what it describes.
struct TopLevelKeys {
  private(set) var keys: Set<String> = []
  /// Whether some line below names an image or a build, as the services of a compose file do.
  private var namesImage = false
  /// Whether some line below begins a script or steps, as the jobs of a pipeline do.
  private var namesSteps = false

  var kind: ArtifactKind? {
    if keys.contains("openapi") || keys.contains("swagger") || keys.contains("asyncapi") { return .openapi }
    if keys.contains("apiVersion"), keys.contains("kind") { return .kubernetes }
    // YAML 1.1 reads a bare `on` as true, so a file that went through such a tool has that key.
    if keys.contains("jobs"), keys.contains("on") || keys.contains("true") { return .workflow }
    // A composite action, and the pipelines of other systems.
    if keys.contains("runs"), keys.contains("name") || keys.contains("description") { return .workflow }
    if keys.contains("pipelines"), keys.contains("image") || keys.contains("definitions") { return .workflow }
    if keys.contains("version"), keys.contains("jobs"), keys.contains("workflows") || keys.contains("orbs") {
      return .workflow
    }
    if keys.contains("trigger") || keys.contains("pool") || keys.contains("pr"), namesSteps { return .workflow }
    if keys.contains("stages") || keys.contains("before_script"), namesSteps { return .workflow }
    if keys.contains("services"), namesImage { return .compose }
    return nil
  }

  init(yaml sample: Sample) {
    for line in sample.lines {
      guard let first = line.utf8.first else { continue }
      if first == 0x20 || first == 0x09 {
        let text = line.trimmed
        if text.hasPrefix("image:") || text.hasPrefix("build:") { namesImage = true }
        if ["script:", "- script:", "steps:", "- bash:", "- task:"].contains(where: text.hasPrefix) {
          namesSteps = true
        }
      } else if let colon = line.utf8.firstIndex(of: 0x3A) {
        if line.hasPrefix("steps:") { namesSteps = true }
        keys.insert(String(line[..<colon].filter { $0 != "\"" && $0 != "'" }.trimmed))
      }
    }
    // YAML that is written as JSON.
    if sample.lines.first?.trimmed.hasPrefix("{") == true { keys.formUnion(TopLevelKeys(json: sample).keys) }
  }

  init(json sample: Sample) {
    var reader = JSONKeyReader(bytes: sample.bytes)
    keys = reader.keys()
    namesImage = reader.nestedKeys.contains("image") || reader.nestedKeys.contains("build")
  }
}

/// Collects keys in one pass, whether or not the text is whole or valid.
private struct JSONKeyReader {
  let bytes: [UInt8]
  private(set) var nestedKeys: Set<String> = []
  private static let longestKey = 100

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func keys() -> Set<String> {
    var keys: Set<String> = []
    var depth = 0
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""):
        let end = endOfString(from: index + 1)
        if end - index <= Self.longestKey, isFollowedByColon(end + 1) {
          let key = String(decoding: bytes[(index + 1)..<max(index + 1, min(end, bytes.count))], as: UTF8.self)
          if depth == 1 { keys.insert(key) } else { nestedKeys.insert(key) }
        }
        index = end
      default: break
      }
      index += 1
    }
    return keys
  }

  private func endOfString(from start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return index
  }

  private func isFollowedByColon(_ start: Int) -> Bool {
    var index = start
    while index < bytes.count, bytes[index] == 0x20 || (0x09...0x0D).contains(bytes[index]) { index += 1 }
    return index < bytes.count && bytes[index] == UInt8(ascii: ":")
  }
}
