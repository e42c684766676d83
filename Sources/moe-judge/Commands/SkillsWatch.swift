import ArgumentParser
import Foundation
import Provenance
import Reports
import SkillHealth

struct SkillsWatch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Watch a coding agent at work, by its hook events; advise, never stop.",
    discussion: """
      Takes one event as JSON on standard input, keeps what it needs in sessions/ of the state folder, and says once in a task what goes \
      wrong: excessive_retry, context_confusion, tool_misuse, hallucination_risk, incomplete_output. It exits 0 whatever comes. When a \
      session stops and its skill is known, a line is added to sessions/retrospectives.jsonl, which \
      'health import --format retrospective' takes.

      Examples:
        moe-judge skills watch --install                          the hooks, to paste into the agent's settings.json
        moe-judge skills watch < event.json                       as the agent calls it
        moe-judge skills watch --skill skills/release/SKILL.md --format text < event.json
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case hook, text
  }

  @OptionGroup var state: StateOption
  @Option(
    help: ArgumentHelp(
      "The skill in use; unless said, the one that the agent's Skill tool named last.", valueName: "SKILL.md"))
  var skill: String?
  @Option(help: "Whose convention the advice follows; auto tells by the event.") var agent: AgentConvention = .auto
  @Option(help: "hook: as the agent takes it; text: plain lines on standard output.") var format: Format = .hook
  @Flag(help: "Print the hooks to paste into settings.json, and write nothing.") var install = false

  func run() {
    guard !install else {
      Standard.output.write(HookInstallation.settings.pretty + "\n")
      return
    }
    if Standard.input.isTerminal {
      Standard.note("a hook's event is to come on standard input, as a coding agent sends it. See --install.")
    }
    guard let event = HookInput.event() else { return }
    let environment = ProcessInfo.processInfo.environment
    let watcher = Watcher(
      state: state.ofHook(environment), skillFile: skill, environment: environment, now: Date())
    let advice: [Advice]
    do { advice = try watcher.take(event) } catch {
      Standard.error.write(safeLines("moe-judge: nothing was looked at: \(CommandFailure(error).message)\n"))
      return
    }
    guard !advice.isEmpty else { return }
    let text = advice.map { "\($0.pattern.rawValue): \($0.text)" }.joined(separator: "\n")
    switch format {
    case .text: Standard.output.write(safeLines(text + "\n"))
    case .hook where agent.takesContext(event):
      let answer: JSONValue = [
        "hookSpecificOutput": ["hookEventName": .string(event.name), "additionalContext": .string(safeLines(text))]
      ]
      Standard.output.write(answer.canonical + "\n")
    case .hook: Standard.error.write(safeLines(text + "\n"))
    }
  }
}

/// How a coding agent takes advice.
enum AgentConvention: String, ExpressibleByArgument, CaseIterable {
  case auto
  case claudeCode = "claude-code"
  case geminiCLI = "gemini-cli"
  case plain

  /// Whether the event's answer may hold `additionalContext`; else advice goes to standard error.
  func takesContext(_ event: HookEvent) -> Bool {
    let claude = ["PreToolUse", "PostToolUse", "PostToolUseFailure", "UserPromptSubmit", "SessionStart"]
    let gemini = ["AfterTool", "BeforeAgent", "SessionStart"]
    switch self {
    case .auto: return (claude + gemini).contains(event.name)
    case .claudeCode: return claude.contains(event.name)
    case .geminiCLI: return gemini.contains(event.name)
    case .plain: return false
    }
  }
}

extension StateOption {
  /// A hook may be started anywhere: without a flag or variable the state is the project's, as the agent names it.
  func ofHook(_ environment: [String: String]) -> String {
    let path = path(environment)
    guard path == ".moe-judge", let project = environment["CLAUDE_PROJECT_DIR"], !project.isEmpty else { return path }
    return project + "/" + path
  }
}
