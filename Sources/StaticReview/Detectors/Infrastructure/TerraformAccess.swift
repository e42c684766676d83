internal import JudgeTypes
internal import YAMLFiles

/// Who may do what: policies and roles of AWS, Azure and Google.
enum TerraformAccess {
  private static let identityPolicies: Set<String> = [
    "aws_iam_policy", "aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy",
    "aws_ssoadmin_permission_set_inline_policy",
  ]

  static func faults(in block: HCLBlock, of module: TerraformModule) -> [InfrastructureFault] {
    let type = block.resource
    if type.hasPrefix("aws_") { return amazon(block, type, module) }
    if type.hasPrefix("google_"), type.contains("_iam_") { return google(block, module) }
    switch type {
    case "azurerm_role_assignment", "azurerm_role_definition": return azure(block, module)
    case "google_compute_instance", "google_compute_instance_template":
      return block.blocks("service_account").compactMap(scopes)
    case "google_container_node_pool", "google_container_cluster":
      return block.blocks("node_config").compactMap(scopes)
    default: return []
    }
  }

  // MARK: AWS

  private static func amazon(_ block: HCLBlock, _ type: String, _ module: TerraformModule) -> [InfrastructureFault] {
    var faults: [InfrastructureFault] = []
    if identityPolicies.contains(type) { faults += statements(of: block.attribute("policy")).flatMap(granted) }
    if type == "aws_iam_role" {
      faults += statements(of: block.attribute("assume_role_policy")).flatMap(trusted)
      for inline in block.blocks("inline_policy") {
        faults += statements(of: inline.attribute("policy")).flatMap(granted)
      }
    }
    let speaksForItself = !identityPolicies.contains(type) && type != "aws_vpc_endpoint" && !type.hasPrefix("aws_iam_")
    if speaksForItself, !TerraformStores.isOfSite(block, module) {
      for name in ["policy", "access_policies", "access_policy", "resource_policy"] {
        faults += statements(of: block.attribute(name)).flatMap { open($0, type) }
      }
    }
    let managed = ["policy_arn", "managed_policy_arns", "managed_policy_arn"].compactMap { block.attribute($0) }
    faults += managed.flatMap(\.value.scalars).compactMap(broad)
    if managed.contains(where: { $0.value.string?.contains("${each.") ?? false }),
      let each = block.attribute("for_each")?.value
    {
      let items = module.origin(of: each) ?? each
      faults += (items.isMap ? items.entries.flatMap(\.value.scalars) : items.scalars).compactMap(broad)
    }
    if type == "aws_lambda_permission", let principal = block.attribute("principal"), principal.value.string == "*",
      // With an address of its own, it is the address that lets everybody in or not.
      block.attribute("source_arn") == nil, block.attribute("principal_org_id") == nil,
      block.attribute("function_url_auth_type") == nil
    {
      faults.append(InfrastructureFault(.permissions, at: principal.line, "everybody may call the function"))
    }
    if type == "aws_lambda_permission", let principal = block.attribute("principal"),
      AccessStatement.isDeputy(principal.value.string ?? ""),
      !["source_arn", "source_account", "principal_org_id"].contains(where: { block.attribute($0) != nil })
    {
      faults.append(
        InfrastructureFault(
          .permissions, at: principal.line, "the service may call the function for any account; name its source_arn",
          severity: .medium))
    }
    return faults
  }

  /// The statements of a policy that is written as an expression, or as JSON.
  private static func statements(of entry: YAMLValue.Entry?) -> [AccessStatement] {
    guard let value = entry?.value else { return [] }
    if value.isMap { return AccessStatement.all(in: value) }
    guard let text = value.string, text.contains("Statement"), text.contains("{"),
      let parsed = try? YAMLFile.value(of: text, path: "policy")
    else { return [] }
    return AccessStatement.all(in: parsed.moved(by: value.line - 1))
  }

  private static func granted(_ statement: AccessStatement) -> [InfrastructureFault] {
    statement.excess.map { [InfrastructureFault(.permissions, at: $0.line, $0.message)] } ?? []
  }

  private static func trusted(_ statement: AccessStatement) -> [InfrastructureFault] {
    if statement.isForEverybody {
      return [InfrastructureFault(.permissions, at: statement.principalLine, "every AWS account may take this role")]
    }
    if statement.trustsEveryRepository {
      return [
        InfrastructureFault(
          .permissions, at: statement.principalLine, "the pipelines of every repository may take this role")
      ]
    }
    return statement.wideSubject.map {
      [
        InfrastructureFault(
          .permissions, at: $0, "the pipelines of every repository of the organisation may take this role")
      ]
    } ?? []
  }

  private static func open(_ statement: AccessStatement, _ type: String) -> [InfrastructureFault] {
    if let line = statement.servesEveryAccount {
      return [
        InfrastructureFault(
          .permissions, at: line, "the service may do this for any account; add a condition on aws:SourceArn",
          severity: .medium)
      ]
    }
    guard statement.isForEverybody else { return [] }
    let isStore = ["aws_s3_bucket", "aws_opensearch", "aws_elasticsearch", "aws_ecr"].contains(where: type.hasPrefix)
    return [
      InfrastructureFault(
        isStore ? .exposure : .permissions, at: statement.principalLine, "everybody may use this resource")
    ]
  }

  private static let administrators = Pattern.fixed(
    #"(?:AdministratorAccess|PowerUserAccess|IAMFullAccess|SecretsManagerReadWrite|(?:S3|EC2|DynamoDB|RDS|SQS|SNS|VPC|ECS|Lambda_|KeyManagementService\w*)FullAccess|AWSLambda_FullAccess|AmazonSSMFullAccess)"#
  )

  private static func broad(_ value: YAMLValue) -> InfrastructureFault? {
    guard let text = value.string, administrators.matches(Array(text.utf8)), !text.contains("AmplifyBackend") else {
      return nil
    }
    return InfrastructureFault(.permissions, at: value.line, "this managed policy allows far more than one work needs")
  }

  static func data(_ block: HCLBlock, of module: TerraformModule) -> [InfrastructureFault] {
    if block.labels.first == "aws_iam_policy" {
      return [block.attribute("name"), block.attribute("arn")].compactMap { $0?.value }.compactMap(broad)
    }
    guard block.labels.first == "aws_iam_policy_document" else { return [] }
    let use = use(of: block, in: module)
    return block.blocks("statement").map(AccessStatement.init(block:)).flatMap { statement in
      switch use {
      case .key: statement.isForEverybody ? open(statement, "aws_kms_key") : []
      case .bucket(let user): TerraformStores.isOfSite(user, module) ? [] : open(statement, "aws_s3_bucket")
      case .other:
        statement.principals.isEmpty && statement.federated.isEmpty
          ? granted(statement) : trusted(statement)
      }
    }
  }

  private enum Use { case key, bucket(HCLBlock), other }

  /// What the policy is attached to: in a key's or bucket's own policy "everything" is that key or bucket.
  private static func use(of block: HCLBlock, in module: TerraformModule) -> Use {
    let user = module.policyUsers[block.name]
    switch (user?.resource, user) {
    case ("aws_kms_key", _), ("aws_kms_key_policy", _), ("aws_kms_external_key", _): return .key
    case ("aws_s3_bucket_policy", let user?), ("aws_s3_bucket", let user?): return .bucket(user)
    default: return block.name.lowercased().contains("kms") ? .key : .other
    }
  }

  // MARK: Azure and Google

  private static func azure(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    if let role = block.attribute("role_definition_name"), let name = module.folded(role.value).string {
      let scope = block.attribute("scope")?.value.string ?? ""
      let isWide =
        scope.contains("subscription") && !scope.contains("resourceGroups") || scope.contains("management_group")
      guard name == "Owner" || name == "User Access Administrator" || name == "Contributor" && isWide else { return [] }
      return [InfrastructureFault(.permissions, at: role.line, "the role \(name) may do nearly everything")]
    }
    return block.blocks("permissions").compactMap { permissions in
      guard let actions = permissions.attribute("actions"), actions.value.scalars.contains(where: { $0.string == "*" })
      else { return nil }
      return InfrastructureFault(.permissions, at: actions.line, "this role may do everything")
    }
  }

  private static let meantForAll = Pattern.fixed(#"(?i)public|website|static|assets|cdn|frontend|www|landing"#)

  private static func google(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    var faults: [InfrastructureFault] = []
    if let role = block.attribute("role"), let name = module.folded(role.value).string {
      let isWhole = name == "roles/owner" || name == "roles/editor"
      let isProject = ["google_project_", "google_folder_", "google_organization_"].contains(
        where: block.resource.hasPrefix)
      let isHidden = [
        "roles/iam.serviceAccountTokenCreator", "roles/iam.serviceAccountUser", "roles/iam.securityAdmin",
      ]
      if isWhole || isProject && isHidden.contains(name) {
        faults.append(InfrastructureFault(.permissions, at: role.line, "\(name) allows far more than one work needs"))
      }
    }
    for entry in [block.attribute("member"), block.attribute("members")].compactMap({ $0 })
    where entry.value.scalars.contains(where: { ["allUsers", "allAuthenticatedUsers"].contains($0.string ?? "") }) {
      let names =
        block.name + (block.attribute("bucket")?.value.string ?? "") + (block.attribute("service")?.value.string ?? "")
      if meantForAll.matches(Array(names.utf8)) { continue }
      faults.append(InfrastructureFault(.exposure, at: entry.line, "everybody may use this resource"))
    }
    return faults
  }

  private static func scopes(_ block: HCLBlock) -> InfrastructureFault? {
    let entry = block.attribute("scopes") ?? block.attribute("oauth_scopes")
    guard let entry, block.attribute("email") == nil, block.attribute("service_account") == nil,
      entry.value.scalars.contains(where: { $0.string?.hasSuffix("cloud-platform") ?? false })
    else { return nil }
    return InfrastructureFault(
      .permissions, at: entry.line, "the default account, which may edit the project, is used with every scope")
  }
}
