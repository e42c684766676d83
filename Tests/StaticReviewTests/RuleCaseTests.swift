import Foundation
import JudgeTypes
import Synchronization
import Testing
import YAMLFiles

@testable import StaticReview

/// The rule files of the repository, as a reader finds them.
enum RuleFiles {
  struct File: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    var testDescription: String { name }
  }

  static let all: [File] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/StaticReview/Data")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().filter { $0.hasSuffix(".yaml") }.compactMap { name in
      (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)).map { File(name: name, text: $0) }
    }
  }()

  static func rules() throws -> [Rule] {
    try all.map { try RuleFile(from: $0.text, path: $0.name) }.rules()
  }
}

func artifact(_ text: String, path: String = "sample", language: SourceLanguage, kind: ArtifactKind = .code) -> Artifact
{
  let file = ArtifactFile(path: path, kind: kind, language: language, content: text, sha256: "")
  return Artifact(
    path: path, kind: kind, files: [file], coverage: [FileCoverage(path: path, state: .judged)], sha256: "")
}

func artifact(_ ruleCase: RuleCase) -> Artifact {
  artifact(ruleCase.text, path: ruleCase.path, language: ruleCase.language, kind: ruleCase.kind)
}

@Suite struct RuleCaseTests {
  @Test(arguments: RuleFiles.all)
  func `every case of a rule file fires on its lines or stays silent`(file: RuleFiles.File) throws {
    let review = StaticReview(rules: try RuleFiles.rules())
    for ruleCase in try RuleFile.cases(from: file.text, path: file.name) {
      let report = review.review(artifact(ruleCase))
      let lines = report.hits.filter { $0.rule == ruleCase.rule }.map(\.lines.lowerBound)
      #expect(
        lines == ruleCase.fires, "\(file.name), case at line \(ruleCase.line) of \(ruleCase.rule):\n\(ruleCase.text)")
    }
  }

  @Test func `every rule that reads single files has a case that fires and one that is silent`() throws {
    let cases = try RuleFiles.all.flatMap { try RuleFile.cases(from: $0.text, path: $0.name) }
    let ofDirectories: Set<Rule.ID> = ["missing-tests", "cyclic-dependency"]
    for rule in try RuleFiles.rules() where !ofDirectories.contains(rule.id) && !rule.languages.isEmpty {
      let own = cases.filter { $0.rule == rule.id }
      #expect(own.contains { !$0.fires.isEmpty }, "\(rule.id) has no case that fires")
      #expect(own.contains { $0.fires.isEmpty }, "\(rule.id) has no case in which it is silent")
    }
  }

  @Test func `every detector that a rule file names exists, and every detector is named`() throws {
    let named = Set(try RuleFiles.rules().flatMap(\.detectors).map(\.name))
    #expect(named == Set(Detector.all.map(\.name)))
  }

  @Test func `no detector stands twice`() {
    let counts = Dictionary(grouping: Detector.all.map(\.name), by: { $0 }).filter { $0.value.count > 1 }
    #expect(counts.keys.sorted() == [])
  }

  @Test func `a form joins the rule of another file, and a form without a rule is refused`() throws {
    let rule = """
      rules:
        - id: shouting
          name: Shouting
          severity: medium
          why: It hurts.
          mend: Whisper.
          dimensions: [error_handling]
          message: too loud
          patterns: [{languages: [python], match: 'LOUD'}]
      """
    let form = "forms: [{rule: shouting, patterns: [{languages: [yaml], kinds: [kubernetes], match: 'loud: true'}]}]\n"
    let files = try [RuleFile(from: form, path: "b.yaml"), RuleFile(from: rule, path: "a.yaml")]
    let review = StaticReview(rules: try files.rules())
    let manifest = review.review(artifact("loud: true\n", language: .yaml, kind: .kubernetes))
    #expect(manifest.hits.map(\.rule) == ["shouting"])
    #expect(review.review(artifact("loud: true\n", language: .yaml, kind: .compose)).hits.isEmpty)
    let problems = #expect(throws: FileProblems.self) { try [RuleFile(from: form, path: "b.yaml")].rules() }
    #expect(problems.map { "\($0)" }?.contains("no rule file holds the rule 'shouting'") == true)
  }

  @Test func `every pattern written in code compiles`() throws {
    let review = StaticReview(rules: try RuleFiles.rules())
    for language in SourceLanguage.allCases {
      let text = "try { f(`a ${b}`) } catch (e) {}\nquery = \"SELECT a FROM b WHERE c = '\" + d\nlogger.info(x)\n"
      _ = review.review(artifact(text, language: language))
    }
    for ruleCase in try RuleFiles.all.flatMap({ try RuleFile.cases(from: $0.text, path: $0.name) }) {
      _ = review.review(artifact(ruleCase))
    }
    #expect(Pattern.unusable.withLock { $0 } == [])
  }

  @Test func `every rule speaks against dimensions that a persona or rubric has`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    var text = ""
    for folder in ["personas", "rubrics"] {
      let path = root.appending(path: folder)
      for name in try FileManager.default.contentsOfDirectory(atPath: path.path) where name.hasSuffix(".yaml") {
        text += try String(contentsOf: path.appending(path: name), encoding: .utf8)
      }
    }
    for rule in try RuleFiles.rules() {
      for dimension in rule.dimensions {
        #expect(text.contains("- id: \(dimension)\n"), "\(rule.id): no dimension '\(dimension)'")
      }
    }
  }
}
