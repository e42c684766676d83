/// The folders of a project that hold no work of its own: version control, dependencies, build products, caches.
enum SkippedFolders {
  private static let versionControl: Set<String> = [".git", ".hg", ".svn", ".bzr", ".jj", "CVS"]
  private static let dependencies: Set<String> = [
    "node_modules", "bower_components", "venv", ".venv", "virtualenv", "site-packages", ".bundle", "Pods", "Carthage",
    ".eggs", ".terraform", ".yarn", ".pnpm-store",
  ]
  private static let products: Set<String> = [
    "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".tox", ".nox", ".gradle", ".next", ".nuxt",
    ".svelte-kit", ".parcel-cache", ".turbo", ".cache", "dist", "DerivedData", ".swiftpm", ".nyc_output",
  ]
  /// Names that are products or dependencies only beside one of these files.
  private static let besideFiles: [String: Set<String>] = [
    "target": ["Cargo.toml", "pom.xml", "build.sbt"],
    "build": ["build.gradle", "build.gradle.kts", "CMakeLists.txt", "setup.py", "pyproject.toml"],
    "vendor": ["go.mod", "composer.json", "Gemfile"],
    "bin": ["packages.config"],
  ]

  /// Why the folder `name` is not walked, or nil when it is; `siblings` are the names beside it.
  static func reason(for name: String, siblings: Set<String>) -> String? {
    if versionControl.contains(name) { return "version control, not judged" }
    if name == ".moe-judge" { return "moe-judge's own state, not judged" }
    // Where the job for GitHub checks it out, in the folder of the project.
    if name == ".moe-judge-action" { return "moe-judge itself, not judged" }
    if dependencies.contains(name) { return "dependencies, not judged" }
    if products.contains(name) || name.hasPrefix(".build") || name.hasSuffix(".egg-info") {
      return "build products or a cache, not judged"
    }
    if let files = besideFiles[name], !files.isDisjoint(with: siblings) {
      return "dependencies or build products, not judged"
    }
    return nil
  }
}
