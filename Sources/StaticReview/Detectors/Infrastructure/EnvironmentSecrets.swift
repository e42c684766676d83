/// Variables of a process that hold a secret as a literal.
enum EnvironmentSecrets {
  private static let promising = Pattern.fixed(
    #"(?i)(?:\A|[_.-])(?:password|passwd|pwd|pass|passphrase|secret|token|api[_-]?key|apikey|access[_-]?key|secret[_-]?key|secret[_-]?key[_-]?base|private[_-]?key|encryption[_-]?key|signing[_-]?key|app[_-]?key|jwt[_-]?key|master[_-]?key|credentials?|salt|webhook[_-]?secret)\d?\z|[a-z](?:Password|Secret|Token|ApiKey|AccessKey|SecretKey|PrivateKey)\z|\A(?:SA|DB|MYSQL|POSTGRES|PG|REDIS|RABBITMQ|MONGO)_?(?:ROOT_)?(?:PASS|PWD)\z"#
  )
  private static let reference = Pattern.fixed(
    #"\A(?:[/.]|\$|\{\{|<|%|arn:|https?:|vault:|ssm:|projects/|file:|secret:|ref\+|op://|gcp:|ENC\[|!|\w+://)|\A[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9._-]*)+(?:#[\w.-]+)?\z|\A(?i:true|false|yes|no|none|null|enabled|disabled|required|optional|disable|basic|bearer|default)\z|\A\d{1,5}\z"#
  )

  static func promises(_ name: String) -> Bool { promising.matches(Array(name.utf8)) }

  /// - Parameter weak: whether a word that anybody would guess counts; where a file is for one's own machine it protects nothing.
  static func isSecret(name: String, value: String, weak: Bool = true) -> Bool {
    guard promises(name), (3...4_096).contains(value.utf8.count), !value.contains(" "), !value.contains("${"),
      !reference.matches(Array(value.utf8)), !Placeholder.isOne(value) || isWord(value)
    else { return false }
    return weak || !isWord(value) && !guessed.contains(value.lowercased())
  }

  /// Words that say nothing but that somebody wrote a password down; what stands for one (`changeme`) is not among them.
  private static func isWord(_ value: String) -> Bool {
    ["password", "secret", "secret123", "password123", "password1", "passw0rd", "root", "admin"].contains(
      value.lowercased())
  }

  private static let guessed: Set<String> = [
    "postgres", "password", "secret", "root", "admin", "guest", "user", "pass", "test", "redis", "mysql", "example",
    "rabbitmq", "mongo", "minio", "minioadmin", "admin123", "local", "dev", "app",
  ]
}
