internal import YAMLFiles

/// Roles and who has them.
enum KubernetesAccess {
  static func faults(in object: KubernetesManifest.Object) -> [InfrastructureFault] {
    switch object.kind {
    case "ClusterRole", "Role":
      if object.value.at("metadata", "labels", "kubernetes.io/bootstrapping") != nil { return [] }
      return (object.value["rules"]?.list ?? []).compactMap {
        excess(in: $0, isClusterWide: object.kind == "ClusterRole")
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
    for subject in subjects {
      guard let name = subject.entry("name"), everybody.contains(name.value.string ?? ""),
        !harmless.contains(role.value.string ?? "")
      else { continue }
      faults.append(InfrastructureFault(.permissions, at: name.line, "everybody who reaches the API gets this role"))
    }
    return faults
  }
}
