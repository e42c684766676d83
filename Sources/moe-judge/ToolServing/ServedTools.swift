import Foundation
import Provenance
import ToolServer

/// The tools that are served, and what decides about all of them.
struct ServedTools: Sendable {
  let description: ServerDescription
  let folder: ServedFolder
  let state: StateOption
  let environment: [String: String]
  /// Whether no model is ever asked.
  let isOffline: Bool
  let turns = JudgingTurns()

  /// Runs the tool. One call's failure is an answer, whatever happened.
  ///
  /// - Parameter tell: is told what happens meanwhile, from any thread.
  func answer(to call: ToolCall, telling tell: @escaping @Sendable (CallStep) -> Void) async -> ToolAnswer {
    guard let tool = ServedTool(rawValue: call.tool.name) else { return .refusal("there is no such tool.") }
    if let problem = call.tool.input.problem(with: call.arguments) { return .refusal(problem) }
    do {
      return try await run(tool, ToolArguments(call.arguments), telling: tell).answer()
    } catch is CancellationError {
      return .refusal("the call was stopped.")
    } catch {
      return ToolOutcome(text: CommandFailure(error).message, isError: true).answer()
    }
  }

  private func run(
    _ tool: ServedTool, _ arguments: ToolArguments, telling tell: @escaping @Sendable (CallStep) -> Void
  ) async throws -> ToolOutcome {
    switch tool {
    case .judge: try await judge(arguments, telling: tell)
    case .explain: try explain(arguments)
    case .listRubrics: try listRubrics()
    case .health: try health(arguments)
    }
  }
}

/// What a tool found, before it is marked as what it is.
struct ToolOutcome: Sendable {
  let text: String
  var structured: JSONValue?
  var isError = false

  /// Everything that a tool says may quote what somebody else wrote.
  func answer() -> ToolAnswer {
    var generator = SystemRandomNumberGenerator()
    let untrusted = UntrustedText(using: &generator)
    return ToolAnswer(
      text: untrusted.block(text), structured: structured.map(UntrustedText.cleaned), isError: isError,
      meta: untrusted.meta(hasStructure: structured != nil))
  }
}

/// Arguments that `ToolInput` found to be right.
struct ToolArguments: Sendable {
  private let values: JSONObject

  init(_ values: JSONObject) { self.values = values }

  func text(_ name: String) -> String? { values[name]?.stringValue }
  func flag(_ name: String) -> Bool? { values[name]?.boolValue }
}

extension ToolAnswer {
  /// In this program's own words alone.
  static func refusal(_ message: String) -> ToolAnswer {
    ToolAnswer(text: UntrustedText.cleaned(message), isError: true)
  }
}
