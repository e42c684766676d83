internal import YAMLFiles

/// One statement of an AWS policy, however it is written.
struct AccessStatement: Sendable {
  let line: Int
  let allows: Bool
  let actions: [YAMLValue]
  /// Where the actions stand.
  let actionLine: Int
  let resources: [YAMLValue]
  let principals: [YAMLValue]
  let principalLine: Int
  let excludesActions: Bool
  let condition: YAMLValue?
  /// Services that are let in by their name.
  let services: [YAMLValue]
  let federated: [YAMLValue]
  /// The values that a forge's subject is compared with.
  let subjects: [YAMLValue]

  /// The statements of a document in JSON or in an expression.
  static func all(in document: YAMLValue) -> [AccessStatement] {
    guard let statement = document["Statement"] else { return [] }
    return (statement.isMap ? [statement] : statement.list).filter(\.isMap).map(AccessStatement.init(json:))
  }

  private init(json value: YAMLValue) {
    line = value.line
    allows = value["Effect"]?.string == "Allow"
    let action = value.entry("Action") ?? value.entry("NotAction")
    actions = action?.value.scalars ?? []
    actionLine = Self.line(of: action, holding: "*") ?? value.line
    excludesActions = value["NotAction"] != nil
    resources = value["Resource"]?.scalars ?? []
    let principal = value.entry("Principal")
    principalLine = principal?.line ?? value.line
    let named = principal?.value.isMap == true ? principal?.value["AWS"]?.scalars : principal?.value.scalars
    principals = named ?? []
    federated = principal?.value["Federated"]?.scalars ?? []
    services = principal?.value["Service"]?.scalars ?? []
    condition = value["Condition"]
    subjects = (value["Condition"]?.entries ?? []).flatMap(\.value.entries).filter { $0.key.hasSuffix(":sub") }
      .flatMap(\.value.scalars)
  }

  /// A `statement` of a policy document's data block.
  init(block: HCLBlock) {
    line = block.line
    allows = block.attribute("effect").map { $0.value.string == "Allow" } ?? true
    let action = block.attribute("actions") ?? block.attribute("not_actions")
    actions = action?.value.scalars ?? []
    actionLine = Self.line(of: action, holding: "*") ?? block.line
    excludesActions = block.attribute("not_actions") != nil
    resources = block.attribute("resources")?.value.scalars ?? []
    let principal = block.blocks("principals").first {
      ["AWS", "*"].contains($0.attribute("type")?.value.string ?? "")
    }
    principals = principal?.attribute("identifiers")?.value.scalars ?? []
    principalLine = principal?.attribute("identifiers")?.line ?? block.line
    federated =
      block.blocks("principals").first { $0.attribute("type")?.value.string == "Federated" }?.attribute("identifiers")?
      .value.scalars ?? []
    services =
      block.blocks("principals").first { $0.attribute("type")?.value.string == "Service" }?.attribute("identifiers")?
      .value.scalars ?? []
    condition = block.blocks("condition").isEmpty ? nil : block.value
    subjects = block.blocks("condition").filter {
      $0.attribute("variable")?.value.string?.hasSuffix(":sub") ?? false
    }.flatMap { $0.attribute("values")?.value.scalars ?? [] }
  }

  /// The line of a list's entry that is a wildcard, or of the key.
  private static func line(of entry: YAMLValue.Entry?, holding text: String) -> Int? {
    entry.map { entry in entry.value.list.first { $0.string?.contains(text) ?? false }?.line ?? entry.line }
  }

  var isOnEverything: Bool {
    resources.contains {
      ["*", "arn:aws:s3:::*", "arn:aws:s3:::*/*", "arn:aws:iam::*:role/*"].contains($0.string ?? "")
    }
  }

  /// Actions that open data, keys or rights, and whose resources can be named.
  private static let grave = Pattern.fixed(
    #"(?i)\A(?:iam:(?:PassRole|Create\w+|Put\w+|Attach\w+|Update\w+|Add\w+|\*)|sts:AssumeRole|secretsmanager:(?:GetSecretValue|Put\w+|Update\w+|Delete\w+|Get\*)|kms:(?:Decrypt|Encrypt|GenerateDataKey\*?|CreateGrant)|s3:(?:(?:Get|Put|Delete)Object\*?|(?:Get|Put|Delete)\*)|dynamodb:(?:(?:Get|Put|Update|Delete)Item|Scan|Query)|ssm:(?:GetParameters?\w*\*?|SendCommand|Get\*)|lambda:(?:Update\w+|InvokeFunction)|rds:Delete\w+|ec2:(?:RunInstances|TerminateInstances)|sqs:(?:SendMessage|ReceiveMessage|DeleteMessage)|sns:Publish)\z"#
  )

  /// What is too much in it for an identity that it is given to, and where.
  var excess: (line: Int, message: String)? {
    guard allows else { return nil }
    let names = actions.compactMap(\.string)
    if excludesActions {
      return isOnEverything ? (actionLine, "this allows every action but a few, on everything") : nil
    }
    if names.contains("*") || names.contains("*:*") { return (actionLine, "this allows every action") }
    guard isOnEverything, !isLimited else { return nil }
    if let whole = actions.first(where: { $0.string?.hasSuffix(":*") ?? false }) {
      return (whole.line, "this allows every action of \(whole.string?.dropLast(2) ?? "") on everything")
    }
    guard let grave = actions.first(where: { Self.grave.matches(Array(($0.string ?? "").utf8)) }) else { return nil }
    return (grave.line, "this allows \(grave.string ?? "") on everything")
  }

  private var isLimited: Bool { condition.map { !$0.entries.isEmpty } ?? false }

  /// Whether anybody with an AWS account is let in.
  var isForEverybody: Bool {
    allows && !isLimited && principals.contains { ["*", "arn:aws:iam::*:root"].contains($0.string ?? "") }
  }

  /// Services that act on the word of whoever uses them, in any account.
  private static let deputies: Set<String> = [
    "cloudfront.amazonaws.com", "sns.amazonaws.com", "s3.amazonaws.com", "events.amazonaws.com",
    "cloudtrail.amazonaws.com", "config.amazonaws.com", "logging.s3.amazonaws.com", "ses.amazonaws.com",
    "apigateway.amazonaws.com",
  ]

  static func isDeputy(_ service: String) -> Bool { deputies.contains(service) }

  /// The line of a service that is let in for every account that uses it.
  var servesEveryAccount: Int? {
    guard allows, !isLimited, let service = services.first(where: { Self.isDeputy($0.string ?? "") }) else {
      return nil
    }
    return service.line
  }

  private static let wide = Pattern.fixed(
    #"\A(?:repo:(?:\*|[^/*:]+/\*|\*/[^:]*)(?::.*)?|\*|project_path:(?:\*|[^/*:]+/\*).*)\z"#)

  /// The line of a subject that any repository of an organisation, or of all, meets.
  var wideSubject: Int? {
    guard allows, !federated.isEmpty else { return nil }
    return subjects.first { Self.wide.matches(Array(($0.string ?? "").utf8)) }?.line
  }

  /// A role for the pipelines of a forge, without a word about which repository.
  var trustsEveryRepository: Bool {
    guard allows, federated.contains(where: { $0.string?.contains("token.actions.githubusercontent.com") ?? false })
    else { return false }
    return !(condition?.names(":sub") ?? false)
  }
}

extension YAMLValue {
  /// Whether `text` occurs in a key or scalar.
  fileprivate func names(_ text: String) -> Bool {
    switch content {
    case .map(let entries): entries.contains { $0.key.contains(text) || $0.value.names(text) }
    case .list(let values): values.contains { $0.names(text) }
    default: string?.contains(text) ?? false
    }
  }
}
