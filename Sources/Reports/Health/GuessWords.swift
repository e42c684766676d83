package import SkillHealth

extension DropGuess {
  /// What is guessed, in a few words of Markdown.
  var title: String { title(code: { "`\($0)`" }, cause: \.markdown) }

  /// What is guessed with what it rests on and how sure it is, as plain text.
  package var plainSentence: String {
    "\(title(code: { $0 }, cause: \.words)) (\(sureness.rawValue); a guess from \(basis))"
  }

  private func title(code: (String) -> String, cause words: (HealthCause) -> String) -> String {
    switch origin {
    case .antiPattern(let pattern): "\(code(pattern.rawValue)): \(pattern.meaning)"
    case .segment(let cause): "model or prompt change: \(words(cause))"
    case .commit(let commit): "a change to its files: \(words(.commit(commit)))"
    case .drift: "context or requirements drift: it is asked, or given, something else than it was written for"
    case .sudden: "something that changed at once and is not on record"
    case .noDrop: "it never was good: what it is to do is not said well enough"
    }
  }

  /// The guess with what it rests on and how sure it is.
  var sentence: String { "\(title) (\(sureness.rawValue); a guess from \(safeForMarkdown(basis)))" }

  /// What a person looks at first, as Markdown.
  package func checks(of state: SkillState) -> [String] {
    let since = state.finding.started.map { " since \($0)" } ?? ""
    switch origin {
    case .antiPattern(let pattern): return [pattern.check]
    case .segment:
      return [
        "Run the same cases with the model and the prompt from before the change, and compare.",
        "Take the change back for a day, if it can be taken back, and see whether the score follows.",
      ]
    case .commit(let commit):
      return [
        "Read what it changed: \(markdownCode("git show \(quotedForShell(commit.sha))"))",
        "Take it back on a branch and run the same cases there.",
      ]
    case .drift:
      return [
        "Compare what it is asked now with what it was asked\(since.isEmpty ? " before" : " before it fell"): inputs, tools, files that it reads."
      ]
    case .sudden:
      return ["Look at the sessions\(since): tools, permissions, files, services and limits that nobody put on record."]
    case .noDrop: return ["Read five of its failures side by side, and write down what each of them lacked."]
    }
  }
}

extension HealthCause {
  /// One line of plain text.
  package var words: String {
    switch self {
    case .modelChange(let day, let change), .promptChange(let day, let change): "\(change) on \(day)"
    case .commit(let commit): "\(commit.shortSHA) on \(commit.day), \(commit.subject) (\(commit.author))"
    }
  }

  /// One line of Markdown.
  var markdown: String {
    switch self {
    case .modelChange(let day, let change), .promptChange(let day, let change): "\(safeForMarkdown(change)) on \(day)"
    case .commit(let commit):
      "\(markdownCode(commit.shortSHA)) on \(commit.day), \(safeForMarkdown(commit.subject)) (\(safeForMarkdown(commit.author)))"
    }
  }
}

extension AntiPattern {
  package var meaning: String {
    switch self {
    case .incompleteOutput: "it stops before what it promised is there"
    case .hallucinationRisk: "it says or uses what nobody gave it"
    case .contextConfusion: "it works outside of what it is for"
    case .toolMisuse: "it uses tools that it should not, or wrongly"
    case .excessiveRetry: "it tries the same again and again"
    }
  }

  fileprivate var check: String {
    switch self {
    case .incompleteOutput:
      "Hold its last outputs against its Success Output: which part is missing, and always the same one?"
    case .hallucinationRisk: "Look for files, commands and facts in its outputs that stood nowhere in its input."
    case .contextConfusion: "Look at what it touched outside of its Scope Boundaries, and what it was asked then."
    case .toolMisuse: "List the tools that it called, and for each whether a better one was at hand."
    case .excessiveRetry: "Find the call that it repeated, and what its answer said the first time."
    }
  }
}
