public import JudgeTypes

extension ArtifactReader {
  /// The files that a range of revisions changes, as they are at its head, with the lines it adds or alters.
  ///
  /// `range` is `BASE..HEAD`, `BASE...HEAD` (since they parted) or `BASE`, which means `BASE..HEAD`. Nothing of the
  /// working tree is read. What was deleted, is binary, or is not a file is named in the coverage. The ignore file is
  /// that of the base, so that a change cannot leave itself out.
  ///
  /// - Parameter revision: holds the ignore file; the base unless said.
  public func artifact(
    diff range: String, in folder: String? = nil, ignoringBy revision: String? = nil
  ) async throws(ArtifactError) -> Artifact {
    let revisions = try RevisionRange(range)
    let git = Git(folder: folder ?? base, range: range)
    try await git.requireRepository()
    let head = try await git.commit(revisions.head)
    let named = try await git.commit(revisions.base)
    var base = named
    if revisions.isFromCommonAncestor {
      guard let ancestor = try await git.commonAncestor(named, head) else {
        throw .noCommonAncestor(base: revisions.base, head: revisions.head)
      }
      base = ancestor
    }
    var rules = named
    if let revision { rules = try await git.commit(revision) }
    return try await change(from: base, to: head, rulesOf: rules, git: git)
  }

  private func change(
    from base: String, to head: String, rulesOf named: String, git: Git
  ) async throws(ArtifactError) -> Artifact {
    let rules = try await changeIgnoreRules(at: named, git: git)
    var intake = FileIntake(limits: limits)
    var wanted: [ChangedFile] = []
    for file in try await changedFiles(from: base, to: head, git: git) {
      if let (cause, reason) = file.skipped {
        intake.skip(file.path, cause, reason)
      } else if let line = rules.line(leavingOut: file.path) {
        intake.skip(file.path, .ignored, IgnoreRules.reason(line: line))
      } else {
        wanted.append(file)
      }
    }
    let contents = try await contents(of: wanted, into: &intake, git: git)
    let lines = try await ChangedLines(patch: patch(from: base, to: head, git: git))
    let bases = try await bases(of: contents.map(\.0), git: git)
    for (file, bytes) in contents {
      intake.take(
        bytes, path: file.path, lookingAt: file.path, changedLines: lines.lines(of: file), base: bases[file.oldBlob])
    }
    return Artifact(
      path: git.range, kind: .diff, files: intake.files, coverage: intake.coverage,
      sha256: Digest.sha256(of: intake.files))
  }

  // MARK: What git is asked

  /// The same whatever the user's or the repository's settings and attributes say.
  private static let diff = [
    "diff", "--no-ext-diff", "--no-textconv", "--no-color", "--no-relative", "--find-renames", "--full-index",
    "--submodule=short", "--ignore-submodules=none", "--diff-algorithm=myers",
  ]

  private func changedFiles(from base: String, to head: String, git: Git) async throws(ArtifactError) -> [ChangedFile] {
    let output = try await git.output(
      Self.diff + ["--raw", "-z", "--no-abbrev", base, head, "--"], limit: max(limits.totalBytes, 1_000_000))
    guard let files = ChangedFile.list(from: output) else {
      throw .gitFailed(range: git.range, reason: "its list of changed files could not be read")
    }
    return files
  }

  private func patch(from base: String, to head: String, git: Git) async throws(ArtifactError) -> [UInt8] {
    // Old and new lines of files within the limits, with room for those of files that are skipped.
    let limit = max(limits.totalBytes.multipliedReportingOverflow(by: 4).partialValue, 1_000_000)
    return try await git.output(
      Self.diff + ["--unified=0", "--inter-hunk-context=0", base, head, "--"], limit: limit)
  }

  /// The files that find room, with their contents; the others are named in the coverage.
  private func contents(
    of files: [ChangedFile], into intake: inout FileIntake, git: Git
  ) async throws(ArtifactError) -> [(ChangedFile, [UInt8])] {
    guard !files.isEmpty else { return [] }
    let asked = try await git.output(
      ["cat-file", "--batch-check"], input: BlobBatch.request(files.map(\.blob)), limit: files.count * 200 + 1_000)
    let sizes = BlobBatch.sizes(from: asked)
    var admitted: [ChangedFile] = []
    var total = 0
    for file in files {
      guard let size = sizes[file.blob] else {
        intake.skip(file.path, .unreadable, "git does not have its content")
        continue
      }
      guard intake.admits(file.path, bytes: size) else { continue }
      guard size <= limits.totalBytes - total, admitted.count < limits.files else {
        intake.skip(file.path, .tooMany, "more than \(limits.totalBytes) bytes or \(limits.files) files in all")
        continue
      }
      total += size
      admitted.append(file)
    }
    guard !admitted.isEmpty else { return [] }
    let output = try await git.output(
      ["cat-file", "--batch"], input: BlobBatch.request(admitted.map(\.blob)),
      limit: total + admitted.count * 200 + 1_000)
    let contents = BlobBatch.contents(from: output)
    return admitted.compactMap { file in
      guard let bytes = contents[file.blob] else {
        intake.skip(file.path, .unreadable, "git did not give its content")
        return nil
      }
      return (file, bytes)
    }
  }

  /// What the files were before the change, by blob, as far as the limits let them in: an old fault is then told from a new one.
  private func bases(of files: [ChangedFile], git: Git) async throws(ArtifactError) -> [String: [UInt8]] {
    let blobs = Set(files.filter { $0.change != .added }.map(\.oldBlob)).sorted()
    guard !blobs.isEmpty else { return [:] }
    let asked = try await git.output(
      ["cat-file", "--batch-check"], input: BlobBatch.request(blobs), limit: blobs.count * 200 + 1_000)
    let sizes = BlobBatch.sizes(from: asked)
    var total = 0
    let admitted = blobs.filter { blob in
      guard let size = sizes[blob], size <= limits.fileBytes, size <= limits.totalBytes - total else { return false }
      total += size
      return true
    }
    guard !admitted.isEmpty else { return [:] }
    let output = try await git.output(
      ["cat-file", "--batch"], input: BlobBatch.request(admitted), limit: total + admitted.count * 200 + 1_000)
    return BlobBatch.contents(from: output)
  }

  private func changeIgnoreRules(at commit: String, git: Git) async throws(ArtifactError) -> IgnoreRules {
    if let ignoreRules { return ignoreRules }
    let answer = try await git.run(
      ["cat-file", "blob", "\(commit):\(IgnoreRules.fileName)"], limit: limits.fileBytes)
    guard answer.isSuccess else { return .none }
    return IgnoreRules(try DecodedText(answer.output).text(of: IgnoreRules.fileName))
  }
}
