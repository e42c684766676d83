public import Deliberation
internal import Foundation

/// Text that is no learned model.
public struct ModelTextError: Error, Sendable, Hashable {
  /// The path of the value that does not fit; nil for the whole.
  public let key: String?
  /// What was found, and what is accepted.
  public let problem: String

  fileprivate init(_ key: String?, _ problem: String) {
    self.key = key
    self.problem = problem
  }
}

/// A learned model as JSON, with a version so that an older program can say why it does not read it.
private struct LearnedModelDocument: Codable {
  static let format = "moe-judge consensus model"
  static let version = 1

  struct Head: Decodable {
    let format: String?
    let version: Int?
  }

  let format: String
  let version: Int
  let model: LearnedModel
}

extension LearnedModel {
  /// As a file holds it.
  public func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let document = LearnedModelDocument(
      format: LearnedModelDocument.format, version: LearnedModelDocument.version, model: self)
    return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
  }

  /// Reads what `text()` wrote, or a person changed.
  public init(text: String) throws(ModelTextError) {
    let data = Data(text.utf8)
    typealias Document = LearnedModelDocument
    guard let head = try? JSONDecoder().decode(Document.Head.self, from: data), head.format == Document.format else {
      throw ModelTextError(nil, "this is no model of 'moe-judge consensus'.")
    }
    guard head.version == Document.version else {
      let found = head.version.map(String.init) ?? "none"
      throw ModelTextError("version", "found \(found), this program reads \(Document.version).")
    }
    let model: LearnedModel
    do { model = try JSONDecoder().decode(Document.self, from: data).model } catch {
      throw ModelTextError(
        (error as? DecodingError).map(place) ?? "the document", "the value is missing or of another kind.")
    }
    if let flaw = model.flaw { throw ModelTextError("model", flaw) }
    self = model
  }
}

private func place(of error: DecodingError) -> String {
  let (path, missing): ([any CodingKey], String?) =
    switch error {
    case .keyNotFound(let key, let context): (context.codingPath, key.stringValue)
    case .valueNotFound(_, let context), .typeMismatch(_, let context), .dataCorrupted(let context):
      (context.codingPath, nil)
    @unknown default: ([], nil)
    }
  let keys = path.map(\.stringValue) + (missing.map { [$0] } ?? [])
  return keys.isEmpty ? "the document" : keys.joined(separator: ".")
}
