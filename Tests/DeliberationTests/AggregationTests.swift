import Deliberation
import JudgeTypes
import Testing

@Suite struct AggregationTests {
  private func votes(_ labels: [String: [String: String?]]) -> [RecordedVote] {
    labels.sorted { $0.key < $1.key }.flatMap { item, votes in
      votes.sorted { $0.key < $1.key }.map { RecordedVote(item: item, judge: $0.key, label: $0.value) }
    }
  }

  @Test func `two of three judges reach two thirds exactly, and a missing vote stays in the denominator`() {
    let table = VoteTable(
      votes(["1": ["a": "x", "b": "x", "c": "y"], "2": ["a": "x", "b": "tie"], "3": ["a": "x", "b": "x"]]))
    let answers = PlainVote.threshold(table)
    #expect(answers.map(\.label) == ["x", "x", "x"])
    #expect(answers.map(\.isAbstention) == [false, true, false])
    let third = 1.0 / 3
    #expect(answers.map(\.confidence) == [2 * third, third, 2 * third])
    #expect(PlainVote.threshold(table, reaching: .one).map(\.isAbstention) == [true, true, true])
  }

  @Test func `a tie is an abstention with a guess, and no usable vote gives no label`() {
    let table = VoteTable(votes(["1": ["a": "y", "b": "x"], "2": ["a": "tie", "b": "other", "c": nil]]))
    let weights = JudgeWeights()
    for answers in [PlainVote.majority(table), PlainVote.threshold(table), weights.aggregate(table)] {
      #expect(answers[0].label == "x" && answers[0].isAbstention && answers[0].confidence <= 0.5)
      #expect(answers[1].label == nil && answers[1].isAbstention && answers[1].confidence == 0)
    }
    #expect(DawidSkene(table)?.answers[1].label == nil)
  }

  @Test func `the order of the lines decides nothing but the order of the items`() {
    var draw = DrawnVotes(seed: 3)
    let drawn = draw.votes(items: 40, labels: 3, accuracies: [("a", 0.9), ("b", 0.6), ("c", 0.5), ("d", 0.5)])
    let training = VoteTable.training(drawn)
    func answers(_ lines: [RecordedVote]) -> [Set<AggregatedLabel>] {
      let table = VoteTable(lines.unlabelled)
      return [
        PlainVote.majority(table), PlainVote.threshold(table), JudgeWeights(trainedOn: training).aggregate(table),
      ].map(Set.init)
    }
    #expect(answers(drawn) == answers(drawn.reversed()))
  }

  @Test func `without training every judge weighs alike`() {
    var draw = DrawnVotes(seed: 4)
    let table = VoteTable(draw.votes(items: 50, labels: 3, accuracies: [("a", 0.9), ("b", 0.5), ("c", 0.5)]))
    #expect(JudgeWeights().aggregate(table).map(\.label) == PlainVote.majority(table).map(\.label))
    #expect(JudgeWeights().aggregate(table).map(\.confidence) == PlainVote.majority(table).map(\.confidence))
  }

  @Test func `a good judge outweighs two poor ones, and ten copies of a poor one do not outweigh it`() {
    var draw = DrawnVotes(seed: 5)
    let poor = [("b", 0.6)] + (1...10).map { ("b+\($0)", 0.6) }
    let judges = [("a", 0.95), ("c", 0.6)] + poor
    let training = draw.votes(items: 200, labels: 2, accuracies: judges)
    let new = draw.votes(items: 200, labels: 2, accuracies: judges, prefix: "n")
    let table = VoteTable(new.unlabelled)
    let weighted = new.right(JudgeWeights(trainedOn: VoteTable.training(training)).aggregate(table))
    #expect(weighted >= 185, "\(weighted)")
    #expect(new.right(PlainVote.majority(table)) < 150)
  }

  @Test func `right answers are not read unless the table is for training`() {
    let lines = [RecordedVote(item: "1", judge: "a", label: "x", gold: "z")]
    #expect(VoteTable(lines).labels == ["x"])
    #expect(VoteTable.training(lines).labels == ["x", "z"])
  }

  @Test func `the last of a judge's votes on an item counts`() {
    let lines = ["x", "y"].map { RecordedVote(item: "1", judge: "a", label: $0) }
    #expect(PlainVote.majority(VoteTable(lines)).map(\.label) == ["y"])
  }

  @Test func `Dawid and Skene's posteriors are crowd-kit's`() throws {
    // From crowd-kit 1.4.2, DawidSkene(n_iter=100): P(a), P(b), P(c) of the items below after its 15 iterations.
    let ballots = ["aab", "bbb", "aba", "bab", "aaa", "bb.", ".ab", "acc"]
    let expected = [
      0.999774731149, 0.000225268851, 0, 0.000000197564, 0.999999802436, 0, 1, 0, 0, 0.000000575269, 0.999999424731, 0,
      1, 0,
      0, 0.000000485710, 0.999999514290, 0, 0.371936242538, 0.628063757462, 0, 0, 0, 1,
    ]
    let lines = ballots.enumerated().flatMap { item, labels in
      zip(["x", "y", "z"], labels).compactMap { judge, label in
        label == "." ? nil : RecordedVote(item: "\(item)", judge: judge, label: "\(label)")
      }
    }
    let estimate = try #require(DawidSkene(VoteTable(lines)))
    #expect(zip(estimate.posteriors, expected).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(estimate.answers.map(\.label) == ["a", "b", "a", "b", "a", "b", "b", "c"])
  }

  @Test func `labels too many for the judges' confusions are refused before they take memory`() {
    let lines = (0..<6_900).map { RecordedVote(item: "\($0 / 3)", judge: "\($0 % 3)", label: "answer \($0)") }
    #expect(DawidSkene(VoteTable(lines)) == nil)
    #expect(DawidSkene(VoteTable(Array(lines.prefix(300)))) != nil)
  }

  @Test func `names that only look alike stay two, whatever the order of the lines`() {
    let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
    let lines = [composed, decomposed].flatMap { name in
      [name, "other judge \(name)"].map { RecordedVote(item: name, judge: $0, label: name) }
    }
    let table = VoteTable(lines)
    #expect(table.items.map { Array($0.utf8) } == [Array(composed.utf8), Array(decomposed.utf8)])
    #expect(table.judges.count == 4 && table.labels.count == 2)
    let bytes = { (table: VoteTable) in table.labels.map { Array($0.utf8) } }
    #expect(bytes(table) == bytes(VoteTable(lines.reversed())))
    #expect(PlainVote.majority(table).compactMap(\.label).map { Array($0.utf8) } == table.items.map { Array($0.utf8) })
  }
}
