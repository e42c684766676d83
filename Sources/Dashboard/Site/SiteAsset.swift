internal import Provenance

/// A file that pages load from the server itself. Its address changes with what it holds, so that it may be kept for good.
struct SiteAsset: Sendable {
  /// `css` or `js`.
  let kind: String
  let text: String
  let address: String

  private init(_ name: String, kind: String, _ text: String) {
    self.kind = kind
    self.text = text
    address = "/assets/\(name)-\(Digest.sha256(text).prefix(12)).\(kind)"
  }

  static let style = SiteAsset("site", kind: "css", SiteStyle.sheet)
  static let liveScript = SiteAsset("live", kind: "js", LiveScript.text)
  static let all = [style, liveScript]
}
