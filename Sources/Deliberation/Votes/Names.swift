/// A name that equals another only where all bytes of their UTF-8 are equal.
///
/// Swift's own equality takes the two ways to write an accented letter for one, which would merge what a file holds apart.
public struct ExactName: Sendable, Hashable, Comparable {
  public let text: String

  public init(_ text: String) { self.text = text }

  public static func == (left: ExactName, right: ExactName) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  public static func < (left: ExactName, right: ExactName) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// Names and the index of each. Two names are the same only if all their bytes are.
struct Names: Sendable {
  private(set) var all: [String] = []
  private var indices: [ExactName: Int] = [:]

  init() {}

  /// Each name once, sorted by its bytes.
  init(sorted names: some Sequence<String>) {
    for name in Set(names.map(ExactName.init)).sorted() { add(name.text) }
  }

  /// In the order given.
  init(_ names: [String]) {
    for name in names { add(name) }
  }

  var count: Int { all.count }

  mutating func add(_ name: String) {
    let key = ExactName(name)
    guard indices[key] == nil else { return }
    indices[key] = all.count
    all.append(name)
  }

  /// - Precondition: the name is there.
  func index(of name: String) -> Int { indices[ExactName(name), default: -1] }

  func find(_ name: String) -> Int? { indices[ExactName(name)] }
}
