internal import HTTPTypes

/// What a client takes, as its Accept header says it.
struct MediaRanges: Sendable {
  private struct Range: Sendable {
    let type, subtype: String
    /// 0 to 1.
    let weight: Double

    /// How closely it names a type; nil where it does not mean it.
    func closeness(to other: (type: Substring, subtype: Substring)) -> Int? {
      if type == "*" { return 0 }
      guard type == other.type else { return nil }
      if subtype == "*" { return 1 }
      return subtype == other.subtype ? 2 : nil
    }
  }

  private let ranges: [Range]

  init(_ headers: HTTPFields) {
    ranges = headers[values: .accept].flatMap { $0.split(separator: ",") }.compactMap { text in
      let parts = text.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
      let names = parts.first?.split(separator: "/") ?? []
      guard names.count == 2 else { return nil }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
      return Range(type: String(names[0]), subtype: String(names[1]), weight: weight)
    }
  }

  /// Whether one of the types may be sent; any may where nothing is asked for.
  func take(oneOf types: [String]) -> Bool { ranges.isEmpty || types.contains { weight(of: $0) > 0 } }

  /// Whether a page is wanted rather than a document for programs.
  var preferPages: Bool { weight(of: "text/html") > weight(of: "application/json") }

  /// By the range that names the type most closely; 0 where none does.
  private func weight(of type: String) -> Double {
    let names = type.prefix { $0 != ";" }.split(separator: "/")
    guard names.count == 2 else { return 0 }
    let found = ranges.compactMap { range in
      range.closeness(to: (names[0], names[1])).map { (closeness: $0, weight: range.weight) }
    }
    return found.max { $0.closeness < $1.closeness }?.weight ?? 0
  }
}
