import Foundation
import JudgeTypes
import Testing
import YAMLFiles

@testable import Evals

@Suite struct SuiteFileTests {
  private func folder(_ files: [String: String]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "suite-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    return folder.path
  }

  private func problems(_ files: [String: String]) throws -> [FileProblem] {
    let folder = try folder(files)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do throws(FileProblems) {
      _ = try SuiteFile.suite(in: folder)
      return []
    } catch {
      return error.problems
    }
  }

  private let head = "id: s\nname: S\nsplit: {train: 60, dev: 20, holdout: 20}\n"

  @Test func `the shipped suite reads whole, half of it sound`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let suite = try SuiteFile.suite(in: root.appending(path: "evals/artifact-review").path)
    let sound = suite.cases.count { $0.outcome == .pass }
    #expect(suite.cases.count >= 80)
    #expect(abs(sound * 2 - suite.cases.count) <= suite.cases.count / 10)
    #expect(suite.cases.allSatisfy { ($0.outcome == .pass) == $0.labels.isEmpty })
    for evalCase in suite.cases {
      #expect(FileManager.default.fileExists(atPath: suite.folder + "/" + evalCase.artifact))
    }
  }

  @Test func `cases stand in the suite file, in YAML and in JSONL`() throws {
    let folder = try folder([
      "suite.yaml": head
        + "cases:\n  - a.jsonl\n  - b.yaml\n  - {id: c, artifact: c.py, kind: code, expect: {outcome: pass}}\n",
      "a.jsonl":
        "{\"id\":\"a\",\"artifact\":\"a.py\",\"kind\":\"code\",\"expect\":{\"outcome\":\"fail\",\"findings\":[{\"rule\":\"x\",\"line\":2,\"end_line\":3}]}}\n\n",
      "b.yaml": "- {id: b, artifact: b.py, kind: code, expect: {outcome: pass}}\n",
    ])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let suite = try SuiteFile.suite(in: folder)
    #expect(suite.cases.map(\.id.rawValue) == ["a", "b", "c"])
    #expect(suite.cases[0].labels == [EvalCase.Label(rule: "x", path: nil, lines: 2...3)])
  }

  @Test func `every fault of a suite is told with its file and line`() throws {
    let problems = try problems([
      "suite.yaml": "id: s\nname: S\nsplit: {train: 60, dev: 20, holdout: 30}\ncases: [a.jsonl, none.jsonl]\n",
      "a.jsonl":
        "{\"id\":\"a\",\"artifact\":\"a.py\",\"kind\":\"code\",\"expect\":{\"outcome\":\"fial\"}}\nnot json {\n",
    ])
    #expect(problems.contains { $0.message.contains("110") })
    #expect(problems.contains { $0.path.hasSuffix("a.jsonl") && $0.line == 1 && $0.message.contains("fail") })
    #expect(problems.contains { $0.path.hasSuffix("a.jsonl") && $0.line == 2 })
    #expect(problems.contains { $0.path.hasSuffix("none.jsonl") })
  }

  @Test func `a case that stands twice is a problem`() throws {
    let line = "{\"id\":\"a\",\"artifact\":\"a.py\",\"kind\":\"code\",\"expect\":{\"outcome\":\"pass\"}}\n"
    #expect(
      try problems(["suite.yaml": head + "cases: [a.jsonl]\n", "a.jsonl": line + line]).contains {
        $0.message.contains("twice")
      })
  }

  // MARK: Suites that measure constraints

  private let record = "{\"id\":\"a\",\"artifact\":\"a.md\",\"kind\":\"adr\",\"expect\":{\"findings\":"

  @Test func `in a suite of constraints the outcome follows from the labels, whether it is said or not`() throws {
    let label = "[{\"rule\":\"must_not\",\"line\":2,\"end_line\":3}]"
    let folder = try folder([
      "suite.yaml": head + "measures: constraints\nfloors: {precision: 80}\ncases:\n  - a.jsonl\n"
        + "  - {id: b, artifact: b.md, kind: adr, expect: {}}\n"
        + "  - {id: c, artifact: c.md, kind: adr, expect: {outcome: fail, findings: []}}\n",
      "a.jsonl": record + label + "}}\n",
    ])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let suite = try SuiteFile.suite(in: folder)
    #expect(suite.measures == .constraints && suite.floors?.precision == 80)
    #expect(suite.cases.map(\.outcome) == [.fail, .pass, .pass])
    #expect(suite.cases[0].labels == [EvalCase.Label(rule: "must_not", path: nil, lines: 2...3)])
  }

  @Test func `a label that is no level and what only a panel can reach are problems of a suite of constraints`() throws
  {
    let problems = try problems([
      "suite.yaml": head
        + "measures: constraints\nrubrics: [x]\nfloors: {outcome_f1: 80, recall: 1}\ncases: [a.jsonl]\n",
      "a.jsonl": "\n" + record + "[{\"rule\":\"mustnt\",\"line\":2,\"end_line\":3}]}}\n",
    ])
    #expect(problems.count == 3, "\(problems)")
    #expect(problems.contains { $0.line == 2 && $0.message.contains("must_not") })
    #expect(problems.contains { $0.key == "rubrics" && $0.line == 5 })
    #expect(problems.contains { $0.key == "floors.outcome_f1" })
  }

  @Test func `a suite of the panel needs an outcome in its file and in its case files`() throws {
    for measures in ["", "measures: panel\n"] {
      let problems = try problems([
        "suite.yaml": head + measures + "cases:\n  - a.jsonl\n  - {id: b, artifact: b, kind: code, expect: {}}\n",
        "a.jsonl": record + "[]}}\n",
      ])
      #expect(
        problems.count == 2 && problems.allSatisfy { $0.message.contains("outcome") || $0.key.contains("outcome") })
    }
    #expect(try problems(["suite.yaml": head + "measures: rubrics\ncases: [a.jsonl]\n"]).count == 1)
  }

  @Test func `the shipped records read whole, and every label lies within its record`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let suite = try SuiteFile.suite(in: root.appending(path: "evals/constraint-extraction").path)
    #expect(suite.measures == .constraints && suite.cases.count >= 48)
    for evalCase in suite.cases {
      let text = try String(contentsOfFile: suite.folder + "/" + evalCase.artifact, encoding: .utf8)
      #expect(evalCase.labels.allSatisfy { $0.lines.upperBound <= text.lineCount }, "\(evalCase.id)")
    }
  }
}
