/// Parts of the training items that are held out in turn. Items of one question stay together.
struct Folds {
  /// Of each item the part that it is in.
  let foldOfItem: [Int]
  let count: Int

  /// - Parameter names: of the items. Where several end alike after their last "-", in at least eight characters, they are about
  ///   one question; names that say nothing make every item its own.
  init(_ names: [String]) {
    let groups = Self.questions(names)
    let ordered = Set(groups).sorted { (Self.hash($0), $0) < (Self.hash($1), $1) }
    let wanted = names.count < 400 ? 10 : 5
    count = max(1, min(wanted, ordered.count))
    let place = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, $0) })
    let folds = count
    foldOfItem = groups.map { (place[$0] ?? 0) % folds }
  }

  /// Of each item the name of its question.
  static func questions(_ names: [String]) -> [String] {
    let tails = names.map { name in name.lastIndex(of: "-").map { String(name[name.index(after: $0)...]) } ?? name }
    let counts = tails.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    return zip(names, tails).map { name, tail in counts[tail, default: 0] > 1 && tail.count >= 8 ? tail : name }
  }

  /// FNV-1a, so that the parts are the same in every run on every machine.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }
}
