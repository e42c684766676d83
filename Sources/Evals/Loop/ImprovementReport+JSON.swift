public import Foundation

extension ImprovementReport {
  /// As `report.json` of a loop holds it, with a line feed at its end.
  ///
  /// - Throws: `EncodingError` where a figure is not finite.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// - Throws: `DecodingError` for what is no such report.
  public init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(ImprovementReport.self, from: json)
  }
}
