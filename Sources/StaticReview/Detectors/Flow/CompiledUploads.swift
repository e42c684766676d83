internal import JudgeTypes

/// Uploaded files that are kept under the name their sender gave them, and nobody looks at what they are. In Go, Java,
/// Kotlin and C#.
enum CompiledUploads {
  static let detector = Detector.file("kept_uploads") { source, rule in
    guard !source.isTest, let taken = taken[source.language], let kept = kept[source.language] else { return [] }
    return source.flow.functions.compactMap { function in
      let block = function.block
      guard let intake = taken.allMatches(in: source.code, range: block.range, limit: 1).first,
        source.has(names, in: block.body),
        let store = kept.allMatches(
          in: source.code, range: max(intake.range.upperBound, block.body.lowerBound)..<block.body.upperBound, limit: 1
        ).first, !source.has(checks, in: block.body),
        !source.localFunctions.bodies(calledIn: block.body, of: source).contains(where: { source.has(checks, in: $0) })
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: intake.range.lowerBound..<store.range.upperBound),
        message: "neither type nor size of what is uploaded is checked, and it keeps its sender's name")
    }
  }

  private static let jvmTaken = Pattern.fixed(#"\bMultipartFile\b|\bFilePart\b|\.getPart\(|\bPartData\.FileItem\b"#)
  private static let taken: [SourceLanguage: Pattern] = [
    .go: .fixed(#"\b\w+(?:\.\w+)*\.FormFile\("#), .java: jvmTaken, .kotlin: jvmTaken,
    .csharp: .fixed(#"\bIFormFile\b|\.Form\.Files\b"#),
  ]
  private static let jvmKept = Pattern.fixed(
    #"\.transferTo\(|Files\.(?:copy|write\w*|newOutputStream)\(|FileOutputStream\(|copyInputStreamToFile\(|\.writeBytes\("#
  )
  private static let kept: [SourceLanguage: Pattern] = [
    .go: .fixed(#"\bos\.(?:Create|OpenFile|WriteFile)\(|SaveUploadedFile\(|\.SaveFile\(|ioutil\.WriteFile\("#),
    .java: jvmKept, .kotlin: jvmKept,
    .csharp: .fixed(#"\bnew\s+FileStream\(|\bFile\.(?:Create|OpenWrite|WriteAllBytes\w*)\(|\.CopyToAsync\("#),
  ]
  private static let names = Pattern.fixed(
    #"\.Filename\b|getOriginalFilename\(|originalFilename\b|originalFileName\b|\.FileName\b|getSubmittedFileName\("#)
  private static let checks = Pattern.fixed(
    #"(?i)DetectContentType|mime|content_?type|\.Size\b|getSize\(|\.size\b|MaxBytes|\.Length\b|image\.Decode|ImageIO|allowed|permitted|tika|whitelist|isValid|validat|magic|signature|\bswitch\b|\bwhen\b|endsWith|HasSuffix|EqualFold|equalsIgnoreCase|Contains\(|contains\(|\bext\w*\s*[!=]=|\bext\w*\]|matches\(|MatchString|Parse\w*\(|\b\w*[sS]can\w*\("#
  )
}
