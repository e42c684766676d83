import Foundation
import JudgeTypes
import Personas
import Testing

/// What SPEC names of a shipped persona.
struct Expected: Sendable, CustomTestStringConvertible {
  let id: String
  let name: String
  let strictness: Persona.Style.Strictness
  let dimensions: [String]
  let redFlags: Int
  let model: String
  var testDescription: String { id }
}

private let expected = [
  Expected(
    id: "technical_architect", name: "Marcus Rivera", strictness: .high,
    dimensions: ["architectural_soundness", "design_patterns", "error_handling", "performance", "adr_compliance"],
    redFlags: 7, model: "anthropic/claude-sonnet-4"),
  Expected(
    id: "compliance_auditor", name: "Dr. Patricia Okonkwo", strictness: .veryHigh,
    dimensions: ["hipaa_164_308", "hipaa_164_310", "hipaa_164_312", "fda_21_cfr_part_11", "soc_2"], redFlags: 9,
    model: "openai/gpt-4o"),
  Expected(
    id: "security_analyst", name: "James Nakamura", strictness: .adversarial,
    dimensions: [
      "owasp_a01_access_control", "owasp_a02_cryptography", "owasp_a03_injection", "owasp_a04_insecure_design",
      "owasp_a05_misconfiguration", "owasp_a06_components", "owasp_a07_authentication", "owasp_a08_integrity",
      "owasp_a09_logging", "owasp_a10_ssrf",
    ], redFlags: 14, model: "together/deepseek-v3"),
  Expected(
    id: "domain_expert", name: "Dr. Elena Vasquez", strictness: .high,
    dimensions: [
      "patient_safety", "fhir_conformance", "clinical_terminology", "clinical_data_quality", "clinical_privacy",
    ],
    redFlags: 5, model: "openrouter/qwen2.5-72b"),
  Expected(
    id: "qa_evaluator", name: "Priya Sharma", strictness: .methodical,
    dimensions: ["unit_coverage", "critical_path_tests", "edge_cases", "test_quality", "testability"], redFlags: 7,
    model: "anthropic/claude-haiku-4.5"),
  Expected(
    id: "delivery_engineer", name: "Ingrid Halvorsen", strictness: .high,
    dimensions: [
      "deployability", "rollback", "observability", "workstream_isolation", "contract_first", "cost_awareness",
    ],
    redFlags: 7, model: "gemini/gemini-2.5-pro"),
]

@Suite struct ShippedPersonaTests {
  @Test(arguments: expected)
  func `a shipped persona is who the specification says`(_ expected: Expected) throws {
    let persona = try shipped(expected.id)
    #expect(persona.id.rawValue == expected.id)
    #expect(persona.name == expected.name)
    #expect(persona.style.strictness == expected.strictness)
    #expect(persona.dimensions.map(\.id.rawValue) == expected.dimensions)
    #expect(persona.redFlags.count == expected.redFlags)
    #expect(persona.primaryModel.description == expected.model)
    #expect(persona.path == "personas/\(expected.id).yaml")
    #expect(persona.weight == .one)
  }

  @Test func `exactly these personas are shipped`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: personasFolder.path)
      .filter { $0.hasSuffix(".yaml") && $0 != "routing.yaml" }
    #expect(Set(files) == Set(expected.map { "\($0.id).yaml" }))
  }

  @Test(arguments: expected)
  func `a shipped persona's weights add up to ten thousand and none is zero`(_ expected: Expected) throws {
    let dimensions = try shipped(expected.id).dimensions
    #expect(dimensions.reduce(0) { $0 + $1.weight } == Rubric.wholeWeight)
    #expect(dimensions.allSatisfy { $0.weight > 0 })
  }

  @Test(arguments: expected)
  func `a shipped persona describes every score and its ids stand once`(_ expected: Expected) throws {
    let persona = try shipped(expected.id)
    for dimension in persona.dimensions {
      #expect(dimension.scoreDescriptions.keys.sorted() == (dimension.scale == .threePoint ? [1, 2, 3] : [1, 3]))
      #expect(dimension.checks.contains(where: \.isRequired) || dimension.level == .should, "\(dimension.id)")
      #expect(dimension.rubric == "persona:\(expected.id)")
      #expect(dimension.personas == [persona.id])
    }
    let checks = persona.dimensions.flatMap(\.checks).map(\.id)
    #expect(Set(checks).count == checks.count)
    #expect(Set(persona.redFlags.map(\.id)).count == persona.redFlags.count)
  }

  @Test func `dimension ids are unique over all shipped personas`() throws {
    let ids = try expected.flatMap { try shipped($0.id).dimensions.map(\.id) }
    #expect(ids.count == 36)
    #expect(Set(ids).count == ids.count)
  }

  @Test(arguments: expected)
  func `a shipped persona's backup is of another provider or model than its primary`(_ expected: Expected) throws {
    let persona = try shipped(expected.id)
    let backup = try #require(persona.backupModel)
    #expect(backup != persona.primaryModel)
  }

  @Test func `the security analyst's dimensions are OWASP's A01 to A10 of 2021, in order`() throws {
    let names = try shipped("security_analyst").dimensions.map(\.name)
    #expect(names.map { $0.prefix(8) } == (1...10).map { "A\($0 < 10 ? "0" : "")\($0):2021" })
  }

  @Test func `the compliance auditor judges by pass and fail, and by binding dimensions only`() throws {
    let auditor = try shipped("compliance_auditor")
    #expect(auditor.dimensions.allSatisfy { $0.scale == .passFail && $0.level == .must })
    #expect(auditor.certifications == ["CISA", "CISSP", "HCISPP"])
    #expect(auditor.thresholds.pass == .one)
    #expect(auditor.thresholds.conditionalOn == .low)
  }

  @Test func `architect, security and quality apply to everything and the others do not`() throws {
    let open = try expected.filter { try shipped($0.id).triggers == .everything }.map(\.id)
    #expect(open == ["technical_architect", "security_analyst", "qa_evaluator"])
    #expect(try !shipped("domain_expert").triggers.globs.isEmpty)
    #expect(try !shipped("compliance_auditor").triggers.kinds.isEmpty)
  }

  @Test func `the architect's red flags name the three of the specification`() throws {
    let flags = try shipped("technical_architect").redFlags.map(\.id)
    #expect(Set(flags).isSuperset(of: ["god_class", "tight_coupling", "hard_coded_configuration"]))
    #expect(try shipped("domain_expert").redFlags.count { $0.severity == .critical } == 3)
  }
}
