internal import JudgeTypes
internal import YAMLFiles

/// What jobs of GitHub workflows may do, and whose code they run.
enum WorkflowRights {
  @Sendable static func isPipeline(_ source: Source, _ artifact: Artifact) -> Bool {
    source.language == .yaml && source.kind == .workflow
  }

  // MARK: Code of outsiders

  private static let privileged: Set = ["pull_request_target", "workflow_run", "issue_comment"]
  private static let headOfOutsiders = Pattern.fixed(
    #"github\.event\.pull_request\.head\.(?:sha|ref)|github\.head_ref|refs/pull/|github\.event\.workflow_run\.head_(?:sha|branch|commit\.id)|(?:pr|pull|head|comment-branch|get-pr|branch)[\w.-]*\.(?:outputs\.)?\w*(?:head|sha|ref)\w*|github\.event\.(?:number|pull_request\.number|issue\.number)"#
  )
  private static let fetchesHead = Pattern.fixed(
    #"\bgh\s+pr\s+checkout\b|git\s+fetch\s+[^\n]*(?:pull/|refs/pull/|head\.(?:ref|sha))|git\s+(?:checkout|switch)\s[^\n]*\bgithub\.(?:head_ref|event\.pull_request\.head)"#
  )
  private static let sameRepository = Pattern.fixed(
    #"head\.repo\.(?:full_name|id|fork|owner\.login)|head_repository\.(?:full_name|fork|owner\.login)|github\.repository_owner\s*==|workflow_run\.event\s*(?:==\s*'(?:push|schedule|release|workflow_dispatch)|!=\s*'pull_request)|github\.actor\s*==\s*'(?:dependabot|renovate)|author_association"#
  )

  static let checkout = Detector.file("untrusted_checkout", reading: isPipeline) { source, rule in
    guard let pipeline = Pipeline.of(source), pipeline.system == .github else { return [] }
    let events = pipeline.events.filter(privileged.contains)
    guard !events.isEmpty else { return [] }
    return pipeline.jobs.flatMap { job -> [Hit] in
      if let condition = job.value["if"]?.string, sameRepository.matches(Array(condition.utf8)) { return [] }
      if isGuarded(job, pipeline) { return [] }
      let steps = job.value["steps"]?.list ?? []
      return steps.enumerated().compactMap { index, step -> Hit? in
        guard let lines = takesHead(step, source) else { return nil }
        if let condition = step["if"]?.string, sameRepository.matches(Array(condition.utf8)) { return nil }
        let isRun = steps[index...].dropFirst().contains { runsTree($0) } || step["run"] != nil
        let isApproved = job.value["environment"] != nil || job.value["if"]?.string?.contains("label") == true
        guard isRun || !isReadOnly(job, pipeline) else { return nil }
        return Hit(
          rule, in: source.path, lines: lines,
          message: isRun ? nil : "code of outsiders is checked out beside a token that may write",
          severity: isRun && !isApproved ? nil : .medium)
      }
    }
  }

  /// Whether a job that this one waits for lets only people of the project through.
  private static func isGuarded(_ job: Pipeline.Job, _ pipeline: Pipeline, depth: Int = 0) -> Bool {
    let needs = job.value["needs"].map { $0.string.map { [$0] } ?? $0.strings } ?? []
    return depth < 5
      && pipeline.jobs.contains { other in
        guard needs.contains(other.name) else { return false }
        let condition = Array((other.value["if"]?.string ?? "").utf8)
        return sameRepository.matches(condition) || isGuarded(other, pipeline, depth: depth + 1)
      }
  }

  private static let passedOn = Pattern.fixed(
    #"\b(?:needs|steps)\.[\w-]+\.outputs\.\w*(?:sha|ref|branch|head|commit)\w*"#)
  private static let asksForHead = Pattern.fixed(
    #"\.head\.(?:sha|ref)\b|\bhead_?[Rr]ef(?:Oid|Name)?\b|\bgh\s+pr\s+view\b"#)
  private static let asksForRights = Pattern.fixed(
    #"(?i)CollaboratorPermission|/collaborators/|check-permission|permission-check"#)

  /// A commit that another job or step has asked for.
  private static func isPassedHead(_ text: String, _ source: Source) -> Bool {
    passedOn.matches(Array(text.utf8)) && asksForHead.matches(source.bytes) && !asksForRights.matches(source.bytes)
  }

  private static func takesHead(_ step: YAMLValue, _ source: Source) -> ClosedRange<Int>? {
    if let uses = step.entries.first(where: { $0.key == "uses" }),
      uses.value.string?.contains("actions/checkout@") == true
    {
      guard let with = step["with"] else { return nil }
      for key in ["ref", "repository"] {
        guard let entry = with.entries.first(where: { $0.key == key }), let text = entry.value.string,
          key == "ref"
            ? headOfOutsiders.matches(Array(text.utf8)) || isPassedHead(text, source) : text.contains("head.repo")
        else { continue }
        return min(uses.line, entry.line)...max(uses.line, entry.line)
      }
      return nil
    }
    guard let run = step.entries.first(where: { $0.key == "run" }), let text = run.value.string,
      let match = fetchesHead.allMatches(in: Array(text.utf8), limit: 1).first
    else { return nil }
    let offset = text.utf8.prefix(match.range.lowerBound).count { $0 == 0x0A }
    let line = run.value.line + (text.utf8.contains(0x0A) ? 1 + offset : 0)
    return line...line
  }

  /// Whether a step runs what stands in the tree: its scripts, its build, its own actions.
  private static func runsTree(_ step: YAMLValue) -> Bool {
    if let uses = step["uses"]?.string {
      return uses.hasPrefix("./") || uses.contains("docker/build-push-action") || uses.contains("sonar")
    }
    guard let run = step["run"]?.string else { return false }
    return builds.matches(Array(run.utf8))
  }

  private static let builds = Pattern.fixed(
    #"\b(?:npm|yarn|pnpm|npx|bun|make|mvnw?|gradlew?|pip3?|poetry|uv|tox|nox|pytest|python3?|node|go|cargo|bundle|rake|rails|composer|php|docker|dotnet|swift|cmake|bash|sh|just|terraform|bazel|hugo|jekyll|mkdocs|sbt|mix)\b|(?:\A|\s)\./"#
  )

  private static func isReadOnly(_ job: Pipeline.Job, _ pipeline: Pipeline) -> Bool {
    guard let permissions = job.value["permissions"] ?? pipeline.root["permissions"] else { return false }
    return permissions.string == "read-all"
      || permissions.isMap && !permissions.entries.contains { $0.value.string == "write" }
  }

  // MARK: Permissions

  static let permissions = Detector.file("workflow_permissions", reading: isPipeline) { source, rule in
    guard let pipeline = Pipeline.of(source), pipeline.system == .github else { return [] }
    var hits: [Hit] = []
    let scopes: [(YAMLValue, [Pipeline.Job])] =
      [(pipeline.root, pipeline.jobs.filter { $0.value["permissions"] == nil })]
      + pipeline.jobs.map { ($0.value, [$0]) }
    for (owner, jobs) in scopes {
      guard let entry = owner.entries.first(where: { $0.key == "permissions" }) else { continue }
      if entry.value.string == "write-all" {
        hits.append(
          Hit(
            rule, in: source.path, lines: entry.line...entry.line,
            message: "the token may write everything in the repository"))
        continue
      }
      let writing = entry.value.entries.filter { $0.value.string == "write" }
      if writing.count > 3, jobs.count > 1, let last = writing.last,
        !pipeline.events.filter({ privileged.contains($0) || $0 == "pull_request" }).isEmpty
      {
        hits.append(
          Hit(
            rule, in: source.path, lines: entry.line...last.line,
            message:
              "each of \(jobs.count) jobs gets \(writing.count) writing rights, whatever it does; give each job its own",
            severity: .medium))
        continue
      }
      for scope in writing {
        guard let writes = writers[scope.key], !jobs.isEmpty, !jobs.contains(where: { mayWrite($0, writes) }) else {
          continue
        }
        hits.append(
          Hit(
            rule, in: source.path, lines: scope.line...scope.line,
            message: "nothing in these jobs needs '\(scope.key): write'", severity: .medium))
      }
    }
    return hits
  }

  /// What in a script or an action's name shows that a right is used.
  private static let writers: [String: Pattern] = [
    "contents": .fixed(
      #"(?i)git\s+push|push|\bgh\s|release|api\.github\.com|GITHUB_TOKEN|github\.token|changeset|deploy|publish|commit|tag|merge|bump|version|update|docs|pages|git-"#
    ),
    "packages": .fixed(
      #"(?i)push|publish|ghcr\.io|package|registry|GITHUB_TOKEN|github\.token|docker|helm|oras|image|release|deploy|\bgh\s"#
    ),
    "id-token": .fixed(
      #"(?i)aws|gcp|google|azure|oidc|id-token|publish|cosign|sigstore|attest|provenance|slsa|pages|codecov|vault|sign|trusted|deploy|pypi|release|credential|terraform|tailscale|token|login"#
    ),
    "deployments": .fixed(
      #"(?i)deploy|publish|environment|GITHUB_TOKEN|github\.token|\bgh\s|github-script|release|cloudflare|vercel|netlify"#
    ),
  ]

  private static let harmless = Pattern.fixed(
    #"\A(?:actions/(?:checkout|setup-[\w-]+|cache(?:/\w+)?|upload-artifact|download-artifact)|ruby/setup-ruby|astral-sh/setup-uv|pnpm/action-setup|golangci/golangci-lint-action|dtolnay/rust-toolchain|Swatinem/rust-cache|gradle/(?:actions/\S+|gradle-build-action|wrapper-validation-action)|codecov/codecov-action|docker/setup-[\w-]+|hashicorp/setup-terraform|shivammathur/setup-php|denoland/setup-deno|oven-sh/setup-bun)@"#
  )

  /// Whether some step of the job may use the right; of an action that nobody here knows that is assumed.
  private static func mayWrite(_ job: Pipeline.Job, _ writes: Pattern) -> Bool {
    if job.value["uses"] != nil || writes.matches(Array(job.name.utf8)) { return true }
    return (job.value["steps"]?.list ?? []).contains { step in
      if let uses = step["uses"]?.string {
        return !harmless.matches(Array(uses.utf8))
          || (step["with"]?.entries ?? []).contains {
            $0.value.string.map { $0.contains("token") || $0.contains("secrets.") } ?? false
          } && !uses.contains("codecov")
      }
      let environment = (step["env"]?.entries ?? []).compactMap { $0.value.string }.joined(separator: " ")
      let text = (step["run"]?.string ?? "") + " " + environment + " " + (step["name"]?.string ?? "")
      return writes.matches(Array(text.utf8))
        || step["run"]?.string.map {
          $0.contains("./") || $0.contains("make ") || $0.contains("npm run") || $0.contains("bash ")
        } ?? false
    }
  }
}
