/// A YAML or JSON value with the place where it stands.
public struct YAMLValue: Sendable, Hashable {
  public indirect enum Content: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list([YAMLValue])
    /// In the order of the file; keys are unique.
    case map([Entry])
  }

  /// One key of a map and its value.
  public struct Entry: Sendable, Hashable {
    public let key: String
    public let line: Int
    public let column: Int
    public let value: YAMLValue

    public init(key: String, line: Int, column: Int, value: YAMLValue) {
      self.key = key
      self.line = line
      self.column = column
      self.value = value
    }
  }

  public let content: Content
  /// 1-based.
  public let line: Int
  /// 1-based.
  public let column: Int
  /// As written in the file, for scalars; so that `1.10` stays a version.
  public let text: String?

  public init(_ content: Content, line: Int, column: Int, text: String? = nil) {
    self.content = content
    self.line = line
    self.column = column
    self.text = text
  }

  public var entries: [Entry] { if case .map(let entries) = content { entries } else { [] } }
  public var list: [YAMLValue] { if case .list(let values) = content { values } else { [] } }
  public var isMap: Bool { if case .map = content { true } else { false } }
  public var isNull: Bool { content == .null }

  /// The text of a scalar; a number or boolean gives what the file says.
  public var string: String? {
    if case .string(let string) = content { string } else { isNull ? nil : text }
  }
  public var integer: Int? { if case .integer(let value) = content { value } else { nil } }
  public var boolean: Bool? { if case .boolean(let value) = content { value } else { nil } }
  public var number: Double? {
    switch content {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
  public var strings: [String] { list.compactMap(\.string) }

  /// The value of `key`, nil when it is missing or this is no map.
  public subscript(key: String) -> YAMLValue? {
    entries.first { $0.key == key }?.value
  }

  /// What it is, in words, for messages.
  var kind: String {
    switch content {
    case .null: "nothing"
    case .boolean(let value): "the boolean \(value)"
    case .integer(let value): "the integer \(value)"
    case .number: "the number \(text ?? "")"
    case .string(let value): "the text '\(value.count > 40 ? value.prefix(40) + "…" : value)'"
    case .list: "a list"
    case .map: "a map"
    }
  }
}
