/// What a commit holds, by paths from the repository's root.
struct RevisionTree: Sendable {
  enum Standing: Sendable, Hashable {
    case nothing
    case file(blob: String)
    case folder
    /// A link, or one of the folders on the way is one.
    case link(at: String)
    /// Another repository, or something in one.
    case submodule(at: String)
  }

  private enum Entry: Sendable { case file(blob: String), link, submodule }

  private var entries: [String: Entry] = [:]
  /// The names in each folder, in git's order; the root is empty.
  private var children: [String: [String]] = ["": []]

  /// Reads what `git ls-tree -r -z --full-tree` prints: `MODE TYPE HASH TAB PATH NUL`, again and again.
  init(listing: [UInt8]) {
    for line in listing.split(separator: 0) {
      guard let tab = line.firstIndex(of: 0x09) else { continue }
      let words = line[..<tab].split(separator: 0x20)
      guard words.count >= 3 else { continue }
      let path = String(decoding: line[(tab + 1)...], as: UTF8.self)
      switch String(decoding: words[0], as: UTF8.self) {
      case "120000": entries[path] = .link
      case "160000": entries[path] = .submodule
      default: entries[path] = .file(blob: String(decoding: words[2], as: UTF8.self))
      }
      place(path)
    }
  }

  /// Adds the path to its folder, and a folder that is new to the one above.
  private mutating func place(_ path: String) {
    let (folder, name) = Self.split(path)
    if children[folder]?.append(name) == nil {
      children[folder] = [name]
      place(folder)
    }
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
    return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
  }

  /// - Parameter path: without `.`, `..` and empty parts; the root is empty.
  func standing(at path: String) -> Standing {
    var place = ""
    for part in path.split(separator: "/") {
      place = place.isEmpty ? String(part) : "\(place)/\(part)"
      switch entries[place] {
      case .link: return .link(at: place)
      case .submodule: return .submodule(at: place)
      case .file(let blob): return place == path ? .file(blob: blob) : .nothing
      case nil: continue
      }
    }
    return children[path] == nil ? .nothing : .folder
  }

  /// What is directly in a folder, sorted; nothing where there is none.
  func names(in folder: String) -> [String] { (children[folder] ?? []).sorted() }
}
