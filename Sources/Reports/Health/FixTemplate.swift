import SkillHealth

/// What to write into a skill against what is likely behind its score.
struct FixTemplate {
  /// What to do, in order; Markdown.
  let steps: [String]
  /// Sections to fill in and put into the skill's text; empty where writing does not help.
  let sections: String

  init(for origin: DropGuess.Origin) {
    switch origin {
    case .antiPattern(let pattern): self = Self.template(for: pattern)
    case .segment:
      self.init(
        steps: [
          "Find out on a fixed set of cases whether the change is the reason: measure before and after it.",
          "If it is: take it back, or fit the text to the new model (shorter steps, an example of the wanted output).",
          "If it is not: write down here what was ruled out, and go on with the next possible cause.",
        ], sections: "")
    case .commit:
      self.init(
        steps: [
          "Read the commit for instructions that it took away, weakened or set against others.",
          "Take back the part that does harm, and keep the rest.",
        ], sections: "")
    case .drift:
      self.init(
        steps: [
          "List what it is asked today that its text does not speak of.",
          "Put what belongs to it into the text, and what does not under When NOT to Use.",
        ], sections: Self.requiredContext + "\n" + Self.whenNotToUse)
    case .sudden:
      self.init(
        steps: [
          "Look through its sessions of the days around the drop for the first one that failed.",
          "Put what had changed there on record, so that the next drop has a cause: model, prompt, tools.",
        ], sections: "")
    case .noDrop:
      self.init(
        steps: [
          "Say what a good result looks like, and how it is told from a bad one.",
          "Compare it with a skill of its category that scores high, and take over what that one has.",
        ], sections: Self.successOutput + "\n" + Self.checklist)
    }
  }

  private init(steps: [String], sections: String) {
    self.steps = steps
    self.sections = sections
  }

  private static func template(for pattern: AntiPattern) -> FixTemplate {
    switch pattern {
    case .incompleteOutput:
      FixTemplate(
        steps: [
          "Say in a checklist what has to be there before it may stop.",
          "Give its output a template, so that a missing part leaves a gap that is seen.",
        ], sections: checklist + "\n" + outputTemplate)
    case .hallucinationRisk:
      FixTemplate(
        steps: [
          "Name what it has to be given, and what to do where that is missing: ask, never guess.",
          "Have it check names, paths and figures against their source before it uses them.",
        ], sections: requiredContext + "\n" + verification)
    case .contextConfusion:
      FixTemplate(
        steps: [
          "Draw its bounds: paths, kinds of task, what it leaves to others.",
          "Say when it is the wrong skill, and which one is right then.",
        ], sections: scope + "\n" + whenNotToUse)
    case .toolMisuse:
      FixTemplate(
        steps: [
          "Name the tool for each thing that it does, and those that it must not use.",
          "Put what went wrong into its Anti-Patterns, each with what to do instead.",
        ], sections: requiredTools + "\n" + antiPatterns)
    case .excessiveRetry:
      FixTemplate(
        steps: [
          "Say by what it sees that a way does not work.",
          "Give it a stop rule: how often it may try, and what it does then.",
        ], sections: failureIndicators + "\n" + stopRule)
    }
  }
}

extension FixTemplate {
  private static let checklist = """
    ## Completion Checklist
    - [ ] Every part of the Output Template is filled in
    - [ ] (a command that shows it works) ran and ended with 0
    - [ ] Nothing is left as a TODO or a promise

    """
  private static let outputTemplate = """
    ## Output Template
    1. Result: (one sentence)
    2. What was changed: (each file, and why)
    3. How it was checked: (commands and what they said)
    4. What is open: (or "nothing")

    """
  private static let successOutput = """
    ## Success Output
    - (the file or answer that is there at the end)
    - (by what anybody can tell that it is right)

    """
  private static let requiredContext = """
    ## Required Context
    - `(path)`: (what is taken from it)
    - (a fact that has to be given); without it: ask, do not guess

    """
  private static let verification = """
    ## Verification Steps
    1. Open every file that is named, before it is named
    2. Run every command that is given, or say that it was not run
    3. Mark what could not be checked

    """
  private static let scope = """
    ## Scope Boundaries
    - Inside: (paths and kinds of task)
    - Outside: (what it does not touch, even if it would help)

    """
  private static let whenNotToUse = """
    ## When NOT to Use
    - (a task that looks alike): use (the other skill)

    """
  private static let requiredTools = """
    ## Required Tools
    - `(tool)`: for (what); not for (what)

    """
  private static let antiPatterns = """
    ## Anti-Patterns
    - (what it did wrong): instead, (what to do)

    """
  private static let failureIndicators = """
    ## Failure Indicators
    - The same error twice
    - (an answer that says that this way does not work)

    """
  private static let stopRule = """
    ## Stop Rule
    After two tries of the same thing: stop, say what was tried and what came back, and ask or take another way.

    """
}
