internal import Provenance
internal import Reports

/// How a page names other pages: by their addresses on the server, or by the files beside it.
struct Links: Sendable {
  enum Site: Sendable {
    case live
    /// - Parameter pages: all that there are; others cannot be linked to.
    case exported(pages: Set<Place>)
    /// As files, while it is not yet known which there will be: notes what is linked to.
    case surveyed(LinkSurvey)
  }

  /// The page that has the links.
  let here: Place
  let site: Site
  /// Whether whoever looks may speak of findings, so that a form for that is of use.
  var mayLabel = true
  /// Whether the store can be written, so that a word on a finding would be kept.
  var takesWords = true
  /// What the foot of an exported page says of the export.
  var note: String?

  /// The address of a page as an attribute's value, not yet escaped; nil where that page is not there.
  func address(of place: Place) -> String? {
    switch site {
    case .live: return Self.liveAddress(of: place)
    case .exported(let pages):
      guard pages.contains(place) else { return nil }
      return Self.root(from: here) + Self.file(of: place)
    case .surveyed(let survey):
      survey.note(place)
      return Self.root(from: here) + Self.file(of: place)
    }
  }

  /// A link to a page; where that page is not there, the words alone.
  func link(_ words: HTML, to place: Place) -> HTML {
    guard let address = address(of: place) else { return words }
    return "<a href=\"\(address)\">\(words)</a>"
  }

  var isLive: Bool { if case .live = site { true } else { false } }

  static func liveAddress(of place: Place) -> String {
    let path = "/" + place.path.map(encoded).joined(separator: "/")
    let query = place.query
    guard !query.isEmpty else { return path }
    return path + "?" + query.map { "\($0.key)=\(encoded($0.value))" }.joined(separator: "&")
  }

  /// Where an exported page lies, from the folder of all.
  static func file(of place: Place) -> String {
    var parts = place.path.map(fileName)
    let query = place.query
    if !query.isEmpty {
      parts.append(fileName(query.map { "\($0.key)-\($0.value)" }.joined(separator: "-")))
    }
    return (parts + ["index.html"]).joined(separator: "/")
  }

  /// From a page's own folder up to the folder of all.
  private static func root(from place: Place) -> String {
    String(repeating: "../", count: file(of: place).count { $0 == "/" })
  }

  /// A part of a path: everything but letters, digits and `-._~` by its bytes.
  static func encoded(_ text: String) -> String {
    guard text != ".", text != ".." else { return text.replacing(".", with: "%2E") }
    var encoded = ""
    for byte in text.utf8 {
      let scalar = Unicode.Scalar(byte)
      if scalar.isASCII,
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-._~".unicodeScalars.contains(scalar)
      {
        encoded.unicodeScalars.append(scalar)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        encoded += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return encoded
  }

  /// A name that every file system takes, another one for another text.
  private static func fileName(_ text: String) -> String {
    let isPlain =
      text.utf8.count <= 80 && !text.hasPrefix(".")
      && text.unicodeScalars.allSatisfy {
        ("a"..."z").contains($0) || ("0"..."9").contains($0) || "-._TZ".unicodeScalars.contains($0)
      }
    return isPlain ? text : "x-" + Digest.sha256(text).prefix(20)
  }
}
