/// A suite of one faulty and one sound file, below evals/small.
enum SmallSuite {
  static let faulty =
    "import os\n\n\ndef list_files(request):\n    os.system(\"ls \" + request.args[\"dir\"])\n"
  static let sound = "def add(a, b):\n    return a + b\n"

  static func write(to program: Program, id: String = "small") throws {
    try program.write(faulty, to: "evals/\(id)/artifacts/a.py")
    try program.write(sound, to: "evals/\(id)/artifacts/b.py")
    try program.write(
      #"{"id": "a", "artifact": "artifacts/a.py", "kind": "code", "expect": {"outcome": "fail", "findings": [{"rule": "command-injection", "line": 5, "end_line": 5}]}, "source": "test"}"#
        + "\n"
        + #"{"id": "b", "artifact": "artifacts/b.py", "kind": "code", "expect": {"outcome": "pass", "findings": []}, "source": "test"}"#
        + "\n", to: "evals/\(id)/cases.jsonl")
    try program.write(
      "id: \(id)\nname: Small\nrubrics: [secure-defaults]\ncases: [cases.jsonl]\nsplit: {train: 60, dev: 20, holdout: 20}\n",
      to: "evals/\(id)/suite.yaml")
  }
}
