import Foundation
import Reports
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct F1PlotTests {
  private func plot(_ values: [[Double?]], title: String = "small: F1 over 3 runs", label: String = "run") -> F1Plot {
    F1Plot(
      title: title,
      series: values.enumerated().map { place, values in
        .init(
          name: place == 0 ? "outcome F1" : "finding F1",
          points: values.enumerated().map { number, value in
            .init(
              label: "\(label) \(number)", value: value,
              interval: value.flatMap { $0.isFinite ? ($0 - 0.05)...($0 + 0.05) : nil })
          })
      })
  }

  /// The names of all elements and the texts of the titles; nil for what is no XML.
  private func parsed(_ text: String) -> (elements: [String], titles: [String])? {
    final class Reader: NSObject, XMLParserDelegate {
      var elements: [String] = []
      var titles: [String] = []
      var isInTitle = false
      func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
      ) {
        elements.append(name)
        isInTitle = name == "title"
        if isInTitle { titles.append("") }
      }
      func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
      ) {
        isInTitle = false
      }
      func parser(_ parser: XMLParser, foundCharacters text: String) {
        if isInTitle { titles[titles.count - 1] += text }
      }
    }
    let reader = Reader()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = reader
    return parser.parse() ? (reader.elements, reader.titles) : nil
  }

  @Test func `in plain text there is ASCII alone, and a bar is the higher the better the figure`() {
    let text = plot([[0.5, 0.9, nil], [0.6, 0.6, 0.7]]).text(marks: .plain)
    #expect(text.allSatisfy(\.isASCII) && !text.contains("\u{1B}"))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0] == "small: F1 over 3 runs" && lines[1] == "outcome F1  0.500 to 0.900")
    // 0.45 to 0.95 lie between 0.4 and 1.0: 0.5 is a sixth of five rows, 0.9 five sixths, 4.2 rows, of which the fifth is under half.
    #expect(lines[2...6].map { $0.dropFirst(6) } == ["|", "|  #", "|  #", "|  #", "|# #"])
    #expect(lines[2].hasPrefix("1.000 ") && lines[6].hasPrefix("0.400 "))
  }

  @Test func `a terminal gets blocks and colours, and words from outside speak to no terminal`() {
    let text = plot([[0.5, 0.9]], title: "evil\u{1B}[2Jtitle").text(marks: .blocks(TextStyle(isColoured: true)))
    #expect(text.contains("█") && text.contains("\u{1B}[32m") && !text.contains("\u{1B}[2J"))
    #expect(!plot([[0.5]]).text(marks: .blocks(TextStyle(isColoured: false))).contains("\u{1B}"))
  }

  @Test func `without a figure nothing is drawn, and of many points the newest are`() {
    #expect(plot([[nil, nil], []]).text(marks: .plain).isEmpty)
    let text = plot([(0..<100).map { Double($0) / 100 }]).text(columns: 60, marks: .plain)
    #expect(text.contains("(40 older left out)") && text.contains("0.400 to 0.990"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 70 })
  }

  @Test func `the SVG is XML with a title for each point, whatever the words`() throws {
    let evil = #"a<b>&"c"'d' ]]> \#u{0}\#u{1}\#u{FFFF}"#
    let read = try #require(parsed(plot([[0.5, 0.9, nil], [0.6, 0.6, 0.7]], title: evil, label: evil).svg))
    #expect(read.elements.first == "svg" && read.titles[0] == #"a<b>&"c"'d' ]]> "#)
    // The document, two marks in the legend, five points.
    #expect(read.titles.count == 1 + 2 + 5)
    #expect(read.titles.contains { $0.hasSuffix("0: outcome F1 0.500 (0.450 to 0.550)") })
    #expect(!read.elements.contains("script") && !read.elements.contains("image"))
  }

  @Test func `points with moments stand as far apart as they were measured, and events stand in the legend`() {
    let points = [0.0, 10, 40].map { F1Plot.Point(label: "day \($0)", value: 0.5) }
    let plot = F1Plot(
      title: "F1", series: [.init(name: "F1", points: points)],
      events: [.init(before: 2, label: "adopted", at: 20), .init(before: 2, label: "adopted", at: 30)],
      moments: [0, 10, 40])
    let chart = plot.chart(id: "f1").source
    let places = chart.split(separator: "cx=\"").dropFirst().map { Double($0.prefix { $0 != "\"" }) ?? 0 }
    // The legend's first, then the points: a quarter of the way between the first and the last.
    #expect(places.count == 4)
    #expect(abs((places[2] - places[1]) / (places[3] - places[1]) - 0.25) < 0.01, "\(places)")
    #expect(chart.split(separator: "class=\"told\"").count == 2, "named once")
  }

  @Test func `no run, one run, and figures that are no shares are drawn too`() {
    for values in [[[]], [[1.0]], [[0.0]], [[Double.nan, .infinity, 0.5]], [[0.7, 0.7]], [[7, -3]]] as [[[Double?]]] {
      #expect(parsed(plot(values).svg) != nil, "\(values)")
      _ = plot(values).text(marks: .plain)
    }
    #expect(plot([[0.2, 0.4]]).svg.contains("prefers-color-scheme:dark"))
  }
}
