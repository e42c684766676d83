internal import JudgeTypes
internal import YAMLFiles

/// Roles and who has them.
enum KubernetesAccess {
  static func faults(in object: KubernetesManifest.Object) -> [InfrastructureFault] {
    switch object.kind {
    case "ClusterRole", "Role":
      if object.value.at("metadata", "labels", "kubernetes.io/bootstrapping") != nil { return [] }
      let isForReading =
        reading.matches(Array(object.name.utf8)) && !writing.matches(Array(object.name.utf8))
      return (object.value["rules"]?.list ?? []).compactMap { rule in
        excess(in: rule, isClusterWide: object.kind == "ClusterRole") ?? (isForReading ? change(in: rule) : nil)
      }
    case "ClusterRoleBinding", "RoleBinding": return binding(object)
    default: return []
    }
  }

  private static let ownGroups: Set<String> = ["", "*", "apps", "batch", "rbac.authorization.k8s.io", "extensions"]
  private static let changes: Set<String> = ["*", "create", "update", "patch", "delete"]

  /// What is too much in a rule, at the line that says it.
  static func excess(in rule: YAMLValue, isClusterWide: Bool) -> InfrastructureFault? {
    guard let verbs = rule.entry("verbs"), let resources = rule.entry("resources") else { return nil }
    let (does, to) = (Set(verbs.value.strings), Set(resources.value.strings))
    let groups = Set(rule["apiGroups"]?.strings ?? [])
    let isNamed = !(rule["resourceNames"]?.list.isEmpty ?? true)
    if to.contains("*"), groups.isEmpty || groups.contains("*") || groups.contains(""), !does.isDisjoint(with: changes)
    {
      return InfrastructureFault(.permissions, at: resources.line, "this allows changes to every resource")
    }
    if does.contains("*"), !groups.isDisjoint(with: ownGroups), !isNamed {
      return InfrastructureFault(
        .permissions, at: verbs.line, "this allows every action on \(to.sorted().joined(separator: ", "))")
    }
    if !does.isDisjoint(with: ["escalate", "bind", "impersonate"]), !isNamed {
      return InfrastructureFault(.permissions, at: verbs.line, "whoever has this can give themselves any right")
    }
    guard isClusterWide, !isNamed else { return nil }
    if to.contains("secrets") || to.contains("*") && groups.contains(""),
      !does.isDisjoint(with: ["get", "list", "watch"])
    {
      return InfrastructureFault(.permissions, at: resources.line, "this shows the secrets of every namespace")
    }
    if to.contains("pods/exec") || to.contains("nodes/proxy"), !does.isDisjoint(with: ["create", "get", "*"]) {
      return InfrastructureFault(.permissions, at: resources.line, "this gives a shell in every pod")
    }
    return nil
  }

  private static let reading = Pattern.fixed(
    #"(?i)(?:\A|[^a-z])(?:read(?:er|ers|-?only|ing)?|ro|view(?:er|ers|-?only)?|observers?|watchers?|auditors?|inspectors?)(?:[^a-z]|\z)"#
  )
  private static let writing = Pattern.fixed(
    #"(?i)(?:\A|[^a-z])(?:operators?|controllers?|managers?|admins?|edit(?:or)?s?|writers?|write|deployers?|leader)(?:[^a-z]|\z)"#
  )
  /// Created by whoever only asks, or written by whoever only reports.
  private static let harmlessChanges = Pattern.fixed(#"(?i)reviews?\z|\Aevents\z|/status\z"#)

  /// A change that a role allows which its name says is for reading.
  private static func change(in rule: YAMLValue) -> InfrastructureFault? {
    guard let verbs = rule.entry("verbs"), !Set(verbs.value.strings).isDisjoint(with: changes),
      !ownGroups.isDisjoint(with: rule["apiGroups"]?.strings ?? []), rule["resourceNames"] == nil
    else { return nil }
    let changed = (rule["resources"]?.strings ?? []).filter { !harmlessChanges.matches(Array($0.utf8)) }
    guard let first = changed.first else { return nil }
    return InfrastructureFault(
      .permissions, at: verbs.line, "the role says that it is for reading, and may change \(first)")
  }

  private static let everybody: Set<String> = [
    "system:anonymous", "system:unauthenticated", "system:authenticated", "system:serviceaccounts",
  ]
  private static let harmless: Set<String> = [
    "system:discovery", "system:basic-user", "system:public-info-viewer", "system:service-account-issuer-discovery",
  ]

  private static func binding(_ object: KubernetesManifest.Object) -> [InfrastructureFault] {
    guard let role = object.value["roleRef"]?.entry("name") else { return [] }
    var faults: [InfrastructureFault] = []
    let subjects = object.value["subjects"]?.list ?? []
    let isForAdministrators = !subjects.isEmpty && subjects.allSatisfy { $0["kind"]?.string == "Group" }
    if role.value.string == "cluster-admin", !isForAdministrators {
      faults.append(
        InfrastructureFault(.permissions, at: role.line, "this makes its subject administrator of the cluster"))
    }
    if object.kind == "ClusterRoleBinding", ["admin", "edit"].contains(role.value.string), !isForAdministrators {
      faults.append(
        InfrastructureFault(
          .permissions, at: role.line, "this allows changes in every namespace; bind the role in one",
          severity: .medium))
    }
    for subject in subjects {
      guard let name = subject.entry("name"), everybody.contains(name.value.string ?? ""),
        !harmless.contains(role.value.string ?? "")
      else { continue }
      faults.append(InfrastructureFault(.permissions, at: name.line, "everybody who reaches the API gets this role"))
    }
    return faults
  }
}
