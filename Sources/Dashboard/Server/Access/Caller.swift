/// What a token lets its bearer do.
public enum Scope: String, Sendable, Hashable, CaseIterable {
  /// See everything that the dashboard shows.
  case read
  /// Confirm and dismiss findings.
  case label
}

/// Who asks.
enum Caller: Sendable, Hashable {
  /// Somebody on this machine, where no tokens are asked for.
  case local
  case token(name: String, scopes: Set<Scope>)
  /// Somebody without a token, where tokens are asked for.
  case nobody

  var name: String? { if case .token(let name, _) = self { name } else { nil } }

  func has(_ scope: Scope) -> Bool {
    switch self {
    case .local: true
    case .nobody: false
    case .token(_, let scopes): scopes.contains(scope)
    }
  }
}
