import ArgumentParser
import Artifacts
import JudgeTypes
import Judging
import LanguageModels
import Provenance
import Reports
import ToolServer
import YAMLFiles

/// Lets a few judge calls run at once; the others wait their turn.
struct JudgingTurns: Sendable {
  private static let width = 2
  let limiter = CallLimiter(width: width)
}

extension ServedTools {
  func judge(
    _ arguments: ToolArguments, telling tell: @escaping @Sendable (CallStep) -> Void
  ) async throws -> ToolOutcome {
    let request = try JudgeRequest(arguments, in: folder)
    return try await turns.limiter.run {
      let result = try await judgment(request, telling: tell)
      return ToolOutcome(
        text: TableReport(style: TextStyle(isColoured: false)).text(of: result, reproduce: nil), structured: result.json
      )
    }
  }

  /// As it was asked for; where nothing was said, by models if any can be reached.
  private func judgment(
    _ request: JudgeRequest, telling tell: @escaping @Sendable (CallStep) -> Void
  ) async throws -> RunResult {
    var isOffline = isOffline
    if !isOffline { isOffline = try request.isOffline ?? !reachesModels(request) }
    return try await request.command(state: state, isOffline: isOffline).judged(request, telling: tell)
  }

  /// Whether the key of a model is set, or the panel needs none. With a key that is set, a panel that is no good is an error
  /// and not a reason to judge otherwise.
  private func reachesModels(_ request: JudgeRequest) throws -> Bool {
    let configuration = try Composition.reading { () throws(FileProblems) in try TeamFiles().configuration() }
    if !KeysCheck(configuration.table, environment: environment).opened.isEmpty { return true }
    return (try? request.command(state: state, isOffline: false).composition(TeamFiles())) != nil
  }
}

/// What one call wants judged.
struct JudgeRequest: Sendable {
  enum Subject: Sendable {
    case path(String)
    case text(String, name: String?)
    case change(String)
  }

  let subject: Subject
  /// Nil where nothing was said.
  let isOffline: Bool?
  private let persona: String?
  private let rubric: String?

  /// - Throws: `CommandFailure` for what does not go together, and for a path outside of `folder`.
  init(_ arguments: ToolArguments, in folder: ServedFolder) throws {
    let name = arguments.text("name")
    switch (arguments.text("path"), arguments.text("text"), arguments.text("diff")) {
    case (let path?, nil, nil): subject = .path(try folder.checked(path))
    case (nil, let text?, nil): subject = .text(text, name: name)
    case (nil, nil, let range?):
      try folder.checkChange()
      subject = .change(range)
    default: throw CommandFailure("give exactly one of 'path', 'text' and 'diff'.")
    }
    if name != nil, arguments.text("text") == nil { throw CommandFailure("'name' goes with 'text'. Leave it out.") }
    isOffline = arguments.flag("offline")
    persona = arguments.text("persona")
    rubric = arguments.text("rubric")
  }

  /// The words after `judge` that ask for the same, by which the run can be gone on with.
  func words(isOffline: Bool) -> [String] {
    var words = isOffline ? ["--offline"] : []
    words += persona.map { ["--persona=\($0)"] } ?? []
    words += rubric.map { ["--rubric=\($0)"] } ?? []
    switch subject {
    case .path(let path): return words + ["--", path]
    case .text(_, let name): return words + (name.map { ["--stdin-name=\($0)"] } ?? []) + ["-"]
    case .change(let range): return words + ["--diff=\(range)"]
    }
  }

  func command(state: StateOption, isOffline: Bool) throws -> Judge {
    do {
      var command = try Judge.parse(words(isOffline: isOffline))
      command.panel.state = state
      return command
    } catch {
      throw CommandFailure(Judge.message(for: error))
    }
  }

  func inputs(by files: TeamFiles) async throws -> ArtifactInputs {
    switch subject {
    case .path(let path): try await ArtifactInputs(paths: [path], diff: nil, standardInputName: nil, files: files)
    case .text(let text, let name): try ArtifactInputs(text: text, name: name, files: files)
    case .change(let range):
      try await ArtifactInputs(paths: [], diff: range, standardInputName: nil, files: files)
    }
  }
}

extension Judge {
  /// What `judge` does, without a word on standard output.
  fileprivate func judged(
    _ request: JudgeRequest, telling tell: @escaping @Sendable (CallStep) -> Void
  ) async throws -> RunResult {
    async let revision = CheckedOut.at(".").map { GitRevision(commit: $0.commit, isDirty: $0.isDirty) }
    let files = try await teamFiles()
    let inputs = try await request.inputs(by: files)
    var parts = try composition(files)
    parts.suppressions = try await baseSuppressions(files)
    let progress = Progress(style: .none, total: inputs.count) { event in
      switch event {
      case .artifactStarted(_, let seats): tell(.began(parts: seats))
      case .seatEnded: tell(.partEnded)
      case .seatStarted, .artifactJudged: break
      }
    }
    let run = try await JudgeRun.begin(
      parts, inputs, arguments: request.words(isOffline: panel.offline), jobs: panel.jobs, seed: nil,
      revision: await revision, allowsEmpty: false, progress: progress, interruption: .none)
    var judgments: [Judgment] = []
    var failures: [CommandFailure] = []
    let result = try await run.judgeOnRecord(
      parts, handingTo: { judgments.append($0) }, telling: { failures.append($0) })
    if let failure = failures.first { throw failure }
    return result.with(judgments: judgments)
  }
}
