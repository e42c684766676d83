import JudgeTypes

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
