internal import YAMLFiles

/// Literal passwords and keys where Terraform's own forms hide them from a look at lines.
enum TerraformSecrets {
  private static let password = Pattern.fixed(
    #"(?i)(?:\A|_)(?:password|passwd|secret|secret_key|secret_string|token|api_key|auth_token|access_key|private_key|client_secret|shared_key|storage_account_access_key|psk)\z"#
  )

  static func faults(in block: HCLBlock, of module: TerraformModule) -> [InfrastructureFault] {
    var faults: [InfrastructureFault] = []
    let holdsSecret = ["azurerm_key_vault_secret", "github_actions_secret", "vault_generic_secret"].contains(
      block.resource)
    let isSecure = block.resource == "aws_ssm_parameter" && block.attribute("type")?.value.string == "SecureString"
    block.forEach { inner in
      for entry in inner.attributes {
        if entry.key == "user_data" || entry.key.hasSuffix("startup_script") || entry.key == "custom_data" {
          faults += script(entry.value)
        } else if entry.value.isMap || entry.key == "environment" {
          faults += named(in: entry.value)
        } else {
          let isNamed = password.matches(Array(entry.key.utf8))
          let isValue = (holdsSecret || isSecure) && ["value", "plaintext_value", "data_json"].contains(entry.key)
          if isNamed || isValue { faults += literal(entry.value, at: entry.line) }
        }
      }
    }
    return faults
  }

  /// A default that everybody gets who says nothing.
  static func variable(_ block: HCLBlock) -> [InfrastructureFault] {
    guard let value = block.attribute("default"), password.matches(Array(block.name.utf8)) else { return [] }
    return literal(value.value, at: value.line)
  }

  private static func literal(_ value: YAMLValue, at line: Int) -> [InfrastructureFault] {
    guard let text = value.string, (6...200).contains(text.utf8.count), !text.contains("${"), !text.contains(" "),
      value.boolean == nil, value.number == nil || text.utf8.count > 7, !Placeholder.isOne(text), !isReference(text)
    else { return [] }
    return [InfrastructureFault(.secret, at: line, "a literal secret stands in the text (password or key)")]
  }

  private static func isReference(_ text: String) -> Bool {
    ["arn:", "/", "./", "http", "projects/", "file:", "vault:", "ssm:", "{{"].contains(where: text.hasPrefix)
      || text.allSatisfy { $0.isUppercase || $0 == "_" }
  }

  /// Maps of variables, such as a function's or a container's environment.
  private static func named(in value: YAMLValue) -> [InfrastructureFault] {
    switch value.content {
    case .map(let entries):
      if let name = value["name"]?.string, let held = value.entry("value"), password.matches(Array(name.utf8)) {
        return literal(held.value, at: held.line)
      }
      return entries.flatMap { entry in
        password.matches(Array(entry.key.utf8)) ? literal(entry.value, at: entry.line) : named(in: entry.value)
      }
    case .list(let values): return values.flatMap(named)
    default: return []
    }
  }

  private static let assignment = Pattern.fixed(
    #"(?m)(?:^|[\s;])(?:export\s+)?(\w*(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|SECRET_?KEY))=["']?([^\s"'$<>]{6,200})|(?:--password[= ]|\bPGPASSWORD=|\s-p)['"]?([^\s"'$<>-][^\s"'$<>]{7,80})"#
  )

  /// The script that a machine runs at its first start.
  private static func script(_ value: YAMLValue) -> [InfrastructureFault] {
    guard let text = value.string else { return [] }
    let bytes = Array(text.utf8)
    return assignment.allMatches(in: bytes).compactMap { match in
      guard let group = match.groups.last(where: { $0 != nil }) ?? nil else { return nil }
      let secret = String(decoding: bytes[group], as: UTF8.self)
      guard !Placeholder.isOne(secret), !isReference(secret), Randomness.looksLikePassword(secret) else { return nil }
      let line = value.line + bytes[..<group.lowerBound].count { $0 == UInt8(ascii: "\n") }
      return InfrastructureFault(.secret, at: line, "a literal secret stands in the script of a machine")
    }
  }
}
