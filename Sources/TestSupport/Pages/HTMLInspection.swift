internal import Foundation

#if canImport(FoundationXML)
  internal import FoundationXML
#endif

/// A page as a parser of XML reads it, and what in it could run, load or lead elsewhere.
public struct HTMLInspection {
  public struct Element: Sendable {
    public let name: String
    public let attributes: [String: String]
    /// What stands in it, its descendants included.
    public internal(set) var text: String
  }

  /// In the order in which they begin.
  public let elements: [Element]
  /// Nil where the page is well-formed.
  public let error: String?

  public init(_ source: String) {
    let reader = Reader()
    let parser = XMLParser(data: Data(source.utf8))
    parser.delegate = reader
    let isRead = parser.parse()
    error = isRead ? nil : "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "not well-formed")"
    elements = reader.elements
  }

  public func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

  public func all(ofClass name: String) -> [Element] {
    elements.filter { ($0.attributes["class"] ?? "").split(separator: " ").contains { $0 == name } }
  }

  /// The text of the whole page without its style.
  public var text: String { elements.first { $0.name == "body" }?.text ?? "" }

  /// Elements, attributes and addresses that have no place in a page that loads and runs nothing.
  public var faults: [String] {
    (error.map { [$0] } ?? []) + elements.flatMap(Self.faults) + anchors
  }

  private static let known: Set<String> = [
    "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "nav", "section", "article", "h1",
    "h2",
    "h3", "h4", "p", "span", "code", "pre", "mark", "b", "wbr", "div", "dl", "dt", "dd", "ul", "ol", "li", "figure",
    "figcaption", "blockquote", "details", "summary", "table", "caption", "thead", "tbody", "tr", "th", "td", "a",
  ]
  private static let attributes: Set<String> = [
    "lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "dir", "scope", "tabindex", "role",
    "aria-label", "aria-labelledby", "aria-hidden",
  ]

  private static func faults(of element: Element) -> [String] {
    var faults = known.contains(element.name) ? [] : ["element \(element.name)"]
    for (name, value) in element.attributes {
      if !attributes.contains(name) { faults.append("\(element.name) \(name)=\(value)") }
      if name == "href", !value.hasPrefix("#") { faults.append("leads to \(value)") }
    }
    return faults
  }

  /// Each id once, and each anchor to one of them.
  private var anchors: [String] {
    let ids = elements.compactMap { $0.attributes["id"] }
    let known = Set(ids)
    let lost = elements.flatMap { element in
      [element.attributes["href"].map { String($0.dropFirst()) }, element.attributes["aria-labelledby"]]
        .compactMap(\.self).filter { !known.contains($0) }
    }
    return (known.count == ids.count ? [] : ["an id stands twice"]) + lost.map { "leads to nothing: \($0)" }
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var elements: [Element] = []
    private var open: [(place: Int, text: String)] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      open.append((elements.count, ""))
      elements.append(Element(name: name, attributes: attributes, text: ""))
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      guard let (place, text) = open.popLast() else { return }
      elements[place].text = text
      if !open.isEmpty { open[open.count - 1].text += text }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      if !open.isEmpty { open[open.count - 1].text += text }
    }
  }
}
