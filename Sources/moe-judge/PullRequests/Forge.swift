import Foundation
import LanguageModels

/// Who keeps the pull requests.
enum Forge: Hashable {
  case gitHub
  case gitLab

  var name: String { self == .gitHub ? "GitHub" : "GitLab" }
  var request: String { self == .gitHub ? "pull request" : "merge request" }

  /// The most characters of one comment.
  var limit: Int { self == .gitHub ? 65_536 : 1_000_000 }

  /// The variable that holds the key of the API.
  var tokenVariable: String { self == .gitHub ? "GITHUB_TOKEN" : "MOE_JUDGE_GITLAB_TOKEN" }

  /// What the account of the token needs.
  var permission: String {
    self == .gitHub
      ? "The job needs 'permissions: pull-requests: write'; pull requests from forks never have it."
      : "The token needs the scope api and may speak of merge requests; pipelines of forks have none."
  }

  /// How the key is sent, beside what the API wants to be told.
  func headers(token: String) -> [HTTPHeader] {
    let common = [HTTPHeader("Content-Type", "application/json")]
    switch self {
    case .gitHub:
      return common + [
        HTTPHeader("Accept", "application/vnd.github+json"), HTTPHeader("X-GitHub-Api-Version", "2022-11-28"),
        HTTPHeader("Authorization", "Bearer \(token)"),
      ]
    case .gitLab: return common + [HTTPHeader("Accept", "application/json"), HTTPHeader("PRIVATE-TOKEN", token)]
    }
  }
}
