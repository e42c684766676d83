import Foundation
import Provenance
import TestSupport

/// The shipped panel on one simulator: its configuration, its keys, and answers that fit what was asked.
enum SimulatedPanel {
  static let keys = Dictionary(
    uniqueKeysWithValues: ["ANTHROPIC", "OPENAI", "TOGETHER", "OPENROUTER", "GEMINI", "MISTRAL"].map {
      ("\($0)_API_KEY", "test-key-\($0.lowercased())")
    })

  /// - Parameters:
  ///   - personas: who sits; all that apply unless said.
  ///   - canaries: off unless a test is about them, since most panels here say yes to whatever they are shown.
  static func configuration(
    port: String, calls: String = "{max_retries: 0, timeout_seconds: 20}", personas: [String] = [],
    canaries: String = "off"
  ) -> String {
    let seated = personas.isEmpty ? "" : ", personas: [\(personas.joined(separator: ", "))]"
    return """
      panel: {canaries: \(canaries)\(seated)}
      providers:
        anthropic: {base_url: "\(port)"}
        openai: {base_url: "\(port)/v1"}
        together: {base_url: "\(port)/v1"}
        openrouter: {base_url: "\(port)/v1"}
        gemini: {base_url: "\(port)/v1beta"}
        mistral: {base_url: "\(port)/v1"}
      calls: \(calls)
      """
  }

  /// An answer that fits the request: its nonce, every dimension and check it asks about.
  ///
  /// - Parameter answering: which of a dimension's checks are answered; all unless said.
  static func answer(
    to body: String, verdict: String = "yes", findings: [JSONValue] = [],
    answering: ([String]) -> [String] = { $0 }
  ) -> String {
    let dimensions = body.components(separatedBy: "DIMENSION-ID:").dropFirst().map { part -> JSONValue in
      let checks = part.components(separatedBy: "\\n  - ").dropFirst().map(word).filter { !$0.isEmpty }
      return [
        "id": .string(word(part)), "rationale": "read", "assessed": true,
        "checks": .array(answering(checks).map { ["id": .string($0), "answer": .string(verdict)] }),
      ]
    }
    let nonce = body.components(separatedBy: "NONCE:").dropFirst().first.map(word) ?? ""
    return JSONValue.object([
      "nonce": .string(nonce), "rationale": "I read it whole.", "findings": .array(findings),
      "dimensions": .array(dimensions), "confidence": 0.9,
    ]).canonical
  }

  private static func word(_ text: String) -> String {
    String(text.prefix { $0.isLetter || $0.isNumber || "_-.".contains($0) })
  }

  /// A critical finding with one piece of evidence.
  static func finding(_ evidence: JSONValue) -> JSONValue {
    [
      "rule": "command_injection", "severity": "critical", "message": "the path reaches a shell",
      "dimension": "owasp_a03_injection", "evidence": [evidence],
    ]
  }

  static func quote(_ text: String, path: String = "app.py", line: Int = 5) -> JSONValue {
    [
      "kind": "quote", "path": .string(path), "start_line": .integer(line), "end_line": .integer(line),
      "quote": .string(text), "terms": [],
    ]
  }

  /// As a strict schema makes models write it: every field is there.
  static func absence(of terms: [String], path: String) -> JSONValue {
    [
      "kind": "absence", "path": .string(path), "start_line": 0, "end_line": 0, "quote": "", "terms": .texts(terms),
    ]
  }
}
