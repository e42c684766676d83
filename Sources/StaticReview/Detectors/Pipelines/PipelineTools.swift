internal import JudgeTypes
internal import YAMLFiles

/// Tools that a pipeline installs for itself in whatever version is there that day.
enum PipelineTools {
  static let detector = Detector.file("pipeline_tools", reading: WorkflowRights.isPipeline) { source, rule in
    guard let pipeline = Pipeline.of(source), !source.isTest else { return [] }
    return pipeline.steps.flatMap { step in step.script.map { LoosePackages.hits(in: $0, rule) } ?? [] }
      + pipeline.jobs.flatMap { setups(in: $0, source, rule) }
  }

  /// Actions that bring the newest release of a tool unless a version is asked for.
  private static let setups: [(action: String, versions: Set<String>, applies: Pattern)] = [
    (
      "hashicorp/setup-terraform", ["terraform_version", "terraform_version_file"],
      .fixed(#"\b(?:terraform|terragrunt)\s[^|;&\n]*\b(?:apply|destroy|import)\b"#)
    ),
    (
      "opentofu/setup-opentofu", ["tofu_version", "tofu_version_file"],
      .fixed(#"\b(?:tofu|terragrunt)\s[^|;&\n]*\b(?:apply|destroy|import)\b"#)
    ),
    ("azure/setup-kubectl", ["version"], .fixed(#"\bkubectl\s[^|;&\n]*\b(?:apply|delete|set|replace|patch|create)\b"#)),
    ("azure/setup-helm", ["version"], .fixed(#"\bhelm\s[^|;&\n]*\b(?:upgrade|install|rollback|uninstall)\b"#)),
    ("hashicorp/setup-packer", ["version"], .fixed(#"\bpacker\s[^|;&\n]*\bbuild\b"#)),
  ]

  /// Only where the tool changes something: what it writes into a state an older one can no longer read.
  private static func setups(in job: Pipeline.Job, _ source: Source, _ rule: Rule) -> [Hit] {
    let steps = job.value["steps"]?.list ?? []
    let scripts = Array(steps.compactMap { $0["run"]?.string }.joined(separator: "\n").utf8)
    return steps.compactMap { step -> Hit? in
      guard let entry = step.entry("uses"), let action = entry.value.string?.split(separator: "@").first,
        let setup = setups.first(where: { $0.action == action.lowercased() }), setup.applies.matches(scripts)
      else { return nil }
      let versions = setup.versions.compactMap { step["with"]?[$0]?.string }
      guard versions.allSatisfy({ $0 == "latest" }) else { return nil }
      return Hit(
        rule, in: source.path, lines: entry.line...entry.line,
        message:
          "the newest \(action.split(separator: "-").last ?? "tool") of that day changes what runs; name its version")
    }
  }
}
