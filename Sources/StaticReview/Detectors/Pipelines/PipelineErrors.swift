internal import JudgeTypes
internal import YAMLFiles

/// Steps of a pipeline whose failure counts as success.
enum PipelineErrors {
  private static let matters = Pattern.fixed(
    #"(?i)(?<![a-z])(?:unit|e2e|integration|tests?|pytest|jest|vitest|playwright|cypress|mocha|karma|detox|ctest|phpunit|rspec|scan\w*|audit|security|sast|dast|trivy|snyk|grype|semgrep|gitleaks|bandit|codeql|checkov|tfsec|vulnerabilit\w+|secret[-_ ]?detection|dependency[-_ ]?check|sign\w*|verify|verification|validat\w+|deploy\w*|publish|migrat\w+|smoke|backup)(?![a-z])"#
  )
  private static let harmless = Pattern.fixed(
    #"(?i)upload|comment|coverage|codecov|report|notify|slack|artifact|summary|lint|format|nightly|experimental|optional|cache|preview|flaky|sarif|canary|benchmark|docs"#
  )

  static let detector = Detector.file("pipeline_errors", reading: WorkflowRights.isPipeline) { source, rule in
    guard let pipeline = Pipeline.of(source) else { return [] }
    var hits: [Hit] = []
    look(at: pipeline.root, name: "", pipeline) { line, name in
      hits.append(
        Hit(
          rule, in: source.path, lines: line...line,
          message: "'\(name)' may fail and the pipeline goes on as if it had not"))
    }
    return hits
  }

  private static func look(at value: YAMLValue, name: String, _ pipeline: Pipeline, _ found: (Int, String) -> Void) {
    for entry in value.entries {
      let isExcuse =
        ["continue-on-error", "allow_failure", "continueOnError"].contains(entry.key) && entry.value.string == "true"
      if isExcuse {
        let title = [value["name"]?.string, value["displayName"]?.string, name].compactMap(\.self).filter {
          !$0.isEmpty
        }
        let text = [
          value["name"]?.string, value["displayName"]?.string, value["id"]?.string, name, value["run"]?.string,
          value["uses"]?.string,
        ]
        let script = (value["script"]?.strings ?? []).joined(separator: "\n")
        let all = Array((text.compactMap(\.self).joined(separator: " ") + " " + script).utf8)
        // What a later step asks after was not forgotten; what a person starts may fail.
        let isAsked =
          value["id"]?.string.map { id in
            pipeline.steps.contains {
              $0.value["if"]?.string?.contains("steps.\(id).outcome") == true
                || $0.value["run"]?.string?.contains("steps.\(id).outcome") == true
            }
          } ?? false
        guard matters.matches(all), !harmless.matches(Array((title.joined(separator: " ")).utf8)), !isAsked,
          value["when"]?.string != "manual"
        else { continue }
        found(entry.line, title.first ?? name)
      }
      look(at: entry.value, name: entry.value.isMap ? entry.key : name, pipeline, found)
    }
    for item in value.list { look(at: item, name: "", pipeline, found) }
  }
}
