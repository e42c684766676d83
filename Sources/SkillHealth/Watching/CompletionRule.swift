import Foundation
import Markdown
import Provenance

extension SessionWatch {
  /// Something named does not exist, the second time in a task that the agent itself named it.
  mutating func phantom(_ use: ToolUse) -> Advice? {
    guard use.isToldToFail, let phantom = Phantom.first(in: use.complaint, isShell: use.kind == .shell),
      let name = phantom.name(in: use.command ?? use.path ?? use.input.canonical)
    else { return nil }
    let hash = String(Digest.number(of: name), radix: 36)
    guard session.phantoms.contains(hash) else {
      if session.phantoms.count < 100 { session.phantoms.insert(hash) }
      return nil
    }
    return Advice(
      .hallucinationRisk,
      "Twice now \(Self.short(name)) was named, which does not exist ('\(Self.short(phantom.line))'). Look first: list the folder, or ask the program for its help."
    )
  }

  /// At the end: what the skill promises has to be there, and nothing may be left to be done.
  func incompleteOutput(lastMessage: String?) -> Advice? {
    let absent = absentOutputs
    if let first = absent.first, let skill {
      let more = absent.count > 1 ? " and \(absent.count - 1) more" : ""
      return Advice(
        .incompleteOutput,
        "The skill \(skill.name) promises \(first)\(more), and it is not there. Finish it, or say why it is left out.")
    }
    if let file = unfinishedFile {
      return Advice(
        .incompleteOutput, "\(file) was left with a TODO that this session wrote. Finish it, or say that it is open.")
    }
    return promise(in: lastMessage)
  }

  /// What the completion checklist and the output sections name and what is not there.
  var absentOutputs: [String] {
    guard let skill else { return [] }
    return absent(promised(by: skill), of: skill)
  }

  private func absent(_ paths: [PathWord], of skill: SkillFile) -> [String] {
    guard let root = session.root else { return [] }
    let files = ProjectFiles(root: root)
    return paths.filter { output in
      (output.isPattern ? files.presence(ofPattern: output.path) : files.presence(of: output.path)) == .missing
        && !(ProjectFiles(root: skill.folder).presence(of: output.path) == .there)
    }.map(\.path)
  }

  /// Of the paths that a skill's results are named by; what does not speak of a result to be there is left out.
  func promised(by skill: SkillFile) -> [PathWord] {
    let checklist = skill.sections(.completionChecklist).flatMap(\.items).filter { item in
      let words = ItemWords(item, section: .completionChecklist)
      return !words.isNegated && !words.isOptional && !words.asksForAbsence
    }
    return PathWord.all(in: checklist).filter { !$0.isOutside } + results(of: skill)
  }

  /// What the output sections name.
  private func results(of skill: SkillFile) -> [PathWord] { skill.outputs.filter { !$0.isOutside } }

  /// A last message that announces work instead of reporting it.
  func promise(in message: String?) -> Advice? {
    guard let message else { return nil }
    let last = message.suffix(600).split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) } ?? ""
    let words = last.lowercased().replacing("’", with: "'").trimming { $0.isWhitespace || "*_->#.:!…".contains($0) }
    let openings = [
      "i will now", "i'll now", "now i will", "now i'll", "next, i will", "next, i'll", "next i'll", "next i will",
      "let me now", "let me start", "i'm going to", "i am going to",
    ]
    guard let opening = openings.first(where: { words.hasPrefix($0 + " ") }) else { return nil }
    let rest = words.dropFirst(opening.count)
    // One sentence that is the whole line, of work and not of leaving it.
    guard !["? ", "! ", ". "].contains(where: { rest.contains($0) }), !words.hasSuffix("?"), !words.contains("if you"),
      !String(rest).tokens.contains(where: {
        ["leave", "wait", "stop", "skip", "let", "leaving", "waiting"].contains($0)
      })
    else { return nil }
    return Advice(
      .incompleteOutput,
      "The last message announces work ('\(opening)') and the turn ends there. Do it, or say what is missing.")
  }

  // MARK: Looking back

  /// Whether the skill reached what it promises: true where its files are there and this session wrote one of them, false where one
  /// that an output section names is missing, nil where nobody can tell.
  public var success: Bool? {
    guard let skill, let root = session.root else { return nil }
    let outputs = promised(by: skill)
    guard !outputs.isEmpty else { return nil }
    if !absent(results(of: skill), of: skill).isEmpty { return false }
    // An item of a checklist may speak of a file without promising it.
    if !absentOutputs.isEmpty { return nil }
    let base = root.hasSuffix("/") ? root : root + "/"
    let written = session.written.filter { $0.hasPrefix(base) }.map { String($0.dropFirst(base.count)) }
    return written.contains { file in outputs.contains { $0.matches(file) } } ? true : nil
  }
}
