internal import HTTPTypes

/// Whether what is to be written was sent from a page of this server or by a program, and not by a page of another site that a browser shows.
enum WriteOrigin {
  /// - Throws: `Problem` (403).
  static func require(of call: ServerCall) throws(Problem) {
    if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ call.headers[$0] }) {
      // The browser says it, and no page can make it say anything else.
      guard site == "same-origin" else { throw refusal }
    } else if let origin = call.headers[.origin] {
      guard ["http://" + call.host, "https://" + call.host].contains(origin) else { throw refusal }
    } else {
      // No browser sends a form without either; and JSON it sends to another site only after asking, to which nothing is answered here.
      guard call.contentType == MediaType.json else { throw refusal }
    }
  }

  private static let refusal = Problem(
    .forbidden,
    "This was sent by a page of another site, or by a browser that does not say by which. Use the form on the page, or the API with JSON."
  )
}
