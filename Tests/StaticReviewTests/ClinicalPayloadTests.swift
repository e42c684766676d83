import JudgeTypes
import Testing

@testable import StaticReview

@Suite struct ClinicalPayloadTests {
  @Test func `every code of the table has the check digit that LOINC gives it`() {
    for code in ClinicalCodes.loinc.keys {
      #expect(CodeSystems.fault(of: code, in: CodeSystems.loinc) == nil, "\(code)")
    }
    #expect(CodeSystems.fault(of: "2339-1", in: CodeSystems.loinc) != nil)
    #expect(CodeSystems.fault(of: "44054006", in: CodeSystems.loinc) != nil)
  }

  @Test func `a code of SNOMED CT is known by its last digit`() {
    for code in ["44054006", "46635009", "38341003", "195967001", "22298006", "91936005", "233604007"] {
      #expect(CodeSystems.fault(of: code, in: CodeSystems.snomed) == nil, "\(code)")
    }
    #expect(CodeSystems.fault(of: "44054060", in: CodeSystems.snomed) != nil)
    #expect(CodeSystems.fault(of: "E11.9", in: CodeSystems.snomed) != nil)
  }

  @Test func `values of JSON know their lines, one document after another too`() {
    var reader = JSONReader(
      Array("{\"a\": 1,\n \"b\": [\n  {\"c\": \"d\\\"e\"}]}\n{\"f\": 2}\n".utf8)[...], firstLine: 1)
    let values = reader.values()
    #expect(values.count == 2)
    #expect(values.first?.line(of: "b") == 2)
    #expect(values.first?["b"]?.items.first?["c"]?.string == "d\"e")
    #expect(values.last?.line == 4)
  }

  @Test func `text that is no JSON gives nothing and does not hang`() {
    for text in ["", "{", "{\"a\"", "[1, 2", "\"x", "{\"a\": }", String(repeating: "[", count: 10_000)] {
      var reader = JSONReader(Array(text.utf8)[...], firstLine: 1)
      #expect(reader.values().isEmpty, "\(text.prefix(10))")
    }
  }
}

@Suite struct ImportCycleTests {
  private func review(_ files: [(String, String)]) throws -> [Hit] {
    let files = files.map {
      ArtifactFile(path: $0.0, kind: .code, language: .python, content: $0.1, sha256: "")
    }
    let artifact = Artifact(
      path: "shop", kind: .directory, files: files, coverage: files.map { FileCoverage(path: $0.path, state: .judged) },
      sha256: "")
    return StaticReview(rules: try RuleFiles.rules()).review(artifact).hits.filter { $0.rule == "cyclic-dependency" }
  }

  @Test func `two modules that import each other are a circle, each on its import`() throws {
    let hits = try review([
      ("shop/orders.py", "import os\nfrom shop.stock import reserve\n"),
      ("shop/stock.py", "from .orders import find\n"),
    ])
    #expect(hits.map { "\($0.path):\($0.lines.lowerBound)" } == ["shop/orders.py:2", "shop/stock.py:1"])
  }

  @Test func `an import in a function, or in one direction alone, is none`() throws {
    let late = "def find():\n    from shop.orders import load\n    return load()\n"
    #expect(try review([("shop/orders.py", "from shop.stock import reserve\n"), ("shop/stock.py", late)]).isEmpty)
  }
}
