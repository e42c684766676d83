internal import JudgeTypes
internal import YAMLFiles

/// A `${{ … }}` of a workflow.
enum Expressions {
  static let any = Pattern.fixed(#"\$\{\{(.*?)\}\}"#)

  /// What anybody can write: titles, texts, names of branches, authors.
  private static let ofOutsiders = Pattern.fixed(
    #"\bgithub\.(?:head_ref\b|event\.(?:issue\.(?:title|body)|pull_request\.(?:title|body|head\.(?:ref|label|repo\.(?:default_branch|description|homepage)))|comment\.body|review\.body|review_comment\.body|discussion\.(?:title|body)|head_commit\.(?:message|author\.(?:email|name)|committer\.(?:email|name))|commits(?:\[\d+\]|\.\*)?\.(?:message|author\.(?:email|name))|workflow_run\.(?:head_branch|head_commit\.(?:message|author\.\w+)|head_repository\.description|display_title|pull_requests)|pages(?:\[\d+\]|\.\*)?\.page_name|release\.(?:body|name)|label\.(?:name|description)|client_payload)\b)|toJSON\(\s*github(?:\.event(?:\.(?:issue|pull_request|comment|head_commit|commits))?)?\s*\)"#
  )
  private static let anyInput = Pattern.fixed(
    #"\b(?:github\.event\.)?inputs\.([\w-]+)|\b(?:github\.event\.)?inputs\[\s*'([\w-]+)'\s*\]"#)
  private static let truth = Pattern.fixed(
    #"\A\s*!?\s*(?:contains|startsWith|endsWith|hashFiles)\s*\([^()]*\)\s*\z|(?:==|!=)(?![^&|]*(?:&&|\|\|))|\A[^|&]*(?:==|!=)[^|&]*(?:&&\s*'[^']*'\s*\|\|\s*'[^']*'\s*)\z|\A\s*(?:contains|startsWith|endsWith)\s*\([^()]*\)\s*&&\s*'[^']*'\s*\|\|\s*'[^']*'\s*\z"#
  )
  private static let environment = Pattern.fixed(#"\A\s*env\.(\w+)\s*\z"#)

  static func isOfOutsiders(_ expression: [UInt8]) -> Bool {
    ofOutsiders.matches(expression) && !truth.matches(expression)
  }

  /// The input whose text the expression gives; nil where it gives none.
  static func input(in expression: [UInt8]) -> String? {
    guard !truth.matches(expression), let match = anyInput.allMatches(in: expression, limit: 1).first,
      let name = match.groups.compactMap(\.self).first
    else { return nil }
    return String(decoding: expression[name], as: UTF8.self)
  }

  static func variable(in expression: [UInt8]) -> String? {
    environment.allMatches(in: expression, limit: 1).first?.groups[0].map {
      String(decoding: expression[$0], as: UTF8.self)
    }
  }
}

/// Text of outsiders, or of whoever starts a pipeline, in its scripts.
enum ScriptInjection {
  static let detector = Detector.file("pipeline_injection", reading: { source, _ in source.language == .yaml }) {
    source, rule in
    guard let pipeline = Pipeline.of(source) else { return [] }
    return pipeline.steps.flatMap { step in
      merged(step.text.map { hits(in: $0, of: step, pipeline, source, rule) } ?? [], rule)
    }
      + pipeline.steps.flatMap { step in step.script.map { secondReading(of: $0, rule) } ?? [] }
  }

  private static func hits(
    in lines: ClosedRange<Int>, of step: Pipeline.Step, _ pipeline: Pipeline, _ source: Source, _ rule: Rule
  ) -> [Hit] {
    let range = source.range(ofLines: lines)
    switch pipeline.system {
    case .github, .action:
      return Expressions.any.allMatches(in: source.bytes, range: range).compactMap { match in
        guard let inner = match.groups[0] else { return nil }
        return weigh(Array(source.bytes[inner]), step, pipeline).map {
          Hit(rule, in: source.path, lines: source.lines(of: match.range), message: $0.message, severity: $0.severity)
        }
      }
    case .azure: return replaced(azure, range, source, rule)
    case .circle: return replaced(circle, range, source, rule)
    default: return []
    }
  }

  private static func weigh(
    _ expression: [UInt8], _ step: Pipeline.Step, _ pipeline: Pipeline
  ) -> (message: String, severity: Severity?)? {
    if Expressions.isOfOutsiders(expression) {
      return ("anybody can write what becomes part of this script; pass it through an environment variable", nil)
    }
    if let name = Expressions.variable(in: expression), isOfOutsiders(variable: name, step, pipeline) {
      return (
        "env.\(name) holds what anybody can write, and is put into the script before the shell sees it; use $\(name)",
        nil
      )
    }
    guard let name = Expressions.input(in: expression), isText(input: name, pipeline) else { return nil }
    return ("the input '\(name)' becomes part of the script; pass it through an environment variable", .medium)
  }

  private static func isOfOutsiders(variable name: String, _ step: Pipeline.Step, _ pipeline: Pipeline) -> Bool {
    let job = pipeline.jobs.first { $0.name == step.job }
    let value = step.value["env"]?[name] ?? job?.value["env"]?[name] ?? pipeline.root["env"]?[name]
    return value?.string.map { Expressions.isOfOutsiders(Array($0.utf8)) } ?? false
  }

  /// Whether an input is free text; choices, numbers and switches are not.
  private static func isText(input name: String, _ pipeline: Pipeline) -> Bool {
    if pipeline.system == .action { return pipeline.root["inputs"]?[name] != nil }
    let declared = ["workflow_dispatch", "workflow_call"].compactMap { pipeline.on?[$0]?["inputs"]?[name] }
    return declared.contains { ($0["type"]?.string ?? "string") == "string" }
  }

  private static let azure = Pattern.fixed(
    #"\$\((?:Build\.(?:SourceVersionMessage|SourceBranchName|SourceBranch|RequestedFor)|System\.PullRequest\.SourceBranch(?:Name)?)\)"#
  )
  private static let circle = Pattern.fixed(
    #"<<\s*pipeline\.(?:git\.(?:branch|tag)|trigger_parameters\.[\w.]*(?:branch|title|message|body)\w*)\s*>>"#)

  /// What the system puts into the text before a shell sees it.
  private static func replaced(_ pattern: Pattern, _ range: Range<Int>, _ source: Source, _ rule: Rule) -> [Hit] {
    pattern.allMatches(in: source.bytes, range: range).map {
      Hit(
        rule, in: source.path, lines: source.lines(of: $0.range),
        message: "whoever pushes a branch or a commit chooses what becomes part of this script",
        severity: .high)
    }
  }

  /// Variables of outsiders that a second shell reads: `eval`, `bash -c`, `ssh host "…"`.
  private static func secondReading(of script: ShellScript, _ rule: Rule) -> [Hit] {
    ShellInjection.hits(in: script, rule).filter { hit in
      script.commands.contains { command in
        script.lines(of: command.range) == hit.lines
          && command.words.contains { $0.expansions.contains { ShellVariables.isOfOutsiders($0.name) } }
      }
    }
  }

  /// One finding for lines that follow each other.
  private static func merged(_ hits: [Hit], _ rule: Rule) -> [Hit] {
    hits.reduce(into: [Hit]()) { merged, hit in
      guard let last = merged.last, last.severity == hit.severity, hit.lines.lowerBound <= last.lines.upperBound + 1
      else {
        merged.append(hit)
        return
      }
      merged[merged.count - 1] = Hit(
        rule, in: last.path, lines: last.lines.lowerBound...max(last.lines.upperBound, hit.lines.upperBound),
        message: last.message,
        severity: last.severity)
    }
  }
}
