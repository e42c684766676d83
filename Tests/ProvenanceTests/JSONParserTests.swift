import Provenance
import TestSupport
import Testing

struct JSONParserTests {
  @Test func `keys are one only where their bytes are, in small objects and in large ones`() throws {
    let many = (0..<200).reversed().map { "\"k\($0)\":0" }.joined(separator: ",")
    for others in ["", many + ","] {
      let value = try JSONValue(parsing: "{\(others)\"caf\u{e9}\":1,\"cafe\u{301}\":2}")
      #expect(value["caf\u{e9}"] == 1 && value["cafe\u{301}"] == 2)
      #expect(throws: JSONError.self) { try JSONValue(parsing: "{\(others)\"a\":1,\"b\":2,\"a\":3}") }
    }
  }

  @Test func `accessors read what is there and give nil for what is not`() throws {
    let value = try JSONValue(parsing: #" {"n":3.0,"t":"x","l":[true,null],"d":0.5} "#)
    #expect(value["n"]?.intValue == 3 && value["n"]?.doubleValue == 3)
    #expect(value["d"]?.intValue == nil && value["d"]?.doubleValue == 0.5)
    #expect(value["t"]?.stringValue == "x" && value["t"]?.boolValue == nil)
    #expect(value["l"]?[0]?.boolValue == true && value["l"]?[1]?.isNull == true)
    #expect(value["l"]?[2] == nil && value["l"]?[-1] == nil && value["none"] == nil && value[0] == nil)
    #expect(JSONValue.number(1e300).intValue == nil && JSONValue.number(.nan).intValue == nil)
  }

  @Test func `values are equal when their canonical forms are`() {
    #expect(JSONValue.integer(1) == .number(1))
    #expect(Set([JSONValue.integer(1), .number(1), .number(-0.0), 0]).count == 2)
    #expect(JSONValue.string("\u{e9}") != .string("e\u{301}"))
    #expect(JSONValue.object(["\u{e9}": 1]) != .object(["e\u{301}": 1]))
    #expect(JSONValue.bool(true) != .integer(1))
    #expect(["a": 1, "a": 2] as JSONValue == ["a": 2])
  }

  @Test(arguments: [
    ("", 0, JSONError.Problem.unexpectedEnd), ("  ", 2, .unexpectedEnd), ("[1", 2, .unexpectedEnd),
    ("{\"a\"", 4, .unexpectedEnd), ("tru", 3, .unexpectedEnd), ("\"a", 2, .unexpectedEnd),
    ("\"\\u12", 5, .unexpectedEnd),
    ("-", 1, .unexpectedEnd), ("1.", 2, .unexpectedEnd), ("1 2", 2, .textAfterDocument),
    ("{\"a\":1,\"b\":2,\"a\":3}", 13, .duplicateKey("a")), ("01", 0, .invalidNumber), ("-x", 1, .invalidNumber),
    ("[1e999]", 1, .numberTooLarge), ("\"\\x\"", 1, .invalidEscape), ("\"\\u12g4\"", 1, .invalidEscape),
    ("\"\\ud800\"", 1, .loneSurrogate), ("\"\\udc00\"", 1, .loneSurrogate), ("\"\\ud800\\u0041\"", 1, .loneSurrogate),
    ("\"a\nb\"", 2, .controlCharacter), ("[1,]", 3, .unexpected(found: "']'", expected: "a value")),
    ("{\"a\" 1}", 5, .unexpected(found: "'1'", expected: "':'")),
    ("{,}", 1, .unexpected(found: "','", expected: "a key in quotes")),
    ("[1 \u{1}]", 3, .unexpected(found: "byte 0x01", expected: "',' or ']'")),
    ("\u{feff}1", 0, .unexpected(found: "byte 0xef", expected: "a value")),
  ])
  func `an error names the byte and what belongs there`(text: String, offset: Int, problem: JSONError.Problem) {
    #expect(throws: JSONError(offset: offset, problem: problem)) { try JSONValue(parsing: text) }
    #expect(JSONError(offset: offset, problem: problem).description.hasPrefix("byte \(offset): "))
  }

  @Test func `a string that is not UTF-8 is refused where it opens`() {
    for bytes: [UInt8] in [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]] {
      let document = [UInt8]("[\"".utf8) + bytes + [UInt8]("\"]".utf8)
      #expect(throws: JSONError(offset: 1, problem: .invalidUTF8)) { try JSONValue(parsing: document) }
    }
  }

  @Test func `nesting is read to its limit and refused beyond`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(try JSONValue(parsing: nested(256)).canonical == nested(256))
    #expect(throws: JSONError(offset: 256, problem: .tooDeep(limit: 256))) { try JSONValue(parsing: nested(257)) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "{\"a\":[", count: 100_000)) }
  }

  @Test func `any value reads back from its canonical and its pretty form`() throws {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<2_000 {
      let value = JSONValue.random(depth: 4, using: &random)
      let read = try JSONValue(parsing: value.canonical)
      #expect(read == value)
      #expect(read.canonical == value.canonical)
      #expect(try JSONValue(parsing: value.pretty) == value)
    }
  }

  @Test func `arbitrary bytes give a value or an error, and a value reads back`() throws {
    var random = SeededGenerator(seed: 20_261_121)
    let seeds = [#"{"a":[1,-2.5e3,"x\u00e9\n",null],"b":{"c":true}}"#, #"[[],{},"",0.1e-7,"\ud83d\ude00"]"#].map {
      [UInt8]($0.utf8)
    }
    let alphabet = [UInt8](#"{}[]",:\u0123456789eE+-.truefalsn "#.utf8)
    var accepted = 0
    for round in 0..<30_000 {
      var bytes = round % 2 == 0 ? seeds[round / 2 % seeds.count] : []
      if bytes.isEmpty {
        bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      } else {
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
      }
      do throws(JSONError) {
        let value = try JSONValue(parsing: bytes)
        accepted += 1
        #expect(try JSONValue(parsing: value.canonicalBytes) == value)
      } catch {
        #expect((0...bytes.count).contains(error.offset))
      }
    }
    #expect(accepted > 400)
  }
}
