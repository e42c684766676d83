import Deliberation
import Foundation
import Judging

/// A learned model in a file.
enum ModelFile {
  static func write(_ model: LearnedModel, to path: String) throws {
    do {
      try Data(try model.text().utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandFailure("\(path): the model cannot be written there: \(error.localizedDescription)")
    }
  }

  static func read(_ path: String) throws -> LearnedModel {
    guard let data = FileManager.default.contents(atPath: path) else { throw missing(path) }
    return try model(of: String(decoding: data, as: UTF8.self), path: path)
  }

  static func missing(_ path: String) -> CommandFailure {
    CommandFailure("\(path): there is no such file, or it cannot be read. Write one with --train and --save-model.")
  }

  /// The model that a file's text holds.
  static func model(of text: String, path: String) throws -> LearnedModel {
    do throws(ModelTextError) { return try LearnedModel(text: text) } catch {
      let place = error.key.map { "\($0): " } ?? ""
      throw CommandFailure("\(path): \(place)\(error.problem) Write it anew with --train and --save-model.")
    }
  }
}
