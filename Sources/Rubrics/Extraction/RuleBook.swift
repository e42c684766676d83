/// A document without a decision that states rules all the same: a page of standards, a policy, a procedure.
///
/// What tells it from an explanation is how often it demands: where many sentences oblige or instruct, the plain ones
/// between them ("Secrets live in the vault") are rules as well.
enum RuleBook {
  static func holds(_ record: DecisionRecord) -> Bool {
    guard !Place.decides(record), !record.usesKeywordCapitals else { return false }
    var tally = Tally()
    for section in record.sections where section.role == .other {
      for block in section.blocks { tally.count(block) }
    }
    return tally.demands >= fewest && tally.demands * 100 >= tally.sentences * share
  }

  private static let fewest = 5
  /// Of a hundred sentences.
  private static let share = 15

  private struct Tally {
    var sentences = 0
    var demands = 0

    mutating func count(_ block: Block) {
      switch block.kind {
      case .paragraph:
        for sentence in block.prose.sentences {
          sentences += 1
          if sentence.soundsDemanding { demands += 1 }
        }
      case .list, .item, .table, .row, .html: block.children.forEach { count($0) }
      default: break
      }
    }
  }
}

extension Sentence {
  /// A word of obligation, or an instruction at the beginning: a quick look, no reading.
  fileprivate var soundsDemanding: Bool {
    if let first = tokens.first(where: { !$0.is("please") }), first.isOne(of: Words.imperatives) { return true }
    return tokens.prefix(SentenceFilter.longest).contains { $0.isOne(of: demanding) }
  }
}

private let demanding = Words.set(
  "must shall should mustn't shouldn't required mandatory forbidden never nobody don't allowed acceptable may")
