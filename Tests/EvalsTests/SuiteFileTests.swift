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
}
