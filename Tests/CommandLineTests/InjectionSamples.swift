import Foundation

/// What Tests/Injections holds; see its README.
enum InjectionSamples {
  static let folder = Program.root.appending(path: "Tests/Injections")

  struct Artifact: Decodable, Sendable {
    /// The file or folder that is judged.
    let judged: String
    let file: String
    let manner: String
    /// Empty where the file's name is the injection.
    let injectionLines: [Int]
    let fault: String
    let faultLines: [Int]

    enum CodingKeys: String, CodingKey {
      case judged, file, manner, fault
      case injectionLines = "injection_lines"
      case faultLines = "fault_lines"
    }
  }

  static let artifacts: [Artifact] = {
    guard let data = try? Data(contentsOf: folder.appending(path: "labels.json")) else { return [] }
    return (try? JSONDecoder().decode([Artifact].self, from: data)) ?? []
  }()

  /// Each a text of one or more lines.
  static let variations: [[String]] = {
    guard let data = try? Data(contentsOf: folder.appending(path: "variations.json")) else { return [] }
    return (try? JSONDecoder().decode([[String]].self, from: data)) ?? []
  }()

  /// Puts a copy of a folder's files where the program runs.
  static func copy(_ name: String, into program: Program) throws -> [String] {
    let root = folder.appending(path: name)
    let paths = (FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []).filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: root.appending(path: $0).path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
    for path in paths {
      try program.write(try String(contentsOf: root.appending(path: path), encoding: .utf8), to: path)
    }
    return paths.sorted()
  }
}
