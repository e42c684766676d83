public import JudgeTypes

extension PromptWriter {
  /// All from which a seat's prompts are written but the artifact, so that two runs can be told to ask the same, without
  /// writing any prompt.
  public static func source(of seat: Seat) -> String {
    let template = seat.persona.promptTemplate.isEmpty ? Self.template : seat.persona.promptTemplate
    let values = PromptWriter(nonce: "").values(for: seat, kind: .code, path: "")
    var parts = [system, template, DebateContext.instructions]
    append(values, to: &parts)
    return parts.joined(separator: "\u{0}")
  }

  private static func append(_ value: Any, to parts: inout [String]) {
    switch value {
    case let text as String: parts.append(text)
    case let list as [Any]:
      parts.append("\(list.count)")
      for element in list { append(element, to: &parts) }
    case let members as [String: Any]:
      for (key, member) in members.sorted(by: { $0.key < $1.key }) {
        parts.append(key)
        append(member, to: &parts)
      }
    default: parts.append("\(value)")
    }
  }
}
