import Foundation
import Testing
import YAMLFiles

@Suite struct JSONSchemaTests {
  private let text = sampleSchema.jsonSchema(id: "https://example.org/sample.json", title: "A \"sample\"\n\\ \u{1} é")

  private func document() throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func property(_ name: String) throws -> [String: Any] {
    let properties = try #require(try document()["properties"] as? [String: Any])
    return try #require(properties[name] as? [String: Any])
  }

  @Test func `the head names the draft, the id and the title as given`() throws {
    let document = try document()
    #expect(document["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    #expect(document["$id"] as? String == "https://example.org/sample.json")
    #expect(document["title"] as? String == "A \"sample\"\n\\ \u{1} é")
  }

  @Test func `an object takes its keys and no others`() throws {
    let document = try document()
    #expect(document["type"] as? String == "object")
    #expect(document["additionalProperties"] as? Bool == false)
    #expect(document["required"] as? [String] == ["name"])
    #expect((document["properties"] as? [String: Any])?.count == 14)
    #expect(try property("inner")["required"] as? [String] == ["deep"])
    #expect(try property("inner")["additionalProperties"] as? Bool == false)
  }

  @Test func `texts carry their pattern`() throws {
    #expect(try property("name")["type"] as? String == "string")
    #expect(try property("name")["pattern"] as? String == #"\S"#)
    #expect(try property("id")["pattern"] as? String == "^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    #expect(try property("model")["pattern"] as? String == #"^[^\s/]+/\S+$"#)
    #expect(try property("share")["type"] as? [String] == ["string", "integer"])
    #expect(try property("colour")["description"] as? String == "its \"colour\"")
  }

  @Test func `numbers carry their bounds`() throws {
    #expect(try property("count")["type"] as? String == "integer")
    #expect(try property("count")["minimum"] as? Int == 0)
    #expect(try property("count")["maximum"] as? Int == 10)
    #expect(try property("ratio")["type"] as? String == "number")
    #expect(try property("ratio")["maximum"] as? Double == 1)
    #expect(try property("enabled")["type"] as? String == "boolean")
  }

  @Test func `choices, lists, maps and alternatives have their keywords`() throws {
    #expect(try property("colour")["enum"] as? [String] == ["red", "green", "blue"])
    #expect(try property("tags")["type"] as? String == "array")
    #expect(try property("tags")["minItems"] as? Int == 1)
    #expect((try property("tags")["items"] as? [String: Any])?["type"] as? String == "string")
    #expect((try property("weights")["additionalProperties"] as? [String: Any])?["maximum"] as? Int == 5)
    let note = try #require(try property("note")["anyOf"] as? [[String: Any]])
    #expect(note.compactMap { $0["type"] as? String } == ["string", "null"])
    #expect((try property("limit")["anyOf"] as? [[String: Any]])?.count == 2)
    #expect(try property("extra").keys.sorted() == ["description"])
  }

  @Test func `keys stand in the order of the schema and two renderings are equal`() throws {
    #expect(text == sampleSchema.jsonSchema(id: "https://example.org/sample.json", title: "A \"sample\"\n\\ \u{1} é"))
    #expect(text.hasSuffix("}\n"))
    let places = ["\"name\": {", "\"id\": {", "\"count\": {", "\"inner\": {"].compactMap {
      text.range(of: $0)?.lowerBound
    }
    #expect(places.count == 4)
    #expect(places == places.sorted())
  }

  @Test func `a schema that takes anything is an empty object with a head`() throws {
    let text = Schema.anything.jsonSchema(id: "x", title: "y")
    let document = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String])
    #expect(document.keys.sorted() == ["$id", "$schema", "title"])
  }
}
