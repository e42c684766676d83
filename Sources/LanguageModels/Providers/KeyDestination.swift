import Foundation

/// Where a provider's key would go, and whether it may go there.
///
/// The configuration is read from the tree under judgment, so a change may write an address of its own into it. A key goes
/// only to the provider that it is known to belong to, to this machine, or to a host that the caller trusts by name.
public struct KeyDestination: Sendable, Hashable {
  private let provider: ProviderConfiguration

  public init(of provider: ProviderConfiguration) { self.provider = provider }

  /// Why the key may not be sent, and what to do about it; nil when it may, or when there is no key.
  ///
  /// - Parameter trustedHosts: hosts named by the caller, never by a file of the tree under judgment.
  public func refusal(trustedHosts: Set<String>) -> String? {
    guard let variable = provider.keyVariable else { return nil }
    if provider.baseURL.isEmpty {
      return "provider '\(provider.id)': everyone's address there is their own. Say yours in moe-judge.yaml: "
        + "providers: {\(provider.id): {base_url: \"\(provider.addressExample)\"}}, and trust its host with --trust-host."
    }
    let parts = URLComponents(string: provider.baseURL)
    guard let parts, let host = parts.host?.lowercased(), let scheme = parts.scheme?.lowercased(),
      ["http", "https"].contains(scheme), parts.user == nil, parts.password == nil
    else {
      return
        "provider '\(provider.id)': base_url '\(provider.baseURL)' is no http or https address without a user name. "
        + "Write it as https://host/path."
    }
    if Self.isLoopback(host) { return nil }
    guard scheme == "https" else {
      return "provider '\(provider.id)': \(variable) would be sent to \(host) over plain http, readable on the way. "
        + "Use https in base_url, or leave key_variable out where the server wants no key."
    }
    let named = parts.port.map { "\(host):\($0)" } ?? host
    if isOwnHost(named) || trustedHosts.contains(named) { return nil }
    return
      "provider '\(provider.id)': \(variable) would be sent to \(named), which a file of the tree under judgment names. "
      + "If that is meant, say --trust-host \(named) or set MOE_JUDGE_TRUSTED_HOSTS."
  }

  /// Whether the host is where the built-in provider that owns the key's variable is.
  private func isOwnHost(_ host: String) -> Bool {
    ProviderConfiguration.builtIn.contains { builtIn in
      builtIn.keyVariable == provider.keyVariable && URLComponents(string: builtIn.baseURL)?.host == host
    }
  }

  /// Whether a host is this machine itself, where plain http is read by nobody on the way.
  public static func isLoopback(_ host: String) -> Bool {
    if ["localhost", "::1", "[::1]"].contains(host) { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
