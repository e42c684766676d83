internal import JudgeTypes
internal import YAMLFiles

/// One setting of a resource that must not be as it is, or must not be missing.
struct TerraformCheck: Sendable {
  enum Wrong: Sendable {
    case isTrue
    case isFalse
    /// Missing or false.
    case notTrue
    case missing
    case isOneOf([String])
    /// Missing or one of these.
    case missingOrOneOf([String])
    case zero
    case missingOrZero
    /// A list that holds one of these.
    case holds([String])
  }

  let rule: InfrastructureRule
  /// Nested blocks and an attribute, parted by dots; see `HCLBlock.places`.
  let path: String
  let wrong: Wrong
  let message: String
  /// Settings that make it right or meaningless.
  let unless: [String]
  let severity: Severity?

  init(
    _ rule: InfrastructureRule, _ path: String, _ wrong: Wrong, _ message: String, unless: [String] = [],
    severity: Severity? = nil
  ) {
    self.rule = rule
    self.path = path
    self.wrong = wrong
    self.message = message
    self.unless = unless
    self.severity = severity
  }

  static let all: [String: [TerraformCheck]] = amazon.merging(azure, uniquingKeysWith: +).merging(
    google, uniquingKeysWith: +)

  /// Settings that say the same in whatever resource or module they stand.
  static let anywhere: [TerraformCheck] =
    [
      "encrypted", "storage_encrypted", "at_rest_encryption_enabled", "transit_encryption_enabled", "enforce_https",
      "https_only", "enable_https_traffic_only", "https_traffic_only_enabled", "require_ssl",
      "ssl_enforcement_enabled", "sqs_managed_sse_enabled", "cluster_encryption_enabled", "encryption_enabled",
    ].map { TerraformCheck(.encryption, $0 + "?", .isFalse, "\($0) is off") }
    + ["enable_non_ssl_port", "non_ssl_port_enabled", "encryption_disabled"].map {
      TerraformCheck(.encryption, $0 + "?", .isTrue, "\($0) is on")
    }
    + [
      TerraformCheck(.exposure, "publicly_accessible?", .isTrue, "the database has an address on the internet"),
      TerraformCheck(
        .exposure, "acl?", .isOneOf(["public-read-write", "authenticated-read"]), "the bucket is open to everybody"),
      TerraformCheck(.backup, "backup_retention_period?", .zero, "no backups are kept"),
      TerraformCheck(.backup, "backup_retention_days?", .zero, "no backups are kept"),
      TerraformCheck(.audit, "enable_log_file_validation?", .isFalse, "nobody would notice a changed audit log"),
      TerraformCheck(.audit, "enable_logging?", .isFalse, "the log is switched off"),
      TerraformCheck(.audit, "access_logs?.enabled?", .isFalse, "access logs are switched off"),
      TerraformCheck(.rotation, "enable_key_rotation?", .isFalse, "the key is never rotated"),
    ]

  func faults(in block: HCLBlock, of module: TerraformModule) -> [InfrastructureFault] {
    for path in unless where block.places(of: path.split(separator: ".")).contains(where: { $0.value != nil }) {
      return []
    }
    return block.places(of: path.split(separator: ".")).compactMap { place in
      let value = place.value.map { module.folded($0) }
      // An explicit null is what a missing attribute is.
      guard let value, !value.isNull else {
        return isWrongWhenMissing
          ? InfrastructureFault(rule, at: place.blockLine, message, severity: severity, isAbsence: true) : nil
      }
      return isWrong(value) ? InfrastructureFault(rule, at: place.line, message, severity: severity) : nil
    }
  }

  private var isWrongWhenMissing: Bool {
    switch wrong {
    case .notTrue, .missing, .missingOrOneOf, .missingOrZero: true
    default: false
    }
  }

  private func isWrong(_ value: YAMLValue) -> Bool {
    switch wrong {
    case .isTrue: value.flag == true
    case .isFalse, .notTrue: value.flag == false
    case .missing: false
    case .isOneOf(let texts), .missingOrOneOf(let texts): value.string.map(texts.contains) ?? false
    case .zero, .missingOrZero: value.integer == 0 || value.string == "0"
    case .holds(let texts): value.scalars.contains { texts.contains($0.string ?? "") }
    }
  }
}
