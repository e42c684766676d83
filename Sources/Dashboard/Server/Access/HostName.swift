/// Names and addresses of machines, as far as this server must tell them apart.
public enum HostName {
  /// Whether only this machine can be meant.
  public static func isLoopback(_ host: String) -> Bool {
    let host = host.lowercased()
    if ["localhost", "::1", "[::1]"].contains(host) { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { part in part.count <= 3 && part.allSatisfy(\.isASCII) && UInt8(part) != nil }
  }

  /// Of what a Host header says.
  static func withoutPort(_ text: String) -> String {
    if text.hasPrefix("[") { return text.lastIndex(of: "]").map { String(text[...$0]) } ?? text }
    guard let colon = text.lastIndex(of: ":"), text[text.index(after: colon)...].allSatisfy(\.isNumber) else {
      return text
    }
    return String(text[..<colon])
  }

  /// As an address names it.
  public static func inURL(_ host: String) -> String { host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host }
}
