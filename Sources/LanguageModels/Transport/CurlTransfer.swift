import CCurl
import Foundation

/// One request on one easy handle, with what has arrived of its answer.
final class CurlTransfer {
  private static let headerLimit = 256 << 10

  let easy: UnsafeMutableRawPointer
  let ticket: CurlLoop.Ticket
  let continuation: CheckedContinuation<HTTPAnswer, any Error>
  private let request: HTTPRequest
  private let responseLimit: Int
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private var headers: [HTTPHeader] = []
  private var headerBytes = 0
  private var body = Data()
  private var isTooLarge = false

  init(order: CurlLoop.Order, easy: UnsafeMutableRawPointer, responseLimit: Int) {
    self.easy = easy
    ticket = order.ticket
    continuation = order.continuation
    request = order.request
    self.responseLimit = responseLimit
  }

  /// Sets every option; throws `TransportError.invalidRequest` when libcurl refuses one.
  func configure(_ settings: CurlTransport.Settings, share: UnsafeMutableRawPointer?) throws {
    try set(ccurl_allow_web_only(easy))
    try set(ccurl_set_string(easy, CURLOPT_URL, request.url), "the URL")
    try setBody()
    try setHeaders()
    try set(ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0))
    try set(ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1))
    try set(ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, request.timeout.curlMilliseconds))
    let connecting = min(request.timeout, settings.connectTimeout)
    try set(ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, connecting.curlMilliseconds))
    try set(ccurl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1))
    try set(ccurl_set_string(easy, CURLOPT_USERAGENT, settings.userAgent))
    // Not every libcurl is built with decompression, HTTP/2 or connection sharing; a plain request serves as well.
    _ = ccurl_set_string(easy, CURLOPT_ACCEPT_ENCODING, "")
    _ = ccurl_set_long(easy, CURLOPT_HTTP_VERSION, 4)  // CURL_HTTP_VERSION_2TLS
    // With TLS the handshake tells whether a connection can be shared; without, it would be the first whole answer.
    _ = ccurl_set_long(easy, CURLOPT_PIPEWAIT, request.url.lowercased().hasPrefix("https:") ? 1 : 0)
    _ = ccurl_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    try set(ccurl_set_long(easy, CURLOPT_SSLVERSION, 6), "TLS 1.2")  // CURL_SSLVERSION_TLSv1_2 and above
    if let file = settings.certificateFile { try set(ccurl_set_string(easy, CURLOPT_CAINFO, file), "SSL_CERT_FILE") }
    if let folder = settings.certificateFolder {
      try set(ccurl_set_string(easy, CURLOPT_CAPATH, folder), "SSL_CERT_DIR")
    }
    if let share { _ = ccurl_set_pointer(easy, CURLOPT_SHARE, share) }
    try setReceivers()
  }

  /// Without a body it stays the GET that libcurl sends unless told otherwise.
  private func setBody() throws {
    guard let body = request.body else { return }
    try set(ccurl_set_long(easy, CURLOPT_POST, 1))
    try set(body.withUnsafeBytes { ccurl_set_body(easy, $0.baseAddress ?? UnsafeRawPointer(easy), $0.count) })
    // As CURLOPT_POST sends it, by another name.
    if request.method != .post { try set(ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method.rawValue)) }
  }

  private func setHeaders() throws {
    let expect = HTTPHeader("Expect", "")  // an empty one stops libcurl from waiting for "100 Continue"
    for header in request.headers + [expect] {
      let line = header.value.isEmpty ? "\(header.name):" : "\(header.name): \(header.value)"
      guard line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
        throw TransportError.invalidRequest("the header '\(header.name)' holds a control character")
      }
      guard let list = curl_slist_append(headerList, line) else { throw TransportError.network("out of memory") }
      headerList = list
    }
    try set(ccurl_set_pointer(easy, CURLOPT_HTTPHEADER, headerList))
  }

  /// The loop keeps this object alive as long as the handle is in use, so the callbacks may hold it unretained.
  private func setReceivers() throws {
    let context = Unmanaged.passUnretained(self).toOpaque()
    try set(
      ccurl_set_body_receiver(
        easy,
        { bytes, size, count, context in
          CurlTransfer.at(context)?.receiveBody(bytes, size * count) ?? 0
        }, context))
    try set(
      ccurl_set_header_receiver(
        easy,
        { bytes, size, count, context in
          CurlTransfer.at(context)?.receiveHeader(bytes, size * count) ?? 0
        }, context))
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Takes a piece of the body; any other result than `count` makes libcurl end the transfer.
  private func receiveBody(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard let bytes, count > 0 else { return 0 }
    guard count <= responseLimit - body.count else {
      isTooLarge = true
      return 0
    }
    body.append(UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self), count: count)
    return count
  }

  private func receiveHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard let bytes, count > 0 else { return 0 }
    headerBytes += count
    guard headerBytes <= Self.headerLimit else {
      isTooLarge = true
      return 0
    }
    let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    if line.hasPrefix("HTTP/") {
      headers = []  // a final answer after an interim one
    } else if let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) {
      headers.append(HTTPHeader(String(line[..<colon]), Self.trimmed(line[line.utf8.index(after: colon)...])))
    }
    return count
  }

  /// Without the white space that HTTP allows around a value, and the line's end.
  private static func trimmed(_ value: Substring) -> String {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    let bytes = value.utf8
    guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(value[first...last])
  }

  /// What became of the transfer that libcurl ended with `code`.
  func outcome(_ code: CURLcode) -> Result<HTTPAnswer, any Error> {
    if isTooLarge { return .failure(TransportError.responseTooLarge(limit: responseLimit)) }
    switch code {
    case CURLE_OK:
      return .success(HTTPAnswer(status: ccurl_response_status(easy), headers: headers, body: body))
    case CURLE_OPERATION_TIMEDOUT:
      return .failure(TransportError.timeout(after: request.timeout))
    case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
      return .failure(TransportError.invalidRequest(Self.text(code)))
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE:
      return .failure(
        TransportError.network("\(Self.text(code)); behind a proxy of your own, name its certificates in SSL_CERT_FILE")
      )
    default:
      return .failure(TransportError.network(Self.text(code)))
    }
  }

  func free() {
    curl_slist_free_all(headerList)
    headerList = nil
  }

  private func set(_ code: CURLcode, _ what: String = "an option") throws {
    guard code == CURLE_OK else { throw TransportError.invalidRequest("\(what): \(Self.text(code))") }
  }

  private static func text(_ code: CURLcode) -> String {
    curl_easy_strerror(code).map { String(cString: $0) } ?? "libcurl error \(code.rawValue)"
  }
}

extension Duration {
  /// At least 1, because 0 means no limit to libcurl; at most a day.
  var curlMilliseconds: Int {
    let whole = min(max(self, .milliseconds(1)), .seconds(86_400))
    return Int(whole.components.seconds * 1000 + whole.components.attoseconds / 1_000_000_000_000_000)
  }
}
