internal import JudgeTypes
internal import YAMLFiles

/// An OpenAPI or Swagger description with the lines of its parts.
struct OpenAPIDocument {
  struct Operation {
    let method: String
    let path: String
    let line: Int
    let value: YAMLValue
    /// The operation's own parameters and those of its path.
    let parameters: [YAMLValue]

    /// From the method to the line of one of its keys; the method's own where it has none.
    func lines(to key: String) -> ClosedRange<Int> {
      line...max(line, value.entries.first { $0.key == key }?.line ?? line)
    }
  }

  let root: YAMLValue
  let operations: [Operation]

  /// Nil when the source is no such document, or does not parse.
  init?(_ source: Source) {
    guard source.kind == .openapi || Self.marker.matches(source.bytes),
      let root = YAMLFile.onlyDocument(of: source.string(0..<source.bytes.count), path: source.path), root.isMap,
      root["openapi"] != nil || root["swagger"] != nil
    else { return nil }
    self.root = root
    var operations: [Operation] = []
    for path in root["paths"]?.entries ?? [] {
      let item = Self.resolved(path.value, in: root)
      let shared = item["parameters"]?.list ?? []
      for method in item.entries where Self.methods.contains(method.key) {
        operations.append(
          Operation(
            method: method.key, path: path.key, line: method.line, value: method.value,
            parameters: shared + (method.value["parameters"]?.list ?? [])))
      }
    }
    self.operations = operations
  }

  private static let marker = Pattern.fixed(#"(?m)^\s*["']?(?:openapi|swagger)["']?\s*:"#)
  private static let methods: Set<String> = ["get", "put", "post", "delete", "patch", "options", "head", "trace"]

  /// Whether it only shows what nobody's name or account is in, such as weather or departures.
  var isForEverybody: Bool {
    operations.allSatisfy { operation in
      operation.method == "get" && !RoutePaths.restricted.matches(Array(operation.path.utf8))
    }
  }

  /// What a `$ref` inside the document points to; the value itself when it is none.
  private static func resolved(_ value: YAMLValue, in root: YAMLValue) -> YAMLValue {
    guard let reference = value["$ref"]?.string, reference.hasPrefix("#/") else { return value }
    let keys = reference.dropFirst(2).split(separator: "/").map {
      String($0).replacing("~1", with: "/").replacing("~0", with: "~")
    }
    return keys.reduce(Optional(root)) { $0?[$1] } ?? value
  }
}

extension Source {
  /// Whether `term` occurs in the text view, letter case ignored.
  func has(_ term: String) -> Bool {
    guard let pattern = try? Pattern("(?i)\\Q\(term)\\E") else { return false }
    return pattern.matches(text)
  }
}
