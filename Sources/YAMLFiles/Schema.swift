/// What a file may hold: the same value checks files, with line and column, and writes their JSON Schema.
public indirect enum Schema: Sendable, Hashable {
  case string(Text = .any)
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  case boolean
  /// One of these words.
  case choice([String])
  case list(of: Schema, minimum: Int = 0)
  /// A map with these keys and no others.
  case object([Property])
  /// A map from any key to values of one form.
  case map(of: Schema)
  /// Whichever form fits.
  case either([Schema])
  /// Null as well.
  case optional(Schema)
  /// Not checked here.
  case anything

  /// What a text may be.
  public struct Text: Sendable, Hashable {
    /// In words, such as "a fraction such as 2/3".
    public let description: String
    /// A JSON Schema pattern that says the same; nil for any text.
    public let pattern: String?
    private let accepts: Form

    enum Form: Sendable, Hashable { case any, nonEmpty, identifier, fraction, modelName, age }

    public static let any = Text(description: "a text", pattern: nil, accepts: .any)
    public static let nonEmpty = Text(description: "a text that is not empty", pattern: #"\S"#, accepts: .nonEmpty)
    public static let identifier = Text(
      description: "letters, digits, '_', '-' and '.'", pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]*$", accepts: .identifier)
    public static let fraction = Text(
      description: "a fraction such as \"2/3\" or a whole number", pattern: "^[0-9]{1,7}(/0*[1-9][0-9]{0,6})?$",
      accepts: .fraction)
    public static let modelName = Text(
      description: "provider/model, such as anthropic/claude-sonnet-4", pattern: #"^[^\s/]+/\S+$"#, accepts: .modelName)

    public static let age = Text(
      description: "a length of time such as 30m, 12h, 7d or 4w, or off", pattern: "^([1-9][0-9]{0,7}[smhdw]|off)$",
      accepts: .age)

    public func accepts(_ text: String) -> Bool {
      switch accepts {
      case .any: return true
      case .nonEmpty: return text.contains { !$0.isWhitespace }
      case .identifier:
        return text.first.map { $0.isASCII && ($0.isLetter || $0.isNumber) } == true
          && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) }
      case .fraction:
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.allSatisfy { $0.isASCII && $0.isNumber } ? Int($0) : nil }
        // The bounds of Fraction, which this module does not know.
        return (1...2).contains(parts.count) && numbers.count == parts.count && numbers.allSatisfy { $0 <= 1_000_000 }
          && (numbers.count == 1 || numbers[1] > 0)
      case .age:
        guard text != "off" else { return true }
        let digits = text.dropLast()
        return (1...8).contains(digits.count) && digits.allSatisfy { $0.isASCII && $0.isNumber } && digits.first != "0"
          && text.last.map { "smhdw".contains($0) } == true
      case .modelName:
        guard let slash = text.firstIndex(of: "/") else { return false }
        return slash != text.startIndex && text.index(after: slash) != text.endIndex
          && !text.contains(where: \.isWhitespace)
      }
    }
  }

  /// A key of an object.
  public struct Property: Sendable, Hashable {
    public let key: String
    public let schema: Schema
    public let isRequired: Bool
    public let description: String

    public init(_ key: String, _ schema: Schema, required: Bool = false, _ description: String) {
      self.key = key
      self.schema = schema
      self.isRequired = required
      self.description = description
    }
  }
}

extension Schema {
  /// Everything in `value` that does not fit, in the order of the file.
  public func problems(of value: YAMLValue, path: String) -> [FileProblem] {
    var problems: [FileProblem] = []
    check(value, key: "", path: path, into: &problems)
    return problems.sorted()
  }

  private func check(_ value: YAMLValue, key: String, path: String, into problems: inout [FileProblem]) {
    func report(_ message: String) {
      problems.append(FileProblem(path: path, line: value.line, column: value.column, key: key, message: message))
    }
    func expected() { report("found \(value.kind); expected \(phrase). Write \(phrase) here.") }

    switch self {
    case .anything: break
    case .optional(let schema):
      if !value.isNull { schema.check(value, key: key, path: path, into: &problems) }
    case .string(let text):
      guard let string = value.string, text.accepts(string) else { return expected() }
    case .integer(let range):
      guard let integer = value.integer, range.contains(integer) else { return expected() }
    case .number(let range):
      guard let number = value.number, range.contains(number) else { return expected() }
    case .boolean:
      guard value.boolean != nil else { return expected() }
    case .choice(let words):
      guard let string = value.string, words.contains(string) else {
        let near = value.string.flatMap { nearest($0, among: words) }.map { " Did you mean '\($0)'?" } ?? ""
        return report("found \(value.kind); expected one of \(words.joined(separator: ", ")).\(near)")
      }
    case .list(let element, let minimum):
      guard case .list(let values) = value.content else { return expected() }
      if values.count < minimum { report("the list has \(values.count) entries; write at least \(minimum).") }
      for (index, entry) in values.enumerated() {
        element.check(entry, key: "\(key)[\(index)]", path: path, into: &problems)
      }
    case .map(let element):
      guard value.isMap else { return expected() }
      for entry in value.entries {
        element.check(entry.value, key: key.isEmpty ? entry.key : "\(key).\(entry.key)", path: path, into: &problems)
      }
    case .object(let properties):
      guard value.isMap else { return expected() }
      Self.check(value, properties: properties, key: key, path: path, into: &problems)
    case .either(let schemas):
      if !schemas.contains(where: { $0.problems(of: value, path: path).isEmpty }) { expected() }
    }
  }

  private static func check(
    _ value: YAMLValue, properties: [Property], key: String, path: String, into problems: inout [FileProblem]
  ) {
    let known = properties.map(\.key)
    for entry in value.entries {
      let entryKey = key.isEmpty ? entry.key : "\(key).\(entry.key)"
      if let property = properties.first(where: { $0.key == entry.key }) {
        property.schema.check(entry.value, key: entryKey, path: path, into: &problems)
      } else {
        let advice =
          nearest(entry.key, among: known).map { "Did you mean '\($0)'?" }
          ?? "Accepted here: \(known.joined(separator: ", ")). Remove or rename it."
        problems.append(
          FileProblem(
            path: path, line: entry.line, column: entry.column, key: entryKey,
            message: "unknown key '\(entry.key)'. \(advice)"))
      }
    }
    for property in properties where property.isRequired && value[property.key] == nil {
      problems.append(
        FileProblem(
          path: path, line: value.line, column: value.column, key: key,
          message: "the key '\(property.key)' is missing (\(property.description)). Add a '\(property.key):' line."))
    }
  }

  /// What is accepted, in words.
  public var phrase: String {
    switch self {
    case .anything: "anything"
    case .optional(let schema): "\(schema.phrase), or nothing"
    case .string(let text): text.description
    case .integer(let range): "an integer from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
    case .boolean: "true or false"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    case .list(let element, _): "a list of \(element.phrase)"
    case .map: "a map"
    case .object: "a map"
    case .either(let schemas): schemas.map(\.phrase).joined(separator: ", or ")
    }
  }
}

/// The known word closest to `word` by edit distance, nil when none is close enough to be meant.
public func nearest(_ word: String, among known: [String]) -> String? {
  let limit = word.count <= 4 ? 1 : max(2, min(word.count, 64) / 3)
  let ranked = known.map { (distance: editDistance(word.lowercased(), $0.lowercased()), word: $0) }
  return ranked.min { ($0.distance, $0.word) < ($1.distance, $1.word) }.flatMap { $0.distance <= limit ? $0.word : nil }
}

/// Levenshtein's distance; words longer than 64 characters are compared by their beginnings.
private func editDistance(_ left: String, _ right: String) -> Int {
  let (left, right) = (Array(left.prefix(64)), Array(right.prefix(64)))
  var row = Array(0...right.count)
  for (i, a) in left.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, b) in right.enumerated() {
      let above = row[j + 1]
      row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a == b ? 0 : 1))
      diagonal = above
    }
  }
  return row[right.count]
}
