internal import JudgeTypes
internal import YAMLFiles

/// Buckets, tables, databases and keys: what other blocks of the module say of them counts as if it stood in them.
enum TerraformStores {
  static func faults(in block: HCLBlock, of module: TerraformModule) -> [InfrastructureFault] {
    switch block.resource {
    case "aws_s3_bucket": return acl(block, bucket: block, module) + versions(block, module) + origins(block, module)
    case "aws_s3_bucket_cors_configuration": return origins(block, module)
    case "aws_s3_bucket_acl": return acl(block, bucket: bucket(of: block, module), module)
    case "aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block": return accessBlock(block, module)
    case "aws_dynamodb_table": return table(block, module)
    case "aws_kms_key": return key(block, module)
    case "aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster":
      return deletion(block, module)
    case "aws_secretsmanager_secret": return rotation(block, module)
    case "aws_ssm_parameter": return parameter(block, module)
    case "google_storage_bucket": return googleVersions(block, module)
    case "azurerm_mssql_server", "azurerm_sql_server": return auditing(block, module)
    case "aws_eks_cluster": return clusterLog(block, module)
    default: return []
    }
  }

  private static func flag(_ block: HCLBlock, _ name: String, _ module: TerraformModule) -> Bool? {
    block.attribute(name).flatMap { module.folded($0.value).flag }
  }

  // MARK: Buckets

  private static func bucket(of block: HCLBlock, _ module: TerraformModule) -> HCLBlock? {
    module.resource("aws_s3_bucket", namedBy: block.attribute("bucket")?.value, attribute: "bucket")
  }

  /// Whether a resource of `type` speaks of `bucket`.
  private static func has(_ type: String, of bucket: HCLBlock, _ module: TerraformModule) -> Bool {
    module.bucketsNamed(by: type).contains(bucket.name)
  }

  /// Whether it serves a site, which is meant for everybody.
  private static func servesSite(_ bucket: HCLBlock?, _ module: TerraformModule) -> Bool {
    guard let bucket else { return false }
    return !bucket.blocks("website").isEmpty
      || has("aws_s3_bucket_website_configuration", of: bucket, module)
  }

  /// Whether a policy is that of a bucket which serves a site.
  static func isOfSite(_ policy: HCLBlock, _ module: TerraformModule) -> Bool {
    servesSite(policy.resource == "aws_s3_bucket" ? policy : bucket(of: policy, module), module)
  }

  private static func acl(_ block: HCLBlock, bucket: HCLBlock?, _ module: TerraformModule) -> [InfrastructureFault] {
    guard let entry = block.attribute("acl"), module.folded(entry.value).string == "public-read",
      !servesSite(bucket, module)
    else { return [] }
    return [InfrastructureFault(.exposure, at: entry.line, "everybody can read the bucket")]
  }

  /// Pages of every origin may change what a bucket holds; that they may read is how assets are served.
  private static func origins(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    block.blocks("cors_rule").compactMap { rule in
      guard let origins = rule.attribute("allowed_origins"),
        module.folded(origins.value).scalars.contains(where: { $0.string == "*" }),
        let methods = rule.attribute("allowed_methods"),
        module.folded(methods.value).scalars.contains(where: { ["PUT", "POST", "DELETE"].contains($0.string) })
      else { return nil }
      return InfrastructureFault(
        .cors, at: origins.line, "pages of any origin may write to the bucket", severity: .medium)
    }
  }

  private static let guards = [
    "block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets",
  ]

  private static func accessBlock(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    if servesSite(bucket(of: block, module), module) { return [] }
    if let open = guards.lazy.compactMap({ block.attribute($0) }).first(where: { module.folded($0.value).flag == false }
    ) {
      return [InfrastructureFault(.exposure, at: open.line, "the bucket may be opened to everybody")]
    }
    guard let missing = guards.first(where: { block.attribute($0) == nil }) else { return [] }
    return [
      InfrastructureFault(
        .exposure, at: block.line, "\(missing) is not set, so the bucket may be opened to everybody", severity: .medium,
        isAbsence: true)
    ]
  }

  private static let records = Pattern.fixed(
    #"(?i)tf[-_]?state|terraform[-_]?state|remote[-_]?state|(?:^|[-_./])(?:records?|documents?|backups?|patients?|medical|claims?|invoices?|ledger|statements?|contracts?|phi|ehr)(?:$|[-_./])"#
  )

  /// Whether its name says that what it keeps must not be lost.
  private static func keepsRecords(_ block: HCLBlock, _ attribute: String) -> Bool {
    let names = [block.name, block.attribute(attribute)?.value.string ?? ""]
    return names.contains { records.matches(Array($0.utf8)) && !$0.lowercased().contains("log") }
  }

  private static func versions(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    if let own = block.blocks("versioning").first {
      guard let enabled = own.attribute("enabled"), module.folded(enabled.value).flag == false else { return [] }
      return [InfrastructureFault(.backup, at: enabled.line, "what is overwritten or deleted in the bucket is lost")]
    }
    guard keepsRecords(block, "bucket"),
      !has("aws_s3_bucket_versioning", of: block, module)
    else { return [] }
    return [
      InfrastructureFault(
        .backup, at: block.line, "the bucket keeps no versions, so what is overwritten or deleted is lost",
        isAbsence: true)
    ]
  }

  private static func googleVersions(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    if let own = block.blocks("versioning").first {
      guard let enabled = own.attribute("enabled"), module.folded(enabled.value).flag == false else { return [] }
      return [InfrastructureFault(.backup, at: enabled.line, "what is overwritten or deleted in the bucket is lost")]
    }
    guard keepsRecords(block, "name"), block.blocks("retention_policy").isEmpty else { return [] }
    return [
      InfrastructureFault(
        .backup, at: block.line, "the bucket keeps no versions, so what is overwritten or deleted is lost",
        isAbsence: true)
    ]
  }

  // MARK: Databases

  private static let passing = Pattern.fixed(
    #"(?i)lock|session|cache|idempoten|rate[-_]?limit|connection|ephemeral|temp"#)

  /// A table whose rows are a lock or go by themselves needs no way back.
  private static func table(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    let message = "the table cannot be brought back to an earlier time"
    if let recovery = block.blocks("point_in_time_recovery").first {
      guard let enabled = recovery.attribute("enabled"), module.folded(enabled.value).flag == false else { return [] }
      return [InfrastructureFault(.backup, at: enabled.line, message)]
    }
    let names = [
      block.name, block.attribute("name")?.value.string ?? "", block.attribute("hash_key")?.value.string ?? "",
    ]
    guard !names.contains(where: { passing.matches(Array($0.utf8)) }), block.blocks("ttl").isEmpty,
      block.attribute("restore_source_name") == nil
    else { return [] }
    return [InfrastructureFault(.backup, at: block.line, message, isAbsence: true)]
  }

  /// Deleted without a last snapshot, and nothing holds the hand that deletes.
  private static func deletion(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    guard let skip = block.attribute("skip_final_snapshot"), module.folded(skip.value).flag == true,
      flag(block, "deletion_protection", module) != true,
      !(block.attribute("deletion_protection").map { module.folded($0.value).isUnknown } ?? false),
      !isStaged(block)
    else { return [] }
    return [InfrastructureFault(.backup, at: skip.line, "whoever deletes the database deletes its data for good")]
  }

  private static let staged = Pattern.fixed(
    #"(?i)(?:^|[-_./ ])(?:staging|stage|dev|devel|test|qa|sandbox|demo|preview)(?:$|[-_./ ])"#)

  /// Whether its name or tags say that it is none that people rely on.
  private static func isStaged(_ block: HCLBlock) -> Bool {
    let named = ["identifier", "cluster_identifier"].compactMap { block.attribute($0)?.value.string }
    let tags = (block.attribute("tags")?.value.entries ?? []).compactMap(\.value.string)
    return (named + tags).contains { staged.matches(Array($0.utf8)) }
  }

  private static func auditing(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    guard !module.auditsDatabases, block.blocks("extended_auditing_policy").isEmpty else { return [] }
    return [
      InfrastructureFault(.audit, at: block.line, "nothing records who reads or changes the data", isAbsence: true)
    ]
  }

  private static func clusterLog(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    guard let types = block.attribute("enabled_cluster_log_types") else { return [] }
    let kept = module.folded(types.value)
    guard !kept.isUnknown, !kept.list.contains(where: { $0.string == "audit" || $0.isUnknown }) else { return [] }
    return [InfrastructureFault(.audit, at: types.line, "the audit log of the cluster's API is not kept")]
  }

  // MARK: Keys

  /// Only symmetric keys that encrypt can be rotated by AWS.
  private static func key(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    let form = block.attribute("customer_master_key_spec") ?? block.attribute("key_spec")
    let use = block.attribute("key_usage")
    guard form.map({ $0.value.string == "SYMMETRIC_DEFAULT" }) ?? true,
      use.map({ $0.value.string == "ENCRYPT_DECRYPT" }) ?? true, block.attribute("custom_key_store_id") == nil,
      block.attribute("enable_key_rotation") == nil
    else { return [] }
    return [InfrastructureFault(.rotation, at: block.line, "the key is never rotated", isAbsence: true)]
  }

  private static let login = Pattern.fixed(
    #"(?i)(?:^|[-_/])(?:db|database|rds|aurora|postgres|mysql|master)(?:$|[-_/])"#)

  private static func rotation(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    let names = [block.name, block.attribute("name")?.value.string ?? ""]
    guard names.contains(where: { login.matches(Array($0.utf8)) }), block.blocks("rotation_rules").isEmpty,
      !module.rotatesSecrets
    else { return [] }
    return [InfrastructureFault(.rotation, at: block.line, "the login is never rotated", isAbsence: true)]
  }

  private static let secretName = Pattern.fixed(#"(?i)passw|secret|token|api[-_]?key|private[-_]?key|credential"#)

  private static func parameter(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    let names = [block.name, block.attribute("name")?.value.string ?? ""]
    guard let type = block.attribute("type"), module.folded(type.value).string == "String",
      names.contains(where: { secretName.matches(Array($0.utf8)) && !$0.lowercased().contains("arn") })
    else { return [] }
    return [InfrastructureFault(.encryption, at: type.line, "the secret is kept as plain text; use SecureString")]
  }
}
