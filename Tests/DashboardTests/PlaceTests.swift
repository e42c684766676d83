import Foundation
import Testing

@testable import Dashboard

@Suite struct PlaceTests {
  static let places: [Place] =
    Place.sections.map(\.place) + [
      .runs(RunFilter(outcome: "fail", path: "src/a b.py", before: "20261121T024012Z-3f9a1c")),
      .runs(RunFilter(mode: "models", severity: "high", from: "2026-11-01", to: "2026-11-02", after: "x")),
      .costsOf(.all),
      .run("20261121T024012Z-3f9a1c"),
      .judgment(run: "20261121T024012Z-3f9a1c", ordinal: 12), .rubric("adr-033"), .persona("qa_evaluator"),
      .suite("artifact-review"),
      .eval("20261121T024012Z-3f9a1c"), .improvement("20261121T024012Z-3f9a1c"), .skill("skill/../ä?#"),
    ]

  @Test func `the address of every place leads back to it`() throws {
    for place in Self.places {
      let address = Links.liveAddress(of: place)
      let parts = address.split(separator: "?", maxSplits: 1).map(String.init)
      let path = try parts[0].split(separator: "/").map { try #require(String($0).removingPercentEncoding) }
      let query = parts.dropFirst().first.map { query in
        Dictionary(
          uniqueKeysWithValues: query.split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
            return (sides[0], sides[1])
          })
      }
      #expect(Place(path: path, query: query ?? [:]) == place)
    }
  }

  @Test func `every place has a route of its own on the server`() {
    for place in Self.places {
      let fitting = PageRoutes.patterns.filter { $0.match(place.path) != nil }
      #expect(!fitting.isEmpty, "\(place)")
    }
  }

  @Test func `exported pages lie in files of their own, none above the folder`() {
    let files = Self.places.map(Links.file)
    #expect(Set(files).count == files.count)
    for file in files { #expect(!file.contains("..") && !file.hasPrefix("/")) }
  }
}
