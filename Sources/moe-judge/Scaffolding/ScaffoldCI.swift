import ShippedFiles

/// The jobs for the forge that a repository is on: the templates below ci/, byte for byte.
struct ScaffoldCI {
  static let gitLabJob = ".gitlab/moe-judge.yml"

  let files: [Scaffold.File]
  /// What is still to be done by hand, since files that are there are left alone.
  let advice: [String]

  init(_ surroundings: Scaffold.Surroundings, isWeekly: Bool) {
    var files: [Scaffold.File] = []
    var advice: [String] = []
    func add(_ template: String, as path: String) {
      if let text = ShippedFiles.text(at: template) { files.append(Scaffold.File(path: path, text: text)) }
    }
    if surroundings.usesGitHub {
      add("ci/github/gate.yml", as: ".github/workflows/gate.yml")
      advice.append(
        "GitHub: set the repository variables MOE_JUDGE_REPOSITORY (owner/name of moe-judge) and MOE_JUDGE_REF (the tag or commit "
          + "that you trust); keys of models are secrets, and without any the gate judges offline.")
      if isWeekly || surroundings.hasEvals {
        add("ci/github/eval-improvement.yml", as: ".github/workflows/eval-improvement.yml")
        for script in ["scripts/weekly-improvement.sh", "scripts/weekly-ledger.sh"] { add(script, as: script) }
        advice.append(
          "weekly loop: write the name of your suite below evals/ into eval-improvement.yml where it says artifact-review."
        )
      }
    }
    if surroundings.usesGitLab {
      add("ci/gitlab/moe-judge.yml", as: Self.gitLabJob)
      advice.append(
        "GitLab: add to .gitlab-ci.yml:\n\ninclude:\n  - local: \(Self.gitLabJob)\n\nand set the CI/CD variables that the file names."
      )
    }
    if surroundings.usesPreCommit, let stanza = ShippedFiles.text(at: "ci/pre-commit/pre-commit-config.yaml") {
      advice.append("pre-commit: add to .pre-commit-config.yaml, with moe-judge on the path:\n\n\(stanza)")
    }
    self.files = files
    self.advice = advice
  }
}
