import Deliberation
import JudgeTypes

/// Votes of judges of known accuracy, drawn from a seed.
struct DrawnVotes {
  private var random: SplitMix

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  mutating func chance(_ share: Double) -> Bool { Double(random.next(below: 1_000_000)) < share * 1_000_000 }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[random.next(below: elements.count)] }

  /// - Parameters:
  ///   - accuracies: each judge's by name; a judge named "a" with copies "a+1", "a+2" is one whose votes are copied.
  ///   - name: of an item's label, from its place among the labels.
  mutating func votes(
    items: Int, labels: Int, accuracies: [(judge: String, accuracy: Double)], prefix: String = "i",
    named name: (String, Int) -> String = { "L\($1)" }
  ) -> [RecordedVote] {
    var votes: [RecordedVote] = []
    for number in 0..<items {
      let item = "\(prefix)\(number)"
      let gold = pick(Array(0..<labels))
      var said: [String: Int] = [:]
      for (judge, accuracy) in accuracies {
        let original = judge.split(separator: "+").first.map(String.init) ?? judge
        let wrong = (gold + 1 + random.next(below: labels - 1)) % labels
        let label = said[original] ?? (chance(accuracy) ? gold : wrong)
        said[original] = label
        votes.append(
          RecordedVote(
            item: item, judge: judge, family: original, label: name(item, label), gold: name(item, gold)))
      }
    }
    return votes
  }
}

extension [RecordedVote] {
  /// The same without right answers.
  var unlabelled: [RecordedVote] {
    map { RecordedVote(item: $0.item, judge: $0.judge, family: $0.family, label: $0.label, score: $0.score) }
  }

  /// How many of the answers are right.
  func right(_ answers: [AggregatedLabel]) -> Int {
    let golds = Dictionary(map { ($0.item, $0.gold) }, uniquingKeysWith: { first, _ in first })
    return answers.count { $0.label != nil && $0.label == golds[$0.item] ?? nil }
  }
}
