internal import JudgeTypes
public import YAMLFiles

extension SuiteFile {
  /// The text of a suite.yaml with `file` in its list of cases; comments and layout stay.
  ///
  /// - Returns: nil where the list is written in a way that is not understood.
  public static func adding(caseFile file: String, to text: String) -> String? {
    SuiteText.adding(file, to: text)
  }

  /// Whether a suite.yaml names `file` in its list of cases.
  ///
  /// - Throws: `FileProblems` for what is no suite.
  public static func names(caseFile file: String, in text: String, path: String) throws(FileProblems) -> Bool {
    let value = try YAMLFile.value(of: text, path: path, schema: schema)
    return (value["cases"]?.list ?? []).contains { $0.string == file }
  }

  /// The case that one line of a JSONL file holds; nil for one that holds none.
  static func evalCase(line: String) -> EvalCase? {
    (try? YAMLFile.value(of: line, path: "", schema: caseSchema)).map { evalCase($0) }
  }
}
