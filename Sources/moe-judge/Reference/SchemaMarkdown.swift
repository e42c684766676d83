import Reports
import YAMLFiles

/// What a kind of file may hold, as a Markdown page: one table for each map in it.
struct SchemaMarkdown {
  let name: String
  /// What is said of the file before its keys.
  let introduction: String
  let schema: Schema

  var text: String {
    let head = """
      # \(name)

      <!-- Written by `make reference` from the code; a change made here is lost. -->

      \(introduction)
      As JSON Schema: `moe-judge schema \(name)`.

      """
    return head + tables(of: schema, at: "").map { "\n" + $0 }.joined()
  }

  /// The tables of a form and of all that is in it.
  ///
  /// - Parameter place: where it stands, such as `providers.NAME`; empty at the top.
  private func tables(of schema: Schema, at place: String) -> [String] {
    switch schema {
    case .list(let element, _): return tables(of: element, at: place + "[]")
    case .map(let element): return tables(of: element, at: place.isEmpty ? "NAME" : place + ".NAME")
    case .optional(let inner): return tables(of: inner, at: place)
    case .either(let forms): return forms.flatMap { tables(of: $0, at: place) }
    case .object(let properties):
      let rows = properties.map { row($0) }
      let heading = place.isEmpty ? [] : ["## \(markdownCode(place))", ""]
      let table = heading + ["| key | what it is | what it takes |", "| --- | --- | --- |"] + rows
      return [table.joined(separator: "\n") + "\n"]
        + properties.flatMap { tables(of: $0.schema, at: place.isEmpty ? $0.key : "\(place).\($0.key)") }
    case .string, .integer, .number, .boolean, .choice, .anything: return []
    }
  }

  private func row(_ property: Schema.Property) -> String {
    let key = markdownCode(property.key, isInTable: true) + (property.isRequired ? " (required)" : "")
    return "| \(key) | \(safeForMarkdown(property.description)) | \(safeForMarkdown(takes(property.schema))) |"
  }

  /// What is accepted, in words; of a map, that a table below tells its keys.
  private func takes(_ schema: Schema) -> String {
    switch schema {
    case .list(let element, let minimum):
      "a list" + (minimum > 0 ? " of \(minimum) or more" : "") + ", each \(takes(element))"
    case .map(let element): "a map by name, each \(takes(element))"
    case .object: "a map (see below)"
    case .optional(let inner): "\(takes(inner)), or null"
    case .either(let forms): forms.map(takes).joined(separator: ", or ")
    case .string, .integer, .number, .boolean, .choice, .anything: schema.phrase
    }
  }
}
