internal import JudgeTypes
internal import YAMLFiles

/// Actions, images, orbs and templates that a pipeline takes in whatever version is there.
enum PipelinePins {
  private static let commit = Pattern.fixed(#"\A[0-9a-f]{40}\z|\Asha256:"#)
  private static let version = Pattern.fixed(#"\Av?\d"#)
  private static let exact = Pattern.fixed(#"\Av?\d+\.\d+"#)
  /// Makers of pipelines and of what they deploy to, whose major tags people rely on.
  private static let vendors: Set = [
    "actions", "github", "docker", "aws-actions", "google-github-actions", "azure", "hashicorp", "gradle", "pypa",
    "ruby", "golang",
    "microsoft", "swift-actions", "astral-sh", "sigstore", "dependabot", "oracle-actions", "redhat-actions", "gitleaks",
    "goreleaser",
    "codecov", "golangci", "helm", "denoland", "oven-sh", "pnpm", "anchore", "slsa-framework", "step-security",
    "cypress-io", "apple",
    "swiftlang", "pre-commit", "dtolnay", "rust-lang", "graalvm", "flutter-actions", "mozilla-actions", "cloudflare",
    "snyk", "sonarsource",
  ]

  static let actions = Detector.file("pipeline_pins", reading: WorkflowRights.isPipeline) { source, rule in
    guard let pipeline = Pipeline.of(source) else { return [] }
    switch pipeline.system {
    case .github, .action: return uses(in: pipeline, source, rule)
    case .circle: return orbs(in: pipeline, source, rule)
    case .gitlab: return includes(in: pipeline, source, rule)
    default: return []
    }
  }

  private static func uses(in pipeline: Pipeline, _ source: Source, _ rule: Rule) -> [Hit] {
    var hits: [Hit] = []
    for step in pipeline.steps {
      guard let entry = step.value.entries.first(where: { $0.key == "uses" }), let name = entry.value.string else {
        continue
      }
      let job = pipeline.jobs.first { $0.name == step.job }
      if let found = weigh(name, isTrusted: hasRights(step.value, job, pipeline)) {
        hits.append(
          Hit(rule, in: source.path, lines: entry.line...entry.line, message: found.message, severity: found.severity))
      }
    }
    for job in pipeline.jobs {
      guard let entry = job.value.entries.first(where: { $0.key == "uses" }), let name = entry.value.string,
        let at = name.lastIndex(of: "@")
      else { continue }
      let reference = Array(name[name.index(after: at)...].utf8)
      guard !commit.matches(reference), !version.matches(reference), !name.hasPrefix("./") else { continue }
      // Without secrets it can do no more than fail; most such workflows are of the same house.
      let isTrusted = job.value["secrets"] != nil
      hits.append(
        Hit(
          rule, in: source.path, lines: entry.line...entry.line,
          message: "the workflow is taken from a branch, whatever stands there that day",
          severity: isTrusted ? .medium : .low))
    }
    return hits
  }

  private static func weigh(_ uses: String, isTrusted: Bool) -> (message: String, severity: Severity)? {
    if uses.hasPrefix("./") || uses.hasPrefix("docker://") || uses.contains("${{") { return nil }
    guard let at = uses.lastIndex(of: "@") else { return nil }
    let reference = String(uses[uses.index(after: at)...])
    let bytes = Array(reference.utf8)
    let owner = uses.split(separator: "/").first.map { $0.lowercased() } ?? ""
    if commit.matches(bytes) { return nil }
    if !version.matches(bytes) {
      // A branch for each version, such as `release/v1` or `stable`, is how some makers ship.
      if vendors.contains(owner), !["main", "master", "develop", "head"].contains(reference.lowercased()) {
        return nil
      }
      if reference.lowercased().contains("release/") || reference.contains(where: \.isNumber) { return nil }
      return (
        "the action is taken from the branch '\(reference)', whatever stands there that day",
        vendors.contains(owner) ? .medium : .high
      )
    }
    if vendors.contains(owner) || !isTrusted || exact.matches(bytes) && !isTrusted { return nil }
    return (
      "the tag '\(reference)' can be moved to other code, which then runs beside secrets or a token that may write; pin the commit",
      exact.matches(bytes) ? .low : .medium
    )
  }

  /// Whether the step is given a secret, or its job a token that may write.
  private static func hasRights(_ step: YAMLValue, _ job: Pipeline.Job?, _ pipeline: Pipeline) -> Bool {
    let given =
      (step["with"]?.entries ?? []) + (step["env"]?.entries ?? []) + (job?.value["env"]?.entries ?? [])
      + (pipeline.root["env"]?.entries ?? [])
    if given.contains(where: {
      $0.value.string.map { $0.contains("secrets.") && !$0.contains("secrets.GITHUB_TOKEN") } ?? false
    }) {
      return true
    }
    guard let permissions = job?.value["permissions"] ?? pipeline.root["permissions"] else { return false }
    return permissions.string == "write-all"
      || permissions.entries.contains {
        ["contents", "packages", "id-token", "actions"].contains($0.key) && $0.value.string == "write"
      }
  }

  private static func orbs(in pipeline: Pipeline, _ source: Source, _ rule: Rule) -> [Hit] {
    (pipeline.root["orbs"]?.entries ?? []).compactMap { orb in
      guard let name = orb.value.string, name.hasSuffix("@volatile") || name.contains("@dev:") || !name.contains("@")
      else { return nil }
      return Hit(
        rule, in: source.path, lines: orb.line...orb.line, message: "the orb is taken in whatever version is there",
        severity: .high)
    }
  }

  private static func includes(in pipeline: Pipeline, _ source: Source, _ rule: Rule) -> [Hit] {
    let include = pipeline.root["include"]
    let items = include?.isMap == true ? [include].compactMap(\.self) : include?.list ?? []
    return items.compactMap { item in
      if let remote = item.entries.first(where: { $0.key == "remote" }), let address = remote.value.string,
        item["integrity"] == nil,
        ["/main/", "/master/", "/HEAD/", "/develop/"].contains(where: address.contains)
      {
        return Hit(
          rule, in: source.path, lines: remote.line...remote.line,
          message: "the template is taken from a branch of another server", severity: .high)
      }
      guard let project = item.entries.first(where: { $0.key == "project" }) else { return nil }
      let reference = item["ref"]?.string
      guard reference == nil || ["main", "master", "HEAD", "develop"].contains(reference) else { return nil }
      return Hit(
        rule, in: source.path, lines: project.line...project.line,
        message: "the template is taken from a branch, whatever stands there that day", severity: .low)
    }
  }

  // MARK: Images

  static let images = Detector.file("pipeline_images", reading: WorkflowRights.isPipeline) { source, rule in
    guard let pipeline = Pipeline.of(source) else { return [] }
    var hits: [Hit] = []
    collect(pipeline.root, pipeline.system, depth: 0) { line, image in
      guard let message = floating(image) else { return }
      hits.append(Hit(rule, in: source.path, lines: line...line, message: message, severity: .medium))
    }
    return hits + pushed(by: pipeline, source, rule)
  }

  /// What is pushed as `latest` and by no other name: there is no version to go back to, and none to deploy.
  private static func pushed(by pipeline: Pipeline, _ source: Source, _ rule: Rule) -> [Hit] {
    pipeline.steps.compactMap { step in
      guard step.value["uses"]?.string?.hasPrefix("docker/build-push-action@") == true,
        let inputs = step.value["with"], inputs["push"]?.flag == true, let tags = inputs.entry("tags"),
        inputs["outputs"] == nil
      else { return nil }
      let names = (tags.value.text ?? tags.value.string ?? "").split { $0 == "," || $0.isNewline || $0 == " " }
      guard !names.isEmpty, names.allSatisfy({ $0.hasSuffix(":latest") || !$0.contains("}") && !$0.contains(":") })
      else { return nil }
      return Hit(
        rule, in: source.path, lines: tags.line...tags.line,
        message: "only 'latest' is pushed: nothing tells versions apart, and there is none to go back to",
        severity: .medium)
    }
  }

  private static func floating(_ image: String) -> String? {
    guard !image.contains("$"), !image.contains("<<"), !image.contains("@sha256:"), !image.contains("{"), !image.isEmpty
    else { return nil }
    let name = image.split(separator: "/").last.map(String.init) ?? image
    guard let tag = name.split(separator: ":", maxSplits: 1).dropFirst().first else {
      return "the image has no tag, so each run may get another one"
    }
    // `docker:dind` and `docker:stable` are whatever engine was released last.
    return tag == "latest" || tag.hasPrefix("latest-") || tag.hasSuffix("-latest")
      || name.hasPrefix("docker:") && !tag.contains(where: \.isNumber)
      ? "the tag '\(tag)' names no version, so each run may get another image" : nil
  }

  private static func collect(_ value: YAMLValue, _ system: Pipeline.System, depth: Int, _ found: (Int, String) -> Void)
  {
    for entry in value.entries {
      switch entry.key {
      case "image" where system != .action && system != .azure:
        if let image = entry.value.string ?? entry.value["name"]?.string { found(entry.line, image) }
      case "container" where system == .github:
        if let image = entry.value.string ?? entry.value["image"]?.string {
          found(entry.value["image"] == nil ? entry.line : entry.value.line, image)
        }
      case "services" where system == .gitlab:
        for service in entry.value.list {
          if let image = service.string ?? service["name"]?.string { found(service.line, image) }
        }
      case "uses":
        if let image = entry.value.string, image.hasPrefix("docker://") {
          found(entry.line, String(image.dropFirst(9)))
        }
      case "with", "variables", "env", "environment", "inputs", "parameters": continue
      default: collect(entry.value, system, depth: depth + 1, found)
      }
    }
    for item in value.list { collect(item, system, depth: depth + 1, found) }
  }
}
