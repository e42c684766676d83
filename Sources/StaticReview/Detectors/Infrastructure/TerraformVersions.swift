internal import YAMLFiles

/// Modules, providers, charts and machine images that are taken in whatever version is there.
enum TerraformVersions {
  private static let registry = Pattern.fixed(#"\A(?:[\w.-]+\.[\w-]+(?::\d+)?/)?[\w-]+/[\w-]+/[\w-]+(?://[\w/.-]*)?\z"#)
  private static let branch = Pattern.fixed(#"[?&]ref=(?:main|master|HEAD|develop|dev|trunk|latest)(?:&|\z)"#)

  static func modules(_ block: HCLBlock) -> [InfrastructureFault] {
    guard let source = block.attribute("source"), let text = source.value.string, !text.contains("${"),
      !text.hasPrefix("."), !text.hasPrefix("/")
    else { return [] }
    let isRepository =
      text.hasPrefix("git::") || text.hasPrefix("git@") || text.hasPrefix("github.com/")
      || text.hasPrefix("bitbucket.org/") || text.hasPrefix("hg::")
    if isRepository {
      let message =
        !text.contains("ref=") && !text.contains("rev=")
        ? "the module is taken without a version; add ?ref="
        : branch.matches(Array(text.utf8)) ? "the module is taken from a branch, which changes" : nil
      return message.map { [InfrastructureFault(.dependency, at: source.line, $0)] } ?? []
    }
    guard registry.matches(Array(text.utf8)) else { return [] }
    guard let version = block.attribute("version") else {
      return [InfrastructureFault(.dependency, at: source.line, "the module is taken without a version")]
    }
    return isOpenEnded(version.value.string)
      ? [InfrastructureFault(.dependency, at: version.line, "any later version of the module is taken")] : []
  }

  private static func isOpenEnded(_ text: String?) -> Bool {
    guard let text = text.map({ $0.filter { $0 != " " } }), !text.contains("${") else { return false }
    return text.hasPrefix(">") && !text.contains("<") && !text.contains("~>") || text == "*" || text.isEmpty
  }

  /// A module that others take in leaves the choice to them, so that only what is run itself must say more than "at least".
  static func providers(_ block: HCLBlock, of module: TerraformModule) -> [InfrastructureFault] {
    block.blocks("required_providers").flatMap(\.attributes).compactMap { provider in
      if !provider.value.isMap {
        return isOpenEnded(provider.value.string) && module.isRoot
          ? InfrastructureFault(.dependency, at: provider.line, "any later version of the provider is taken") : nil
      }
      guard let version = provider.value.entry("version") else {
        return InfrastructureFault(
          .dependency, at: provider.line, "the provider is taken without a version", isAbsence: true)
      }
      return isOpenEnded(version.value.string) && module.isRoot
        ? InfrastructureFault(.dependency, at: version.line, "any later version of the provider is taken") : nil
    }
  }

  static func charts(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    guard block.resource == "helm_release", block.attribute("version") == nil, let chart = block.attribute("chart"),
      let name = chart.value.string
    else { return [] }
    let isLocal = name.hasPrefix(".") || name.contains("path.") || name.hasSuffix(".tgz")
    guard block.attribute("repository") != nil || name.hasPrefix("oci://") || name.contains("/") && !isLocal else {
      return []
    }
    return [InfrastructureFault(.dependency, at: chart.line, "the chart is taken without a version")]
  }

  static func images(_ block: HCLBlock) -> [InfrastructureFault] {
    guard block.labels.first == "aws_ami", block.attribute("owners") == nil,
      block.attribute("most_recent")?.value.flag == true
    else { return [] }
    return [
      InfrastructureFault(
        .dependency, at: block.line, "the newest machine image of anybody is taken; name its owners", isAbsence: true)
    ]
  }
}
