internal import Foundation
internal import YAMLFiles

/// Secrets that a manifest holds itself.
enum KubernetesSecrets {
  static func faults(in object: KubernetesManifest.Object) -> [InfrastructureFault] {
    switch object.kind {
    case "Secret" where object.group == "v1" && object.value["sops"] == nil:
      return held(object.value["stringData"]) { $0 } + held(object.value["data"], decoded)
    case "ConfigMap":
      return (object.value["data"]?.entries ?? []).compactMap { entry in
        guard let text = entry.value.string, EnvironmentSecrets.isSecret(name: entry.key, value: text) else {
          return nil
        }
        return fault(entry)
      }
    default: return []
    }
  }

  private static func fault(_ entry: YAMLValue.Entry) -> InfrastructureFault {
    InfrastructureFault(.secret, at: entry.line, "a literal secret stands in the text (\(entry.key))")
  }

  private static func held(_ map: YAMLValue?, _ read: (String) -> String?) -> [InfrastructureFault] {
    (map?.entries ?? []).compactMap { entry in
      guard let text = entry.value.string, let value = read(text)?.trimmed, !value.isEmpty else { return nil }
      let isKey = value.contains("PRIVATE KEY-----") && value.utf8.count > 120
      let isLogin = entry.key == ".dockerconfigjson" && value.contains("auth") && !value.contains("<")
      return isKey || isLogin || EnvironmentSecrets.isSecret(name: entry.key, value: value) || isConnection(value)
        ? fault(entry) : nil
    }
  }

  private static let connection = Pattern.fixed(#"\A[a-z][a-z0-9+.-]{2,20}://[^\s:@/]{0,60}:([^\s@/<>{}$]{3,80})@"#)

  private static func isConnection(_ value: String) -> Bool {
    let bytes = Array(value.utf8)
    guard let password = connection.allMatches(in: bytes, limit: 1).first?.groups.first.flatMap({ $0 }) else {
      return false
    }
    return !Placeholder.isOne(String(decoding: bytes[password], as: UTF8.self))
  }

  /// The text that `data` holds in base 64.
  private static func decoded(_ text: String) -> String? {
    Data(base64Encoded: text.filter { !$0.isWhitespace }).map { String(decoding: $0, as: UTF8.self) }
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
