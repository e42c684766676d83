import Foundation
import Subprocess

/// Runs git in one folder, without a shell, without asking anybody anything.
struct Git: Sendable {
  let folder: String
  /// The range under judgment, for messages.
  let range: String
  var executable = "git"
  /// Configuration in place of the repository's own.
  var settings: [(key: String, value: String)] = []

  struct Answer: Sendable {
    let isSuccess: Bool
    let output: [UInt8]
    /// The first line of what it said on standard error.
    let complaint: String
  }

  /// Without what a hook or a shell may have set for another repository, or to have its own programs run, and without the keys
  /// of providers, which git has no use for.
  private static let environment: Environment = {
    var changes: [Environment.Key: String?] = [
      "GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil, "GIT_PREFIX": nil, "GIT_EXTERNAL_DIFF": nil,
      "GIT_DIFF_OPTS": nil, "GIT_CONFIG_PARAMETERS": nil, "GIT_CONFIG_COUNT": nil, "GIT_TRACE": nil,
      "GIT_NAMESPACE": nil, "GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0",
      "GIT_PAGER": "cat", "LC_ALL": "C",
    ]
    let secret = ["API_KEY", "TOKEN", "SECRET", "PASSWORD"]
    for name in ProcessInfo.processInfo.environment.keys where secret.contains(where: name.uppercased().contains) {
      changes[.init(stringLiteral: name)] = .some(nil)
    }
    return .inherit.updating(changes)
  }()

  /// The settings as git takes them from its environment, where no name can be read as something else.
  private var overrides: [Environment.Key: String?] {
    var variables: [Environment.Key: String?] = [:]
    guard !settings.isEmpty else { return variables }
    variables["GIT_CONFIG_COUNT"] = "\(settings.count)"
    for (index, setting) in settings.enumerated() {
      variables[.init(stringLiteral: "GIT_CONFIG_KEY_\(index)")] = setting.key
      variables[.init(stringLiteral: "GIT_CONFIG_VALUE_\(index)")] = setting.value
    }
    return variables
  }

  private static let ownSettings = ["--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"]

  /// Runs it; what it prints beyond `limit` bytes makes the change too large.
  func run(_ arguments: [String], input: [UInt8] = [], limit: Int = 1_000_000) async throws(ArtifactError) -> Answer {
    do {
      let result = try await Subprocess.run(
        .name(executable), arguments: Arguments(["-C", folder] + Self.ownSettings + arguments),
        environment: Self.environment.updating(overrides), input: .array(input), output: .bytes(limit: limit),
        error: .string(limit: 1_000_000))
      let lines = result.standardError.split(whereSeparator: \.isNewline)
      let complaint = (lines.first { $0.hasPrefix("fatal:") || $0.hasPrefix("error:") } ?? lines.first).map(String.init)
      return Answer(
        isSuccess: result.terminationStatus.isSuccess, output: result.standardOutput,
        complaint: complaint ?? "git ended with \(result.terminationStatus)")
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw .gitMissing
    } catch let error as SubprocessError where error.code == .outputLimitExceeded {
      throw .changeTooLarge(range: range, limit: limit)
    } catch {
      throw .gitFailed(range: range, reason: "\(error)")
    }
  }

  /// As `run`, where anything but success is an error.
  func output(_ arguments: [String], input: [UInt8] = [], limit: Int = 1_000_000) async throws(ArtifactError) -> [UInt8]
  {
    let answer = try await run(arguments, input: input, limit: limit)
    guard answer.isSuccess else { throw .gitFailed(range: range, reason: answer.complaint) }
    return answer.output
  }

  // MARK: Commits

  func requireRepository() async throws(ArtifactError) {
    guard case .success(.folder) = FileEntry.at(folder, followingLinks: true) else { throw .missing(path: folder) }
    let answer = try await run(["rev-parse", "--git-dir"])
    guard answer.isSuccess else { throw .notARepository(folder: folder, reason: answer.complaint) }
  }

  /// The hash of the commit that a revision names.
  func commit(_ revision: String) async throws(ArtifactError) -> String {
    let answer = try await run(["rev-parse", "--verify", "--end-of-options", "\(revision)^{commit}"])
    // A tag of a branch's name would win, and whoever may push one would choose what a change is held against.
    guard !answer.complaint.contains("is ambiguous") else {
      throw .ambiguousRevision(revision: revision, folder: folder)
    }
    guard answer.isSuccess, let hash = Self.hash(answer.output) else {
      throw .unknownRevision(revision: revision, folder: folder)
    }
    return hash
  }

  /// The commit where two parted; nil when they never were one.
  func commonAncestor(_ base: String, _ head: String) async throws(ArtifactError) -> String? {
    let answer = try await run(["merge-base", base, head])
    return answer.isSuccess ? Self.hash(answer.output) : nil
  }

  private static func hash(_ output: [UInt8]) -> String? {
    let text = String(decoding: output.prefix { $0 != 0x0A }, as: UTF8.self)
    return text.utf8.count >= 40 && text.utf8.allSatisfy { byte in "0123456789abcdef".utf8.contains(byte) } ? text : nil
  }
}
