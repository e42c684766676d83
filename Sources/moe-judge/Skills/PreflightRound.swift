import Judging
import Provenance
import Reports
import SkillHealth

/// What preflight says of all skills that were named.
struct PreflightRound {
  let root: String
  let environment: [String: String]
  private(set) var results: [PreflightResult] = []
  /// Of files that cannot be read.
  private(set) var errors: [String] = []

  init(root: String, environment: [String: String]) {
    self.root = root
    self.environment = environment
  }

  func check(_ paths: [String]) async -> PreflightRound {
    var round = self
    var seen: Set<String> = []
    for path in paths {
      do throws(SkillFolderError) {
        for file in try SkillFolder.files(at: path) where seen.insert(file).inserted { await round.check(file: file) }
      } catch { round.errors.append(error.description) }
    }
    return round
  }

  private mutating func check(file: String) async {
    do throws(SkillFolderError) {
      let skill = try SkillFolder.read(file)
      let preflight = Preflight(root: root, environment: environment)
      results.append(await preflight.check(skill, siblings: SkillFolder.siblings(of: skill)))
    } catch { errors.append(error.description) }
  }

  var exitStatus: ExitStatus {
    if !errors.isEmpty { return .usage }
    return results.allSatisfy(\.isValid) ? .pass : .fail
  }
}

// MARK: - For people

extension PreflightRound {
  var text: String {
    var text = results.map(Self.text).joined(separator: "\n")
    if results.count > 1 {
      let valid = results.count(where: \.isValid)
      text += "\n\(counted(results.count, "skill")), \(valid) ready, \(results.count - valid) not\n"
    }
    return text
  }

  private static func text(of result: PreflightResult) -> String {
    let state = result.isValid ? "ready" : "\(result.missing.count) missing"
    let sections = result.warnings.filter { $0.kind == .section }
    let warnings = result.warnings.filter { $0.kind != .section }
    let count = warnings.count + (sections.isEmpty ? 0 : 1)
    var text = "\(result.path): \(result.skill): \(state), \(counted(count, "warning"))\n"
    for thing in result.missing {
      text += "  missing  line \(thing.line)  \(thing.kind.rawValue) \(thing.name): \(thing.why)\n"
      text += "           -> \(thing.mend)\n"
    }
    for warning in warnings {
      let place = warning.line.map { "line \($0)  " } ?? ""
      text += "  warning  \(place)\(warning.message)\n"
    }
    if !sections.isEmpty {
      text += "  warning  recommended sections missing: \(sections.map(\.name).joined(separator: ", "))\n"
    }
    return text
  }

  /// Why the agent is stopped, as it reads it.
  var reasons: String {
    results.filter { !$0.isValid }.map { result in
      "The skill \(result.skill) cannot begin, something is missing:\n"
        + result.missing.map { "- \($0.why) \($0.mend)\n" }.joined()
    }.joined()
  }
}

// MARK: - For scripts

extension PreflightRound {
  /// `{valid, missing, warnings}` over all skills, each entry with its skill, and one line a skill in `skills`.
  var json: JSONValue {
    [
      "valid": .bool(exitStatus == .pass), "missing": .array(results.flatMap(Self.missing)),
      "warnings": .array(results.flatMap(Self.warnings)),
      "skills": .array(
        results.map { result in
          [
            "skill": .string(result.skill), "path": .string(result.path), "valid": .bool(result.isValid),
            "missing": .integer(result.missing.count), "warnings": .integer(result.warnings.count),
          ]
        }), "errors": .texts(errors),
    ]
  }

  private static func missing(of result: PreflightResult) -> [JSONValue] {
    result.missing.map { thing in
      [
        "skill": .string(result.skill), "path": .string(result.path), "kind": .string(thing.kind.rawValue),
        "name": .string(thing.name), "line": .integer(thing.line), "why": .string(thing.why),
        "mend": .string(thing.mend), "run_first": .optional(thing.runFirst),
      ]
    }
  }

  private static func warnings(of result: PreflightResult) -> [JSONValue] {
    result.warnings.map { warning in
      [
        "skill": .string(result.skill), "path": .string(result.path), "kind": .string(warning.kind.rawValue),
        "name": .string(warning.name), "line": .optional(warning.line), "message": .string(warning.message),
      ]
    }
  }
}
