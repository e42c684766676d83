internal import JudgeTypes
internal import YAMLFiles

/// A pipeline's description: its jobs and the scripts in it, whichever system it is for.
struct Pipeline: Sendable {
  enum System: Sendable { case github, action, gitlab, circle, azure, bitbucket, other }

  struct Job: Sendable {
    let name: String
    let line: Int
    let value: YAMLValue
  }

  struct Step: Sendable {
    let line: Int
    /// The name of the job; empty outside of jobs.
    let job: String
    let value: YAMLValue
    /// Nil for a step that runs no shell script.
    let script: ShellScript?
    /// The lines of the script's text, whatever its language.
    let text: ClosedRange<Int>?
  }

  let root: YAMLValue
  let system: System
  let jobs: [Job]
  let steps: [Step]

  /// Nil when the file is no YAML or describes no pipeline.
  static func of(_ source: Source) -> Pipeline? {
    guard source.language == .yaml, !source.isPartial else { return nil }
    return source.cache.reading("pipeline") { Pipeline(source) }
  }

  private init?(_ source: Source) {
    guard let root = YAMLFile.onlyDocument(of: source.string(0..<source.bytes.count), path: source.path), root.isMap
    else { return nil }
    self.root = root
    system = Self.system(of: root, path: source.reviewedPath)
    var reader = StepReader(source: source, system: system, root: root)
    switch system {
    case .github:
      jobs = (root["jobs"]?.entries ?? []).map { Job(name: $0.key, line: $0.line, value: $0.value) }
      for job in jobs { for step in job.value["steps"]?.list ?? [] { reader.add(step, job: job) } }
    case .action:
      jobs = []
      for step in root["runs"]?["steps"]?.list ?? [] { reader.add(step, job: nil) }
    default:
      jobs = root.entries.filter { $0.value.isMap }.map { Job(name: $0.key, line: $0.line, value: $0.value) }
      reader.walk(root, job: "")
    }
    steps = reader.steps
  }

  private static func system(of root: YAMLValue, path: String) -> System {
    if root["runs"]?.isMap == true { return .action }
    if root["jobs"] != nil, root["on"] != nil || root["true"] != nil { return .github }
    if root["pipelines"] != nil { return .bitbucket }
    if root["orbs"] != nil || root["version"] != nil && root["jobs"] != nil { return .circle }
    if root["trigger"] != nil || root["pool"] != nil || root["pr"] != nil || path.lowercased().contains("azure") {
      return .azure
    }
    if root["stages"]?.list.first?.isMap == true || root["steps"] != nil || root["jobs"]?.list.isEmpty == false {
      return .azure
    }
    return root.entries.contains { $0.value["script"] != nil } || root["stages"] != nil || root["include"] != nil
      ? .gitlab : .other
  }

  /// What starts a GitHub workflow.
  var events: [String] {
    guard let on = root["on"] ?? root["true"] else { return [] }
    if let one = on.string { return [one] }
    return on.strings + on.entries.map(\.key)
  }

  var on: YAMLValue? { root["on"] ?? root["true"] }
}

/// Collects the steps of a pipeline with their scripts.
private struct StepReader {
  let source: Source
  let system: Pipeline.System
  let root: YAMLValue
  var steps: [Pipeline.Step] = []

  /// Actions that run their script by SSH on another machine, whose shell goes on after a failure.
  private static let remote = Pattern.fixed(#"(?i)ssh"#)

  /// A step of a GitHub workflow or composite action.
  mutating func add(_ step: YAMLValue, job: Pipeline.Job?) {
    var script: ShellScript?
    var lines: ClosedRange<Int>?
    let shell =
      step["shell"]?.string ?? job?.value["defaults"]?["run"]?["shell"]?.string
      ?? root["defaults"]?["run"]?["shell"]?.string
    if let run = step.entries.first(where: { $0.key == "run" }) {
      let text = self.lines(of: run)
      lines = text
      let isShell = shell.map { $0.hasPrefix("bash") || $0.hasPrefix("sh") || $0.hasPrefix("zsh") } ?? true
      if isShell {
        let isExplicit = shell?.hasPrefix("bash") == true
        script = shellScript(
          text, key: run,
          options: .init(
            stopsAtErrors: shell.map { !$0.contains("{0}") || $0.contains("-e") } ?? true,
            failsInPipes: isExplicit && shell?.contains("{0}") != true))
      }
    } else if let code = step["with"]?.entries.first(where: { $0.key == "script" }) {
      let text = self.lines(of: code)
      lines = text
      if Self.remote.matches(Array((step["uses"]?.string ?? "").utf8)) {
        let stops = step["with"]?["script_stop"]?.flag == true
        script = shellScript(text, key: code, options: .init(stopsAtErrors: stops))
      }
    }
    steps.append(Pipeline.Step(line: step.line, job: job?.name ?? "", value: step, script: script, text: lines))
  }

  private static let keys: Set = [
    "script", "before_script", "after_script", "run", "command", "bash", "inlineScript", "pre", "after-script",
  ]

  /// Every script below `value`, by the keys that hold scripts.
  mutating func walk(_ value: YAMLValue, job: String, depth: Int = 0) {
    for entry in value.entries {
      let name = depth == 0 && entry.value.isMap ? entry.key : job
      guard Self.keys.contains(entry.key) else {
        walk(entry.value, job: name, depth: depth + 1)
        continue
      }
      if entry.value.isMap { walk(entry.value, job: name, depth: depth + 1) }
      if entry.value.string != nil { append(entry.value, lines: lines(of: entry), key: entry, step: value, job: name) }
      appendAll(entry, step: value, job: name)
    }
    for item in value.list { walk(item, job: job, depth: depth + 1) }
  }

  /// The lines of a list of commands, which run one after the other in one shell.
  private mutating func appendAll(_ entry: YAMLValue.Entry, step: YAMLValue, job: String) {
    let items = entry.value.list
    guard let first = items.first, items.contains(where: { $0.string != nil }) else { return }
    let last = items.last.map { end(of: $0) } ?? first.line
    let range = source.range(ofLines: first.line...max(first.line, last))
    var bytes = Array(source.bytes[range])
    fillParameters(in: &bytes)
    // The dashes and indicators are no part of the commands.
    var start = 0
    var line = first.line
    let starts = Set(items.map(\.line))
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      if starts.contains(line) { Self.unlist(&bytes, start..<end) }
      (start, line) = (end + 1, line + 1)
    }
    steps.append(
      made(
        step, job, first.line,
        ShellScript(bytes, path: source.path, firstLine: first.line, options: options, isStep: true),
        first.line...max(first.line, last)))
  }

  private func made(_ value: YAMLValue, _ job: String, _ line: Int, _ script: ShellScript, _ text: ClosedRange<Int>)
    -> Pipeline.Step
  {
    Pipeline.Step(line: line, job: job, value: value, script: script, text: text)
  }

  private static let parameter = Pattern.fixed(#"<<\s*(?:pipeline|parameters|matrix)\.[\w.-]+\s*>>"#)

  /// CircleCI's `<< parameters.name >>` is a value when the shell sees it, no here-document.
  private func fillParameters(in bytes: inout [UInt8]) {
    guard system == .circle else { return }
    for match in Self.parameter.allMatches(in: bytes) {
      for offset in match.range { bytes[offset] = UInt8(ascii: "_") }
    }
  }

  /// Blanks the dash of an item, its block indicator, and quotes around the whole of it.
  private static func unlist(_ bytes: inout [UInt8], _ line: Range<Int>) {
    var index = line.lowerBound
    while index < line.upperBound, bytes[index] == 0x20 { index += 1 }
    guard index < line.upperBound, bytes[index] == UInt8(ascii: "-") else { return }
    bytes[index] = 0x20
    while index < line.upperBound, bytes[index] == 0x20 { index += 1 }
    var last = line.upperBound
    while last > index, isBlank(bytes[last - 1]) { last -= 1 }
    guard index < last else { return }
    if bytes[index] == UInt8(ascii: "|") || bytes[index] == UInt8(ascii: ">") {
      for offset in index..<last { bytes[offset] = 0x20 }
    } else if bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'"), last - 1 > index,
      bytes[last - 1] == bytes[index]
    {
      let quote = bytes[index]
      bytes[index] = 0x20
      bytes[last - 1] = 0x20
      guard quote == UInt8(ascii: "\"") else { return }
      // `\"` inside is a quote of the command.
      for offset in index..<(last - 1) where bytes[offset] == UInt8(ascii: "\\") && bytes[offset + 1] == quote {
        bytes[offset] = 0x20
      }
    }
  }

  private var options: ShellScript.Options {
    switch system {
    case .azure, .other: .init()
    case .circle: .init(stopsAtErrors: true, failsInPipes: true)
    default: .init(stopsAtErrors: true)
    }
  }

  private mutating func append(
    _ value: YAMLValue, lines: ClosedRange<Int>, key: YAMLValue.Entry, step: YAMLValue, job: String
  ) {
    guard let script = shellScript(lines, key: key, options: options) else { return }
    steps.append(made(step, job, key.line, script, lines))
  }

  private func shellScript(_ lines: ClosedRange<Int>, key: YAMLValue.Entry, options: ShellScript.Options)
    -> ShellScript?
  {
    var bytes = Array(source.bytes[source.range(ofLines: lines)])
    fillParameters(in: &bytes)
    if lines.lowerBound == key.line {
      // On the key's own line the key is no part of the command.
      var index = 0
      while index < bytes.count, bytes[index] != UInt8(ascii: ":") {
        bytes[index] = 0x20
        index += 1
      }
      if index < bytes.count { bytes[index] = 0x20 }
      let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      if index + 1 < end {
        bytes[index] = UInt8(ascii: "-")
        Self.unlist(&bytes, 0..<end)
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") { bytes[index] = 0x20 }
      }
    }
    return ShellScript(bytes, path: source.path, firstLine: lines.lowerBound, options: options, isStep: true)
  }

  /// The lines that hold the text of a value: behind the key for a block, else the key's own.
  private func lines(of entry: YAMLValue.Entry) -> ClosedRange<Int> {
    let isBlock = blockIndicator(entry.value)
    let last = end(of: entry.value)
    return isBlock && last > entry.line
      ? (entry.value.line + 1)...max(entry.value.line + 1, last) : entry.line...max(entry.line, last)
  }

  private func blockIndicator(_ value: YAMLValue) -> Bool {
    let line = source.range(ofLines: value.line...value.line)
    let offset = line.lowerBound + value.column - 1
    guard offset < source.bytes.count else { return false }
    return source.bytes[offset] == UInt8(ascii: "|") || source.bytes[offset] == UInt8(ascii: ">")
  }

  /// The last line of a value: of the lines that follow, those that are indented deeper than what it belongs to.
  private func end(of value: YAMLValue) -> Int {
    guard value.string != nil else { return value.line }
    let own = source.indentation(ofLine: value.line)
    var last = value.line
    var line = value.line + 1
    while line <= source.lastLine {
      let range = source.range(ofLines: line...line)
      let isEmpty = source.bytes[range].allSatisfy(isBlank)
      if !isEmpty, source.indentation(ofLine: line) <= own { break }
      if !isEmpty { last = line }
      line += 1
    }
    return last
  }
}
