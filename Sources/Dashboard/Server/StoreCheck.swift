internal import Foundation
internal import Provenance
internal import Storage

/// Whether the store can really be read, now.
struct StoreCheck: Sendable {
  private struct Part: Sendable {
    let name: String
    let isWell: Bool
    let words: String
  }

  private let parts: [Part]

  init(_ stores: Stores) {
    if let loss = stores.loss {
      parts = [Part(name: "what was stored", isWell: false, words: loss)]
    } else {
      parts = [Self.folder(stores.state), Self.index(stores), Self.health(stores)]
    }
  }

  var isWell: Bool { parts.allSatisfy(\.isWell) }

  /// - Parameter isDetailed: with what is wrong, for those who may read.
  func json(isDetailed: Bool) -> JSONValue {
    var object: JSONObject = ["status": .string(isWell ? "ok" : "failing")]
    if isDetailed {
      object["version"] = .string(Program.version)
      object["checks"] = .array(
        parts.map { ["name": .string($0.name), "ok": .bool($0.isWell), "says": .string($0.words)] })
    }
    return .object(object)
  }

  private static func folder(_ state: String) -> Part {
    let name = "state folder"
    guard let status = FileStatus(of: state) else {
      return errno == ENOENT
        ? Part(name: name, isWell: true, words: "nothing is stored yet")
        : Part(name: name, isWell: false, words: String(cString: strerror(errno)))
    }
    guard status.kind == .folder else { return Part(name: name, isWell: false, words: "it is no folder") }
    guard access(state, R_OK | X_OK) == 0 else { return Part(name: name, isWell: false, words: "it cannot be read") }
    return Part(name: name, isWell: true, words: "it can be read")
  }

  private static func index(_ stores: Stores) -> Part {
    part("index of the runs") { try stores.index().map { try !$0.list(limit: 1).isEmpty } }
  }

  private static func health(_ stores: Stores) -> Part {
    part("record of skills") { try stores.health().map { try !$0.skills().isEmpty } }
  }

  /// - Parameter query: whether anything is there; nil where there is no database.
  private static func part(_ name: String, _ query: () throws -> Bool?) -> Part {
    do {
      let words =
        switch try query() {
        case nil: "there is none yet"
        case false?: "it can be read, and is empty"
        case true?: "it can be read"
        }
      return Part(name: name, isWell: true, words: words)
    } catch {
      return Part(name: name, isWell: false, words: StoreWords.of(error) ?? "it cannot be read")
    }
  }
}

/// What a failure of the store says of itself, without the paths of this machine.
enum StoreWords {
  /// Nil for an error that is none of the store's.
  static func of(_ error: any Error) -> String? {
    switch error {
    case let error as StorageError: without(error.path, in: error.description)
    case let error as HealthError: without(error.path, in: error.description)
    default: nil
    }
  }

  /// The place stands before the words, and its last part is enough to know it by.
  private static func without(_ path: String, in words: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    let folder = String(path.dropLast(name.count))
    let named = words.replacing(path, with: name)
    return folder.isEmpty || folder == "/" ? named : named.replacing(folder, with: "")
  }
}
