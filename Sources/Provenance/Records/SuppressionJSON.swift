public import JudgeTypes

extension Suppression {
  public var json: JSONValue {
    [
      "rule": .string(rule), "path": .string(path), "line": .integer(line), "reason": .string(reason),
      "state": .string(state.rawValue),
    ]
  }

  /// Nil where a part is missing or no state has the name.
  public init?(json: JSONValue) {
    guard let rule = json["rule"]?.stringValue, let path = json["path"]?.stringValue,
      let line = json["line"]?.intValue, let reason = json["reason"]?.stringValue,
      let state = json["state"]?.stringValue.flatMap(State.init)
    else { return nil }
    self.init(rule: rule, path: path, line: line, reason: reason, state: state)
  }
}
