/// A part of a Markdown text that may have to be cut: whole blocks are left out and counted, so that nothing stays open.
///
/// It keeps only as many as can ever be shown, the gravest, so that a run of thousands takes no more memory than one of ten.
struct MarkdownSection {
  private struct Block {
    let rank: Int
    let full: String
    /// Instead, where `full` finds no room; one line.
    let brief: String
  }

  /// What stands before the blocks and behind them, whenever there are any.
  var before: String
  private let after: String
  private let noun: String
  private var blocks: [Block] = []
  private var size = 0
  private(set) var count = 0

  /// - Parameters:
  ///   - before: a heading, the beginning of a table.
  ///   - after: what `before` opened.
  ///   - noun: what a block is, in the singular.
  init(before: String, after: String = "", noun: String) {
    self.before = before
    self.after = after
    self.noun = noun
  }

  /// - Parameters:
  ///   - full: ends with a line feed, and leaves nothing open.
  ///   - brief: the same in one line; nil for nothing shorter.
  ///   - rank: 0 for what comes first.
  mutating func add(_ full: String, brief: String? = nil, rank: Int = 0) {
    count += 1
    blocks.append(Block(rank: rank, full: full, brief: brief ?? full))
    size += blocks[blocks.count - 1].brief.utf16.count + full.utf16.count
    if size > 8 * MarkdownReport.limit { forget() }
  }

  private mutating func forget() {
    sort()
    var (full, brief) = (0, 0)
    var kept: [Block] = []
    for block in blocks {
      full += block.full.utf16.count
      brief += block.brief.utf16.count
      if brief > MarkdownReport.limit { break }
      let isFull = full <= MarkdownReport.limit
      kept.append(isFull ? block : Block(rank: block.rank, full: block.brief, brief: block.brief))
    }
    blocks = kept
    size = kept.reduce(0) { $0 + $1.brief.utf16.count + $1.full.utf16.count }
  }

  private mutating func sort() {
    blocks = blocks.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element)
  }

  /// How long it is with nothing left out.
  var fullLength: Int {
    count == 0
      ? 0 : frame + (count > blocks.count ? MarkdownReport.limit : 0) + blocks.reduce(0) { $0 + $1.full.utf16.count }
  }

  /// The least it takes to say what was left out.
  var leastLength: Int { count == 0 ? 0 : min(fullLength, frame + rest(of: count).utf16.count) }

  private var frame: Int { before.utf16.count + after.utf16.count }

  /// The text in at most `room` UTF-16 units, or in `leastLength`: what comes first whole, then in a line each, the rest counted.
  func text(within room: Int) -> String {
    guard count > 0 else { return "" }
    var sorted = self
    sorted.sort()
    let isWhole = fullLength <= room
    var left = isWhole ? .max : room - frame - rest(of: count).utf16.count
    var shown = ""
    var place = 0
    // Half of the room for what is shown in full, where not all can be.
    let reserve = isWhole ? 0 : left / 2
    while place < sorted.blocks.count, sorted.blocks[place].full.utf16.count <= left - reserve {
      shown += sorted.blocks[place].full
      left -= sorted.blocks[place].full.utf16.count
      place += 1
    }
    while place < sorted.blocks.count, sorted.blocks[place].brief.utf16.count <= left {
      shown += sorted.blocks[place].brief
      left -= sorted.blocks[place].brief.utf16.count
      place += 1
    }
    return before + shown + after + (place < count ? rest(of: count - place, isFirst: place == 0) : "")
  }

  private func rest(of count: Int, isFirst: Bool = false) -> String {
    "\n\(isFirst ? "" : "and ")\(counted(count, isFirst ? noun : "more \(noun)")); see the job's artifacts\n"
  }
}
