import JudgeTypes

extension ArtifactReader {
  /// All files below a folder that can be read, as one artifact.
  func directory(_ location: Location) throws(ArtifactError) -> Artifact {
    let ignoreRules = try ignoreRules(in: location)
    var walk = DirectoryWalk(folder: location.path, limits: limits, ignoreRules: ignoreRules)
    if let fault = walk.walk() { throw error(for: location.named, at: location.path, fault) }
    var intake = FileIntake(limits: limits)
    for file in walk.files {
      guard intake.admits(file.path, bytes: file.bytes) else { continue }
      let path = "\(location.path)/\(file.path)"
      switch FileAccess.bytes(at: path, limit: limits.fileBytes, followingLinks: false) {
      case .failure(let fault): intake.skip(file.path, .unreadable, "cannot be read: \(fault.reason)")
      case .success(let bytes): intake.take(bytes, path: file.path, lookingAt: path)
      }
    }
    return Artifact(
      path: location.named, kind: .directory, files: intake.files, coverage: walk.skipped + intake.coverage,
      sha256: Digest.sha256(of: intake.files))
  }

  /// The rules that were given, else those of the folder.
  func ignoreRules(in location: Location) throws(ArtifactError) -> IgnoreRules {
    if let ignoreRules { return ignoreRules }
    return try storedIgnoreRules(in: location)
  }

  /// The rules of the folder's own ignore file; none when it has none, an error when it has one that cannot be read.
  private func storedIgnoreRules(in location: Location) throws(ArtifactError) -> IgnoreRules {
    let path = "\(location.path)/\(IgnoreRules.fileName)"
    let named = "\(location.named)/\(IgnoreRules.fileName)"
    guard case .success(let entry) = FileEntry.at(path, followingLinks: false) else { return .none }
    guard case .file(let size) = entry else {
      throw .unreadable(path: named, reason: "an ignore file must be a plain file")
    }
    guard size <= limits.fileBytes else { throw .tooLarge(path: named, bytes: size, limit: limits.fileBytes) }
    switch FileAccess.bytes(at: path, limit: limits.fileBytes, followingLinks: false) {
    case .failure(let fault): throw .unreadable(path: named, reason: fault.reason)
    case .success(let bytes): return IgnoreRules(try DecodedText(bytes).text(of: named))
    }
  }
}

/// Takes in the files of an artifact one after the other until a limit is met.
struct FileIntake {
  let limits: ArtifactLimits
  private(set) var files: [ArtifactFile] = []
  private(set) var coverage: [FileCoverage] = []
  private var total = 0
  private var names: Set<String> = []

  init(limits: ArtifactLimits) { self.limits = limits }

  /// Names a file that is left out; one that is plainly no source, by its name and what was read of it, is missed by nobody.
  mutating func skip(_ path: String, _ cause: FileCoverage.Cause, _ reason: String, bytes: [UInt8]? = nil) {
    let isMissed = !cause.isChosen && !PlainData.isPlain(path: path, bytes: bytes)
    coverage.append(
      FileCoverage(path: path, state: .skipped, cause: isMissed || cause.isChosen ? cause : .noSource, reason: reason))
  }

  /// Whether a file of this size still finds room; says in the coverage when it does not.
  mutating func admits(_ path: String, bytes: Int) -> Bool {
    if bytes > limits.fileBytes {
      skip(path, .tooLarge, "\(bytes) bytes, larger than \(limits.fileBytes)")
    } else if files.count >= limits.files {
      skip(path, .tooMany, "more than \(limits.files) files")
    } else if bytes > limits.totalBytes - total {
      skip(path, .tooMany, "more than \(limits.totalBytes) bytes in all")
    } else {
      return true
    }
    return false
  }

  mutating func take(
    _ bytes: [UInt8], path: String, lookingAt name: String, changedLines: [ClosedRange<Int>]? = nil,
    base: [UInt8]? = nil
  ) {
    // It may have grown since its size was asked for.
    guard admits(path, bytes: bytes.count) else { return }
    let decoded = DecodedText(bytes)
    guard case .text(let text) = decoded else {
      let (cause, reason) = decoded.skipped ?? (.binary, "not text")
      return skip(path, cause, reason, bytes: bytes)
    }
    // Strings compare by what Unicode holds equal, so one of two such files would stand for both.
    guard names.insert(path).inserted else {
      coverage.append(
        FileCoverage(
          path: path, state: .skipped, cause: .unusableName,
          reason: "Unicode holds its name equal to another file's; rename one of them"))
      return
    }
    total += bytes.count
    let detection = KindDetector.detect(path: name, content: text)
    files.append(
      ArtifactFile(
        bytes, text: text, path: path, as: detection, changedLines: changedLines,
        base: base.flatMap { DecodedText($0).text }))
    coverage.append(FileCoverage(path: path, state: .judged))
  }
}
