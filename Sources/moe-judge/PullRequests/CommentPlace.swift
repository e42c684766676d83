import Foundation
import LanguageModels
import Provenance

/// Where a comment goes: the thread of one pull request.
struct CommentPlace {
  /// Why there is no such place, which is no error in itself: a push, a fork, a run by hand.
  struct Absence: Error {
    let reason: String
  }

  let forge: Forge
  /// The API's address without a slash at its end; the token goes nowhere else.
  let api: String
  /// The path of the thread's comments below it.
  let thread: String
  let number: Int
  let token: String

  /// Such as `pull request 12 of team/app`.
  var description: String { "\(forge.request) \(number)" }

  /// The path of comment `id`.
  func path(of id: Int) -> String {
    switch forge {
    // GitHub keeps comments below the repository, not below their pull request.
    case .gitHub: thread.replacing("/issues/\(number)/comments", with: "/issues/comments/\(id)")
    case .gitLab: "\(thread)/\(id)"
    }
  }

  /// The forge whose job this is; nil outside of both.
  static func forge(of environment: [String: String]) -> Forge? {
    if environment.named("GITHUB_REPOSITORY") != nil { return .gitHub }
    return environment.named("CI_PROJECT_ID") != nil ? .gitLab : nil
  }

  /// The address of the job, for those who want the whole report; nil for one that no link can hold.
  static func job(in environment: [String: String]) -> String? {
    var address = environment.named("CI_JOB_URL")
    if let server = environment.named("GITHUB_SERVER_URL"), let repository = environment.named("GITHUB_REPOSITORY"),
      let run = environment.named("GITHUB_RUN_ID")
    {
      address = "\(server)/\(repository)/actions/runs/\(run)"
    }
    guard let address, address.hasPrefix("https://") || address.hasPrefix("http://"), isPlain(address, besides: ":/")
    else { return nil }
    return address
  }

  /// - Parameter number: of the pull request, where the caller names it.
  /// - Throws: `Absence` where there is no pull request or no token, `CommandFailure` for a setting that does not fit.
  init(_ environment: [String: String], number: Int?) throws {
    guard let forge = Self.forge(of: environment) else {
      throw CommandFailure(
        "neither GITHUB_REPOSITORY nor CI_PROJECT_ID is set, so nobody knows where to comment. Run this in a job of GitHub or "
          + "GitLab, or try --dry-run.")
    }
    self.forge = forge
    switch forge {
    case .gitHub:
      let repository = environment.named("GITHUB_REPOSITORY") ?? ""
      let parts = repository.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, parts.allSatisfy({ Self.isPlain($0, besides: "") && !$0.allSatisfy { $0 == "." } }) else {
        throw CommandFailure("GITHUB_REPOSITORY=\(repository): this is no repository. Write it as owner/name.")
      }
      api = try Self.address("GITHUB_API_URL", environment.named("GITHUB_API_URL") ?? "https://api.github.com")
      self.number = try number ?? Self.gitHubNumber(environment)
      thread = "/repos/\(repository)/issues/\(self.number)/comments"
    case .gitLab:
      let project = environment.named("CI_PROJECT_ID") ?? ""
      guard let project = Int(project), project > 0 else {
        throw CommandFailure("CI_PROJECT_ID=\(project): this is no number of a project.")
      }
      guard let address = environment.named("CI_API_V4_URL") else {
        throw CommandFailure(
          "CI_API_V4_URL is not set. Set it to the address of GitLab's API, such as https://host/api/v4.")
      }
      api = try Self.address("CI_API_V4_URL", address)
      self.number = try number ?? Self.gitLabNumber(environment)
      thread = "/projects/\(project)/merge_requests/\(self.number)/notes"
    }
    guard let token = environment.named(forge.tokenVariable) else {
      throw Absence(reason: "\(forge.tokenVariable) is not set. \(forge.permission)")
    }
    guard APIKey(token) != nil else {
      throw CommandFailure("\(forge.tokenVariable) holds something that no request can carry. Copy the token again.")
    }
    self.token = token
  }

  /// The token goes only where nobody on the way can read it.
  private static func address(_ variable: String, _ text: String) throws -> String {
    guard let parts = URLComponents(string: text), let host = parts.host, parts.user == nil, parts.password == nil,
      parts.query == nil, parts.fragment == nil,
      parts.scheme == "https" || parts.scheme == "http" && KeyDestination.isLoopback(host)
    else {
      throw CommandFailure(
        "\(variable)=\(text): this is no https address without a user name. The token is sent to no other.")
    }
    return String(text.reversed().drop { $0 == "/" }.reversed())
  }

  private static func gitHubNumber(_ environment: [String: String]) throws -> Int {
    guard let path = environment.named("GITHUB_EVENT_PATH") else {
      throw Absence(reason: "GITHUB_EVENT_PATH is not set, so this is no pull request. Name one with --number.")
    }
    let bytes = try NamedFile.bytes(at: path, "the event", advice: "Name the pull request with --number.")
    let event: JSONValue
    do { event = try JSONValue(parsing: bytes) } catch {
      throw CommandFailure("\(path): \(error.description) Name the pull request with --number.")
    }
    guard let number = event["pull_request"]?["number"]?.intValue, number > 0 else {
      throw Absence(reason: "what began this job is no pull request. Name one with --number.")
    }
    return number
  }

  private static func gitLabNumber(_ environment: [String: String]) throws -> Int {
    guard let text = environment.named("CI_MERGE_REQUEST_IID") else {
      throw Absence(reason: "CI_MERGE_REQUEST_IID is not set, so this is no pipeline of a merge request.")
    }
    guard let number = Int(text), number > 0 else {
      throw CommandFailure("CI_MERGE_REQUEST_IID=\(text): this is no number of a merge request.")
    }
    return number
  }

  private static func isPlain(_ text: some StringProtocol, besides more: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || "._-\(more)".utf8.contains(byte)
      }
  }
}

extension [String: String] {
  /// The value of a variable; an empty one is one that is not set.
  fileprivate func named(_ variable: String) -> String? {
    self[variable].flatMap { $0.isEmpty ? nil : $0 }
  }
}
