internal import Foundation

#if canImport(FoundationXML)
  internal import FoundationXML
#endif

/// An element of an XML document that was read back.
public final class ParsedXML {
  public let name: String
  public let attributes: [String: String]
  public fileprivate(set) var text = ""
  public fileprivate(set) var children: [ParsedXML] = []

  fileprivate init(name: String, attributes: [String: String]) {
    self.name = name
    self.attributes = attributes
  }

  public func all(_ name: String) -> [ParsedXML] { children.filter { $0.name == name } }

  /// Itself and all elements in it.
  public var everything: [ParsedXML] { [self] + children.flatMap(\.everything) }

  /// The root of a document.
  ///
  /// - Throws: what the parser says of one that is not well-formed.
  public static func root(of text: String) throws -> ParsedXML {
    let reader = Reader()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = reader
    guard parser.parse(), let root = reader.document.children.first else {
      throw parser.parserError ?? CocoaError(.propertyListReadCorrupt)
    }
    return root
  }
}

private final class Reader: NSObject, XMLParserDelegate {
  let document = ParsedXML(name: "", attributes: [:])
  private var open: [ParsedXML] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    let element = ParsedXML(name: name, attributes: attributes)
    (open.last ?? document).children.append(element)
    open.append(element)
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) { open.last?.text += text }
}
