internal import Reports
internal import SkillHealth

/// The improvement tasks of a skill, with what their files say.
struct SkillTasks {
  private let tasks: [TaskFile]
  private static let most = 10

  init(_ tasks: [TaskFile]) { self.tasks = tasks }

  var markup: HTML {
    guard !tasks.isEmpty else { return "" }
    let rest = tasks.count - Self.most
    return """
      <section class="card" aria-labelledby="tasks"><h2 id="tasks">Improvement tasks</h2>
      \(HTML.joined(tasks.prefix(Self.most).map(entry)))\
      \(HTML.when(rest > 0, "<p class=\"soft\">and \(rest) more in the folder of tasks</p>"))</section>

      """
  }

  private func entry(_ task: TaskFile) -> HTML {
    let chip =
      task.isOpen ? HTMLWords.chip("○", "open", .warning) : HTMLWords.chip("✓", clipped(task.state, to: 30), .good)
    let created = task.created.map { ", written on \(HealthMarks.time($0))" as HTML } ?? ""
    let closed = task.closed.map { ", closed on \(HealthMarks.time($0))" as HTML } ?? ""
    let reason = task.reason.map { ": \(HTMLWords.prose($0, limit: 300))" as HTML } ?? ""
    return """
      <div><p>\(HTMLWords.code(task.id, limit: 160)) \(chip) to a score over \(oneDecimal(task.target.over))\(created)\(closed)\(reason)</p>
      <details><summary>The task</summary>\(HTMLWords.quotation(clipped(task.text, to: 20_000), from: 1))</details></div>

      """
  }
}
