import Foundation
import Provenance
import Testing

/// `consensus` and `personas diversity --labelled`, as scripts and people use them.
struct ConsensusTests {
  /// Judge a is always right, b and c are right on even items and agree on a wrong answer on odd ones.
  private func lines(_ items: Range<Int>, gold: Bool) -> String {
    items.flatMap { item in
      ["a", "b", "c"].map { judge in
        let right = item % 3 == 0 ? "x" : "y"
        let label = judge == "a" || item % 2 == 0 ? right : (right == "x" ? "y" : "x")
        let answer = gold ? ",\"gold\":\"\(right)\"" : ",\"gold\":\"never read\""
        return
          #"{"item":"i\#(item)","judge":"\#(judge)","family":"f","label":"\#(label)","score":null,"more":[1]\#(answer)}"#
      }
    }.joined(separator: "\n") + "\n"
  }

  private func program() throws -> Program {
    let program = try Program()
    try program.write(lines(0..<20, gold: false), to: "votes.jsonl")
    try program.write(lines(20..<60, gold: true), to: "train.jsonl")
    return program
  }

  private func answers(_ output: String) throws -> [JSONValue] {
    try output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
  }

  private func labels(_ output: String) throws -> [String?] { try answers(output).map { $0["label"]?.stringValue } }

  private let right = (0..<20).map { $0 % 3 == 0 ? "x" : "y" }
  private let plain = (0..<20).map { ($0 % 3 == 0) == ($0 % 2 == 0) ? "x" : "y" }

  @Test(arguments: ["train.jsonl", "./votes.jsonl"])
  func `a model is never written over the votes`(place: String) async throws {
    let program = try program()
    defer { program.remove() }
    let result = try await program.run(
      "consensus", "--train", "train.jsonl", "--votes", "votes.jsonl", "--save-model", place)
    #expect(result.code == 2 && result.error.contains("would write over the votes"), "\(result.error)")
  }

  @Test func `one line an item by the panel's threshold, with the fields that scripts rely on`() async throws {
    let program = try program()
    defer { program.remove() }
    let result = try await program.run("consensus", "--votes", "votes.jsonl", "--format", "jsonl")
    #expect(result.code == 0 && result.error.isEmpty)
    let answers = try answers(result.output)
    #expect(answers.count == 20)
    #expect(
      answers.allSatisfy {
        Set($0.objectValue?.keys.map { $0 } ?? []) == ["item", "label", "confidence", "abstain", "method"]
      })
    #expect(answers.allSatisfy { $0["method"]?.stringValue == "threshold" && $0["abstain"]?.boolValue == false })
    #expect(try labels(result.output) == plain)
    let piped = try await program.run(
      "consensus", "--votes", "-", "--format", "jsonl", input: lines(0..<20, gold: false))
    #expect(piped.output == result.output)
    let unanimous = try await program.run(
      "consensus", "--votes", "votes.jsonl", "--threshold", "1", "--format", "jsonl")
    #expect(try self.answers(unanimous.output).count { $0["abstain"]?.boolValue == true } == 10)
  }

  @Test func `training finds the judge that is right, and a saved model answers the same`() async throws {
    let program = try program()
    defer { program.remove() }
    let learned = ["consensus", "--votes", "votes.jsonl", "--method", "learned", "--format", "jsonl"]
    let trained = try await program.run(
      arguments: learned + ["--train", "train.jsonl", "--save-model", "panel.json"])
    #expect(try labels(trained.output) == right)
    let saved = try await program.run(arguments: learned + ["--model", "panel.json"])
    #expect(saved.output == trained.output && saved.code == 0)
    let barred = try await program.run(arguments: learned + ["--model", "panel.json", "--abstain-below", "1"])
    #expect(try answers(barred.output).allSatisfy { $0["abstain"]?.boolValue == true && $0["label"]?.isNull == false })
    let weighted = try await program.run(
      "consensus", "--votes", "votes.jsonl", "--method", "weighted", "--train", "train.jsonl", "--format", "jsonl")
    #expect(try labels(weighted.output) == right)
  }

  @Test func `for people there is one line a method and how the judges agree`() async throws {
    let program = try program()
    defer { program.remove() }
    let result = try await program.run("consensus", "--votes", "votes.jsonl", "--train", "train.jsonl")
    for word in ["threshold", "majority", "weighted", "dawid_skene", "learned", "Krippendorff's alpha", "independent"] {
      #expect(result.output.contains(word), "\(result.output)")
    }
    let json = try await program.run("consensus", "--votes", "votes.jsonl", "--format", "json", "--method", "majority")
    let document = try JSONValue(parsing: json.output)
    #expect(document["items"]?.arrayValue?.count == 20 && document["agreement"]?["judges"]?.intValue == 3)
    let only = try await program.run("consensus", "--train", "train.jsonl", "--save-model", "panel.json")
    #expect(only.code == 0 && only.error.contains("trained on 40 items"))
  }

  @Test func `an unreadable file gets an error with file, line, key and mend, all lines at once`() async throws {
    let program = try program()
    defer { program.remove() }
    let faulty = """
      {"item":"1","judge":"a","label":"x"}
      {"item":"1","judge":"a"}
      {"item":"","judge":"a","label":"x"}
      {"item":"1","judge":7,"label":"x"}
      {"item":"1","judge":"a","label":"x","score":"high"}
      not json
      [1]
      """
    try program.write(faulty, to: "faulty.jsonl")
    let result = try await program.run("consensus", "--votes", "faulty.jsonl")
    #expect(result.code == 2 && result.output.isEmpty)
    for words in [
      "faulty.jsonl:2: 'label' is missing. Add", "faulty.jsonl:3: 'item' is missing. Add",
      "faulty.jsonl:4: 'judge' is 7, which is no text", "faulty.jsonl:5: 'score' is", "faulty.jsonl:6:",
      "faulty.jsonl:7: a vote is a JSON object",
    ] { #expect(result.error.contains(words), "\(result.error)") }
    try program.write(lines(0..<2, gold: false).replacing("never read", with: "x"), to: "two.jsonl")
    try program.write(
      #"{"item":"1","judge":"a","label":"x","gold":"x"}"# + "\n" + #"{"item":"1","judge":"b","label":"x","gold":"y"}"#,
      to: "torn.jsonl")
    let torn = try await program.run("consensus", "--votes", "votes.jsonl", "--train", "torn.jsonl")
    #expect(torn.code == 2 && torn.error.contains("torn.jsonl:2: 'gold' is 'y', but line 1 has 'x'"))
  }

  @Test func `what cannot be meant is told with what to do, and exits 2`() async throws {
    let program = try program()
    defer { program.remove() }
    try program.write("{}", to: "no-model.json")
    try program.write("\n\n", to: "empty.jsonl")
    try program.write(#"{"format":"moe-judge consensus model","version":9}"#, to: "later.json")
    try program.write(#"{"format":"moe-judge consensus model","version":1,"model":{}}"#, to: "cut.json")
    let cases: [([String], String)] = [
      ([], "Give --votes FILE"), (["--votes", "nowhere.jsonl"], "nowhere.jsonl: there is no such file"),
      (["--votes", "empty.jsonl"], "there is no vote in it"), (["--votes", "."], "this is a folder"),
      (["--votes", "votes.jsonl", "--method", "learned"], "--train FILE"),
      (["--votes", "votes.jsonl", "--method", "best"], "threshold"),
      (["--votes", "votes.jsonl", "--threshold", "0.7"], "threshold"),
      (["--votes", "votes.jsonl", "--abstain-below", "2"], "from 0 to 1"),
      (["--votes", "votes.jsonl", "--target-accuracy", "0.9"], "--method learned"),
      (["--votes", "votes.jsonl", "--model", "no-model.json"], "no model of 'moe-judge consensus'"),
      (["--votes", "votes.jsonl", "--model", "later.json"], "version: found 9"),
      (["--votes", "votes.jsonl", "--model", "cut.json"], "model.space"),
    ]
    for (arguments, words) in cases {
      let result = try await program.run(arguments: ["consensus"] + arguments)
      #expect(result.code == 2 && result.error.contains(words), "\(arguments): \(result.error)")
    }
    try program.write(
      lines(0..<3, gold: false).replacing(#""gold":"never read""#, with: #""gold":null"#), to: "unlabelled.jsonl")
    let unlabelled = try await program.run("consensus", "--votes", "votes.jsonl", "--train", "unlabelled.jsonl")
    #expect(unlabelled.code == 2 && unlabelled.error.contains("no line has a right answer"))
  }

  @Test func `diversity on labelled votes shows the correlation of errors and what the panel gained`() async throws {
    let program = try program()
    defer { program.remove() }
    let result = try await program.run("personas", "diversity", "--labelled", "train.jsonl")
    #expect(result.code == 0)
    // b and c err together on every odd item; a never errs, so it has no correlation. n_eff of 3 at r = 1 is 1.
    for words in [
      "b      c      1.0", "mean error correlation r: 1.0", "n_eff 1.0", "best single judge: 1.0 (a)", "-0.5 [",
    ] {
      #expect(result.output.contains(words), "\(result.output)")
    }
  }

  @Test func `a method that cannot run is left out of the table, and an error where it was chosen`() async throws {
    let program = try program()
    defer { program.remove() }
    let names = (0..<6_900).map { #"{"item":"i\#($0 / 3)","judge":"j\#($0 % 3)","label":"answer \#($0)"}"# }
    try program.write(names.joined(separator: "\n"), to: "names.jsonl")
    let table = try await program.run("consensus", "--votes", "names.jsonl")
    #expect(table.code == 0, "\(table.error)")
    for words in ["threshold", "majority", "left out: dawid_skene: there are 6900 labels", "3 judges: agreement"] {
      #expect(table.output.contains(words), "\(table.output)")
    }
    let chosen = try await program.run("consensus", "--votes", "names.jsonl", "--method", "dawid_skene")
    #expect(chosen.code == 2 && chosen.output.isEmpty && chosen.error.contains("6900 labels"))
  }

  @Test func `items whose names differ in bytes only get a line each`() async throws {
    let program = try Program()
    defer { program.remove() }
    let lines = ["caf\u{E9}", "cafe\u{301}"].map { #"{"item":"\#($0)","judge":"a","label":"x"}"# }
    try program.write(lines.joined(separator: "\n"), to: "votes.jsonl")
    let result = try await program.run("consensus", "--votes", "votes.jsonl", "--format", "jsonl")
    #expect(try answers(result.output).count == 2 && result.error.isEmpty, "\(result.output)\(result.error)")
  }
}
