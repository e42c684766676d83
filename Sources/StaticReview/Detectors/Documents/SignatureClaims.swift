/// Functions that are public and that a diff gives other parameters or another result.
enum SignatureClaims {
  private static let function = Pattern.fixed(
    #"\A\s*(?:(?:export|public|pub|open|async|static|default|override|suspend|def|func|fn|function|fun)\s+|\([^)]*\)\s+|[\w<>\[\],.?]+\s+)*?(?!(?:func|def|fn|function)\b)(\w+)\s*(?:<[^>()]*>)?\(((?:[^()]|\([^()]*\))*)\)\s*(.*)\z"#
  )
  private static let isPublic = Pattern.fixed(
    #"\A\s*(?:(?:async )?def [a-z]|export |func (?:\([^)]*\) )?[A-Z]|public |open func|pub (?:async )?fn )"#)

  struct Signature {
    let name: String
    let parameters: [String]
    let result: String
  }

  static func signature(of line: String) -> Signature? {
    guard isPublic.occurs(in: line), let groups = function.groups(in: line).first, groups.count >= 3,
      let name = groups[0], let inner = groups[1]
    else { return nil }
    let parameters = parts(of: inner).filter { !["self", "cls", "&self", "&mut self", "*", "/"].contains($0) }
    let tail = (groups[2] ?? "").split(separator: "//").first.map(String.init) ?? ""
    return Signature(name: name, parameters: parameters, result: tail.filter { !"{:; \t".contains($0) })
  }

  private static func parts(of text: String) -> [String] {
    var (found, depth, part) = ([String](), 0, "")
    for character in text {
      if "([{<".contains(character) { depth += 1 }
      if ")]}>".contains(character) { depth -= 1 }
      if character == ",", depth <= 0 {
        found.append(part.trimmed)
        part = ""
      } else {
        part.append(character)
      }
    }
    return (found + [part.trimmed]).filter { !$0.isEmpty }
  }

  /// The name of a public function that callers can no longer call as before.
  static func broken(in file: PastedChange.File) -> String? {
    let added = file.added.compactMap(signature)
    for old in file.removed.compactMap(signature) where !old.name.hasPrefix("_") {
      let new = added.filter { $0.name == old.name }
      guard new.count == 1, let new = new.first else { continue }
      let isFewer = new.parameters.count < old.parameters.count
      let isMore = new.parameters.dropFirst(old.parameters.count).contains { parameter in
        !["=", "?", "...", "*"].contains(where: parameter.contains)
      }
      let isTyped = !old.result.isEmpty && !new.result.isEmpty && old.result != new.result
      if isFewer || isMore || isTyped { return old.name }
    }
    return nil
  }
}
