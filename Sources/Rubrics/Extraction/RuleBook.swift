import Markdown

/// A document without a decision that states rules all the same: a page of standards, a policy, a procedure.
///
/// What tells it from an explanation is how often it demands: where many sentences oblige or instruct, the plain ones
/// between them ("Secrets live in the vault") are rules as well.
enum RuleBook {
  static func holds(_ record: DecisionRecord) -> Bool {
    guard !Place.decides(record), !record.usesKeywordCapitals, !explains(record.title) else { return false }
    var tally = Tally()
    for section in record.sections where section.role == .other {
      for block in section.blocks { tally.count(block) }
    }
    return tally.demands >= fewest && tally.demands * 100 >= tally.sentences * share
  }

  /// "Threat model", "Understanding the cache", "Tutorial": a page that explains, whatever it asks of its reader.
  private static func explains(_ title: String) -> Bool {
    let words = title.lowercased().split { !$0.isLetter }.map(String.init)
    if let first = words.first, ["understanding", "introduction", "overview", "about", "why"].contains(first) {
      return true
    }
    return words.contains { ["tutorial", "walkthrough", "explained", "faq", "roadmap", "changelog"].contains($0) }
      || zip(words, words.dropFirst()).contains { $0.0 == "threat" && ["model", "models", "modeling"].contains($0.1) }
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
    if imperative(among: Words.imperatives) != nil { return true }
    return tokens.indices.prefix(SentenceFilter.longest).contains {
      tokens[$0].isOne(of: demanding) && !isAside($0)
    }
  }
}

private let demanding = Words.set(
  "must shall should mustn't shouldn't required mandatory forbidden never nobody don't allowed acceptable may")
