/// A suite that a loop of improvement can learn from, below evals/small, and rules that give it something to learn.
enum EightyCases {
  /// Forty faulty files of four kinds, which differ in everything but their fault, and forty sound ones.
  ///
  /// - Parameter split: the percentages of train, dev and holdout.
  static func write(to program: Program, split: String = "{train: 40, dev: 30, holdout: 30}") throws {
    let faults = [
      "os.system(\"tar xf \" + request.args[\"name\"])", "subprocess.call(\"du \" + path, shell=True)",
      "digest = hashlib.md5(password.encode()).hexdigest()", "requests.get(url, verify=False)",
    ]
    let rules = ["command-injection", "command-injection", "weak-crypto", "tls-verification-off"]
    var lines: [String] = []
    for number in 0..<80 {
      let isFaulty = number % 2 == 0
      let fault = faults[number / 2 % 4]
      let body = isFaulty ? fault : "value_\(number) = compute(\(number))"
      let text =
        "import hashlib\nimport os\nimport subprocess\nimport requests\n\n\ndef step_\(number)(request, path, password, url):\n    \(body)\n"
      try program.write(text, to: "evals/small/artifacts/f\(number).py")
      let labels = isFaulty ? #"[{"rule": "\#(rules[number / 2 % 4])", "line": 8, "end_line": 8}]"# : "[]"
      lines.append(
        #"{"id": "f\#(number)", "artifact": "artifacts/f\#(number).py", "kind": "code", "expect": {"outcome": "\#(isFaulty ? "fail" : "pass")", "findings": \#(labels)}, "source": "test"}"#
      )
    }
    try program.write(lines.joined(separator: "\n") + "\n", to: "evals/small/cases.jsonl")
    try program.write(
      "id: small\nname: Small\nrubrics: [secure-defaults]\ncases: [cases.jsonl]\nsplit: \(split)\n",
      to: "evals/small/suite.yaml")
  }

  /// The rules are there and weigh too little.
  static func weaken(_ program: Program) throws {
    try program.write(
      "severities: {command-injection: low, weak-crypto: low, tls-verification-off: low, sql-injection: low}\n",
      to: "rubrics/rules/a-weak.yaml")
  }
}
