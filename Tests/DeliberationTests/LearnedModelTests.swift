import Deliberation
import Foundation
import Testing

/// What training gains, and when what was learned is not used.
@Suite struct LearnedModelTests {
  private let judges = [("a", 0.9), ("b", 0.7), ("c", 0.55), ("d", 0.55), ("e", 0.55)]

  private func model(_ lines: [RecordedVote]) throws -> LearnedModel {
    try #require(LearnedModel(trainedOn: VoteTable.training(lines)))
  }

  private func answers(_ model: LearnedModel, _ lines: [RecordedVote]) -> [AggregatedLabel] {
    model.aggregate(VoteTable(lines.unlabelled, abstentions: model.abstentions)).answers
  }

  @Test func `it follows the judges that were right, and its confidence is near its accuracy`() throws {
    var draw = DrawnVotes(seed: 11)
    let model = try model(draw.votes(items: 200, labels: 2, accuracies: judges))
    let new = draw.votes(items: 300, labels: 2, accuracies: judges, prefix: "n")
    let answers = answers(model, new)
    let accuracy = Double(new.right(answers)) / 300
    let plain = Double(new.right(PlainVote.majority(VoteTable(new.unlabelled)))) / 300
    #expect(accuracy > 0.86 && accuracy > plain, "\(accuracy) against \(plain)")
    let mean = answers.reduce(0) { $0 + $1.confidence } / 300
    #expect(abs(mean - accuracy) < 0.06, "\(mean) against \(accuracy)")
    #expect(answers.allSatisfy { $0.method == .learned && (0...1).contains($0.confidence) })
  }

  @Test func `labels that are names of single answers are learned from too`() throws {
    var draw = DrawnVotes(seed: 12)
    let model = try model(draw.votes(items: 120, labels: 4, accuracies: judges) { "\($0)/\($1)" })
    let new = draw.votes(items: 200, labels: 4, accuracies: judges, prefix: "n") { "\($0)/\($1)" }
    #expect(new.right(answers(model, new)) >= 170)
  }

  @Test func `a judge that is wrong more often than chance is believed in reverse`() throws {
    var draw = DrawnVotes(seed: 13)
    let judges = [("a", 0.15), ("b", 0.55), ("c", 0.55)]
    let model = try model(draw.votes(items: 150, labels: 2, accuracies: judges))
    let new = draw.votes(items: 200, labels: 2, accuracies: judges, prefix: "n")
    #expect(new.right(answers(model, new)) >= 155)
  }

  @Test func `few labelled items leave it near the plain vote`() throws {
    var (learned, plain) = (0, 0)
    for seed in 1...8 {
      var draw = DrawnVotes(seed: UInt64(100 + seed))
      let equal = ["a", "b", "c", "d", "e"].map { ($0, 0.7) }
      let model = try model(draw.votes(items: 4, labels: 2, accuracies: equal))
      let new = draw.votes(items: 100, labels: 2, accuracies: equal, prefix: "n")
      plain += new.right(PlainVote.majority(VoteTable(new.unlabelled)))
      learned += new.right(answers(model, new))
    }
    // Of 800 answers; four labelled items cannot tell that the judges are equally good.
    #expect(learned >= plain - 40, "\(learned) against \(plain)")
  }

  @Test func `what was learned on items that fool most judges is refused on items that do not`() throws {
    var draw = DrawnVotes(seed: 14)
    let fooled = [("a", 0.9), ("b", 0.85)] + ["c", "d", "e", "f", "g"].map { ($0, 0.15) }
    let plain = fooled.map { ($0.0, 0.9) }
    let model = try model(draw.votes(items: 150, labels: 2, accuracies: fooled))
    let same = VoteTable(draw.votes(items: 60, labels: 2, accuracies: fooled, prefix: "s").unlabelled)
    #expect(model.aggregate(same).refusal == nil)
    let new = draw.votes(items: 60, labels: 2, accuracies: plain, prefix: "n")
    let (answers, refusal) = model.aggregate(VoteTable(new.unlabelled))
    guard case .shifted = refusal else {
      Issue.record("not refused: \(String(describing: refusal))")
      return
    }
    #expect(answers == PlainVote.majority(VoteTable(new.unlabelled)))
  }

  @Test func `judges and labels that training never saw, and ties alone, give an answer or none but no crash`() throws {
    var draw = DrawnVotes(seed: 15)
    let model = try model(draw.votes(items: 80, labels: 2, accuracies: judges))
    let strangers = draw.votes(items: 20, labels: 2, accuracies: [("x", 0.9), ("y", 0.9), ("z", 0.9)], prefix: "s")
    #expect(model.aggregate(VoteTable(strangers.unlabelled)).refusal == .strangers)
    let unseen = ["a", "b", "c", "x"].map { RecordedVote(item: "1", judge: $0, label: "new") }
    #expect(answers(model, unseen).map(\.label) == ["new"])
    let tie = [RecordedVote(item: "1", judge: "a", label: "tie"), RecordedVote(item: "1", judge: "b", label: nil)]
    let answer = answers(model, tie)[0]
    #expect(answer.label == nil && answer.confidence == 0 && answer.isAbstention)
    #expect(LearnedModel(trainedOn: VoteTable(strangers)) == nil)
  }

  @Test func `copies of a judge among the new votes change nothing`() throws {
    var draw = DrawnVotes(seed: 16)
    let model = try model(draw.votes(items: 120, labels: 2, accuracies: judges))
    let new = draw.votes(items: 80, labels: 2, accuracies: judges, prefix: "n").unlabelled
    let copies = new.filter { $0.judge == "e" }.flatMap { vote in
      (1...8).map { RecordedVote(item: vote.item, judge: "e-\($0)", family: vote.family, label: vote.label) }
    }
    #expect(answers(model, new + copies).map(\.label) == answers(model, new).map(\.label))
  }

  @Test func `where people found a tie to be right, tie is an answer`() throws {
    let lines = (0..<60).flatMap { item in
      let gold = ["x", "y", "tie"][item % 3]
      return ["a", "b", "c"].map { RecordedVote(item: "\(item)", judge: $0, label: gold, gold: gold) }
    }
    let model = try model(lines)
    #expect(model.abstentions == ["other"])
    let new = ["a", "b", "c"].map { RecordedVote(item: "n", judge: $0, label: "tie") }
    #expect(answers(model, new).map(\.label) == ["tie"])
  }

  @Test func `the bar for a wanted accuracy rises with it, and a model survives being written and read`() throws {
    var draw = DrawnVotes(seed: 17)
    let model = try model(draw.votes(items: 150, labels: 2, accuracies: judges))
    #expect(model.bar(reaching: 0) <= model.bar(reaching: 0.9) && model.bar(reaching: 0.9) <= model.bar(reaching: 0.99))
    let read = try JSONDecoder().decode(LearnedModel.self, from: JSONEncoder().encode(model))
    #expect(read == model && read.flaw == nil)
    let new = draw.votes(items: 50, labels: 2, accuracies: judges, prefix: "n")
    #expect(answers(read, new) == answers(model, new))
  }

  @Test func `a model that was edited by hand is told by the value that cannot be`() throws {
    var draw = DrawnVotes(seed: 18)
    let lines = draw.votes(items: 60, labels: 2, accuracies: judges).enumerated().map { place, vote in
      RecordedVote(
        item: vote.item, judge: vote.judge, family: vote.family, label: vote.label, score: Double(place % 7),
        gold: vote.gold)
    }
    let written = try JSONEncoder().encode(try model(lines))
    func flaw(_ edit: (inout [String: Any], inout [String: Any]) -> Void) throws -> String? {
      var parts = try #require(try JSONSerialization.jsonObject(with: written) as? [String: Any])
      var space = try #require(parts["space"] as? [String: Any])
      edit(&parts, &space)
      parts["space"] = space
      let edited = try JSONSerialization.data(withJSONObject: parts)
      return try JSONDecoder().decode(LearnedModel.self, from: edited).flaw
    }
    #expect(try flaw { _, _ in } == nil)
    let flaws = [
      try flaw { parts, _ in parts["coverage"] = 1.5 }, try flaw { parts, _ in parts["coverage"] = -0.1 },
      try flaw { parts, _ in parts["width"] = 0 }, try flaw { parts, _ in parts["temperature"] = 0 },
      try flaw { _, space in space["familySizes"] = [1, 1, 0, 1, 1] },
      try flaw { _, space in
        space["scales"] = [[String: Double]](repeating: ["mean": 1, "deviation": 0], count: 5)
      },
      try flaw { _, space in space["judges"] = ["a", "b", "b", "d", "e"] },
      try flaw { _, space in space["labels"] = ["L0", "L0"] },
      try flaw { _, space in space["familyOfJudge"] = [0, 1] },
    ]
    let places = [
      "coverage: found 1.5", "coverage: found -0.1", "width: found 0", "temperature: found 0",
      "space.familySizes: found 0",
      "space.scales: found the deviation 0", "space.judges: 'b' is there twice", "space.labels: 'L0' is there twice",
      "its lists",
    ]
    for (flaw, place) in zip(flaws, places) {
      #expect(flaw?.hasPrefix(place) == true, "\(flaw ?? "none") for \(place)")
    }
  }

  @Test func `whoever was taught one label only is not certain of it`() throws {
    let lines = (0..<30).flatMap { item in
      ["a", "b"].map { RecordedVote(item: "\(item)", judge: $0, label: "x", gold: "x") }
    }
    let new = lines.prefix(2).map { RecordedVote(item: "n", judge: $0.judge, label: "x") }
    let weighted = JudgeWeights(trainedOn: VoteTable.training(lines)).aggregate(VoteTable(new))
    for answer in weighted + answers(try model(lines), new) {
      #expect(answer.label == "x" && answer.confidence > 0.5 && answer.confidence < 1, "\(answer)")
    }
  }
}
