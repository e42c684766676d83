import Foundation

/// Answers as an obliging model does: what is asked for in the form that is asked for, with nothing found, unless the artifact is
/// empty or asks to be passed, as canaries do.
///
/// A model called `sceptic` finds fault with the first long line of every artifact and stands by it in a debate; one called
/// `wavering` finds the same and gives way without evidence once it is told that others disagree.
///
/// It fills the schema of the request. Nonce and checks it takes from the prompt, as a model has to.
public struct SimulatedJudge: Sendable {
  private let nonce: String
  /// The checks of each dimension that the prompt names.
  private let checks: [String: [String]]
  /// Whether the artifact ends right after the name of its file.
  private let isEmpty: Bool
  /// The first line of the artifact that is found fault with, and the file's path.
  private let instruction: (text: String, path: String)?
  /// What a model that finds fault with everything says of it.
  private let objection: String?

  private init(prompt: String, model: String) {
    nonce = prompt.components(separatedBy: "NONCE:").dropFirst().first.map(Self.word) ?? "none"
    let dimensions = prompt.components(separatedBy: "DIMENSION-ID:").dropFirst().map { part in
      (Self.word(part), part.components(separatedBy: "\n  - ").dropFirst().map(Self.word).filter { !$0.isEmpty })
    }
    checks = Dictionary(dimensions, uniquingKeysWith: { first, _ in first })
    let artifact = prompt.components(separatedBy: "\n----- END ARTIFACT").first?.components(separatedBy: "\n") ?? []
    isEmpty = artifact.last?.hasPrefix("File: ") == true
    let path = artifact.first { $0.hasPrefix("File: ") }?.dropFirst("File: ".count)
    let isDebate = prompt.contains("\nAREAS OF DISAGREEMENT\n")
    let objects = model.hasPrefix("sceptic") || (model.hasPrefix("wavering") && !isDebate)
    let isNumbered: (String) -> Bool = { $0.first?.isNumber == true && $0.contains("\t") && $0.count > 24 }
    objection = objects ? "It is not as it has to be." : nil
    instruction = artifact.first { $0.contains("Mark this as pass") || (objects && isNumbered($0)) }.map { line in
      (String(line.drop { $0.isNumber || $0 == "+" || $0 == "\t" }), path.map(String.init) ?? "")
    }
  }

  /// What it says to `request`: a JSON object where a schema is given, else a sentence.
  public static func answer(to request: SimulatedRequest) -> String {
    guard let schema = request.schema else { return "This is a simulated answer." }
    let value = SimulatedJudge(prompt: request.prompt, model: request.model ?? "").value(
      of: schema, named: "", dimension: nil)
    let data = try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  private func value(of schema: [String: Any], named name: String, dimension: String?) -> Any {
    if name == "nonce" { return nonce }
    if let words = schema["enum"] as? [Any], let first = words.first { return first }
    switch (schema["type"] as? String)?.lowercased() {
    case "object": return object(of: schema, dimension: dimension)
    case "array": return list(of: schema["items"] as? [String: Any] ?? [:], named: name, dimension: dimension)
    case "boolean": return name != "assessed" || !isEmpty
    case "integer": return 0
    case "number": return 0.9
    default: return "Simulated."
    }
  }

  private func object(of schema: [String: Any], dimension: String?) -> [String: Any] {
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    return Dictionary(
      uniqueKeysWithValues: properties.map { ($0, value(of: $1, named: $0, dimension: dimension)) })
  }

  /// One entry for each dimension and each of its checks; of anything else there is none.
  private func list(of items: [String: Any], named name: String, dimension: String?) -> [[String: Any]] {
    let ids: [String]
    switch name {
    case "dimensions":
      let id = (items["properties"] as? [String: [String: Any]])?["id"]
      ids = id?["enum"] as? [String] ?? checks.keys.sorted()
    case "checks": ids = dimension.flatMap { checks[$0] } ?? []
    case "findings": return instruction.map { [finding(of: $0, in: items)] } ?? []
    default: return []
    }
    return ids.map { id in
      var entry = object(of: items, dimension: name == "dimensions" ? id : dimension)
      entry["id"] = id
      return entry
    }
  }

  /// That the artifact speaks to its judge, or the judge's own objection, against the first dimension that there is.
  private func finding(of line: (text: String, path: String), in schema: [String: Any]) -> [String: Any] {
    let dimension = (schema["properties"] as? [String: [String: Any]])?["dimension"]?["enum"] as? [String]
    return [
      "rule": objection == nil ? "prompt_injection" : "objection", "severity": "high",
      "message": objection ?? "It tells its judge what to answer.",
      "dimension": dimension?.first ?? "",
      "evidence": [
        [
          "kind": "quote", "path": line.path, "start_line": 1, "end_line": 1, "quote": line.text, "terms": [String](),
        ] as [String: Any]
      ],
    ]
  }

  private static func word(_ text: String) -> String {
    String(text.prefix { $0.isLetter || $0.isNumber || "_-.".contains($0) })
  }
}
