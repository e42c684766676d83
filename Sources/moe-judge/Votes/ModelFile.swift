import Deliberation
import Foundation

/// A learned model as a JSON file, with a version so that an older program can say why it does not read it.
enum ModelFile {
  private static let format = "moe-judge consensus model"
  private static let version = 1

  private struct Head: Decodable {
    let format: String?
    let version: Int?
  }

  private struct Contents: Codable {
    let format: String
    let version: Int
    let model: LearnedModel
  }

  static func write(_ model: LearnedModel, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    do {
      let data = try encoder.encode(Contents(format: format, version: version, model: model))
      try (data + Data("\n".utf8)).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandFailure("\(path): the model cannot be written there: \(error.localizedDescription)")
    }
  }

  static func read(_ path: String) throws -> LearnedModel {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(
        "\(path): there is no such file, or it cannot be read. Write one with --train and --save-model.")
    }
    let advice = "Write it anew with --train and --save-model."
    guard let head = try? JSONDecoder().decode(Head.self, from: data), head.format == format else {
      throw CommandFailure("\(path): this is no model of 'moe-judge consensus'. \(advice)")
    }
    guard head.version == version else {
      let found = head.version.map(String.init) ?? "none"
      throw CommandFailure("\(path): version: found \(found), this program reads \(version). \(advice)")
    }
    do {
      let model = try JSONDecoder().decode(Contents.self, from: data).model
      if let flaw = model.flaw { throw CommandFailure("\(path): model: \(flaw) \(advice)") }
      return model
    } catch let error as DecodingError {
      throw CommandFailure("\(path): \(place(of: error)): the value is missing or of another kind. \(advice)")
    }
  }

  private static func place(of error: DecodingError) -> String {
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
}
