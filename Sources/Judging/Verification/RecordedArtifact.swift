internal import JudgeTypes
internal import Provenance

extension Artifact {
  /// As its entry tells it, with its files' bytes from the bundle.
  init(record body: JSONValue, bytes stored: StoredBytes) throws {
    let files = try (body["files"]?.arrayValue ?? []).map { file in
      ArtifactFile(
        path: file["path"]?.stringValue ?? "", kind: file["kind"]?.stringValue.flatMap(ArtifactKind.init) ?? .code,
        language: file["language"]?.stringValue.flatMap { SourceLanguage(rawValue: $0) } ?? .text,
        content: try stored.text(file["blob"]?.stringValue, of: "artifact"),
        sha256: file["sha256"]?.stringValue ?? "", changedLines: file["changed_lines"]?.ranges)
    }
    let coverage = (body["coverage"]?.arrayValue ?? []).map { entry in
      FileCoverage(
        path: entry["path"]?.stringValue ?? "",
        state: entry["state"]?.stringValue.flatMap(FileCoverage.State.init) ?? .skipped,
        cause: entry["cause"]?.stringValue.flatMap(FileCoverage.Cause.init), reason: entry["reason"]?.stringValue)
    }
    self.init(
      path: body["path"]?.stringValue ?? "", kind: body["kind"]?.stringValue.flatMap(ArtifactKind.init) ?? .code,
      files: files, coverage: coverage, sha256: body["sha256"]?.stringValue ?? "")
  }
}

extension JSONValue {
  fileprivate var ranges: [ClosedRange<Int>]? {
    arrayValue?.compactMap { pair in
      guard let start = pair[0]?.intValue, let end = pair[1]?.intValue, start <= end else { return nil }
      return start...end
    }
  }
}
