import Testing
import YAMLFiles

/// The value of `scalar` where it stands plain in a map.
private func content(of scalar: String) throws -> YAMLValue.Content? {
  try YAMLFile.value(of: "a: \(scalar)\n", path: "f.yaml")["a"]?.content
}

@Suite struct ValueTests {
  @Test(arguments: [
    "yes", "no", "on", "off", "y", "n", "NO", "Yes", "2001-01-01", "12:30:45", "1_000", "0b1", "1e", "e3", "=", "1.2.3",
    "tRUE",
  ])
  func `what YAML 1.2 does not name stays a text`(_ scalar: String) throws {
    #expect(try content(of: scalar) == .string(scalar))
  }

  @Test(arguments: ["true", "True", "TRUE"])
  func `the three spellings of true are booleans`(_ scalar: String) throws {
    #expect(try content(of: scalar) == .boolean(true))
  }

  @Test(arguments: ["false", "False", "FALSE"])
  func `the three spellings of false are booleans`(_ scalar: String) throws {
    #expect(try content(of: scalar) == .boolean(false))
  }

  @Test(arguments: ["", "~", "null", "Null", "NULL"])
  func `the spellings of null are nothing`(_ scalar: String) throws {
    #expect(try content(of: scalar) == .null)
  }

  @Test(arguments: [("0", 0), ("-12", -12), ("+12", 12), ("0123", 123), ("-0", 0), ("9223372036854775807", .max)])
  func `decimal digits are an integer`(_ scalar: String, _ value: Int) throws {
    #expect(try content(of: scalar) == .integer(value))
  }

  @Test(arguments: [
    ("1.5", 1.5), (".5", 0.5), ("+.5", 0.5), ("1.", 1.0), ("1e3", 1000.0), ("-2.5E-1", -0.25),
    ("9223372036854775808", 0x1p63),
  ])
  func `a point, an exponent or too many digits make a number`(_ scalar: String, _ value: Double) throws {
    #expect(try content(of: scalar) == .number(value))
  }

  @Test(arguments: [#""5""#, "'5'"])
  func `a quoted number is a text`(_ scalar: String) throws {
    #expect(try content(of: scalar) == .string("5"))
  }

  @Test func `quoted booleans and nulls are texts`() throws {
    #expect(try content(of: "'true'") == .string("true"))
    #expect(try content(of: #""null""#) == .string("null"))
    #expect(try content(of: #""""#) == .string(""))
    #expect(try content(of: "|\n  no\n  1\n") == .string("no\n1\n"))
    #expect(try content(of: ">-\n  5\n") == .string("5"))
  }

  @Test func `a scalar keeps what the file says, so that 1.10 stays a version`() throws {
    let value = try #require(YAMLFile.value(of: "a: 1.10\n", path: "f")["a"])
    #expect(value.number == 1.1)
    #expect(value.string == "1.10")
    #expect(value.integer == nil)
  }

  @Test func `hexadecimal and octal integers of the core schema are integers`() throws {
    let hexadecimal = try content(of: "0x1F")
    let octal = try content(of: "0o17")
    do {
      #expect(hexadecimal == .integer(31))
      #expect(octal == .integer(15))
    }
  }

  @Test func `values know their line and column, counted in characters from one`() throws {
    let value = try YAMLFile.value(of: "ключ: {ö: [1, x]}\nlist:\n  - a\n  -   b: 2\n", path: "f")
    let inner = try #require(value["ключ"]?["ö"])
    #expect([inner.line, inner.column] == [1, 11])
    #expect(inner.list.map(\.column) == [12, 15])
    let list = try #require(value["list"])
    #expect(list.list.map(\.line) == [3, 4])
    #expect(list.list.map(\.column) == [5, 7])
    #expect(value.entries.map(\.line) == [1, 2])
    #expect(list.list.last?.entries.first?.value.column == 10)
  }

  @Test func `entries stand in the order of the file`() throws {
    let value = try YAMLFile.value(of: "z: 1\na: 2\nm: 3\n", path: "f")
    #expect(value.entries.map(\.key) == ["z", "a", "m"])
  }

  @Test func `JSON is read as the same values`() throws {
    let json = try YAMLFile.value(of: #"{"a": [1, 2.5, "no", null, true], "b": {"c": "\u00e9\n"}}"#, path: "f.json")
    #expect(json["a"]?.list.map(\.content) == [.integer(1), .number(2.5), .string("no"), .null, .boolean(true)])
    #expect(json["b"]?["c"]?.string == "é\n")
    let pretty = try YAMLFile.value(of: "{\n  \"a\": 1,\n  \"b\": [\n    true\n  ]\n}\n", path: "f.json")
    #expect(pretty["b"]?.list.first?.line == 4)
    #expect(pretty["b"]?.list.first?.column == 5)
  }

  @Test func `line ends of Windows do not disturb`() throws {
    let value = try YAMLFile.value(of: "a: 1\r\nb: two\r\n", path: "f")
    #expect(value["a"]?.integer == 1)
    #expect(value["b"]?.string == "two")
    #expect(value["b"]?.line == 2)
  }

  @Test func `a byte order mark does not disturb`() throws {
    #expect(try YAMLFile.value(of: "\u{FEFF}a: 1\n", path: "f")["a"]?.integer == 1)
    do {
      let value = try? YAMLFile.value(of: "\u{FEFF}a: 1\nb: 2\n", path: "f")
      #expect(value?["b"]?.integer == 2)
    }
  }

  @Test func `an alias gives the value of its anchor`() throws {
    let value = try YAMLFile.value(of: "a: &x [1, 2]\nb: *x\n", path: "f")
    #expect(value["b"]?.list.compactMap(\.integer) == [1, 2])
  }

  @Test func `what a value is not is nil or empty`() throws {
    let value = try YAMLFile.value(of: "a: text\nb: 1\nc:\n", path: "f")
    #expect(value["a"]?.integer == nil)
    #expect(value["a"]?.number == nil)
    #expect(value["a"]?.boolean == nil)
    #expect(value["a"]?["x"] == nil)
    #expect(value["b"]?.list.isEmpty == true)
    #expect(value["b"]?.number == 1)
    #expect(value["c"]?.string == nil)
    #expect(value["c"]?.isNull == true)
    #expect(value["missing"] == nil)
    #expect(value.string == nil)
    #expect(value.strings.isEmpty)
  }
}
