internal import JudgeTypes

/// Uploaded files that are kept under the name their sender gave them, and nobody looks at what they are. In Go, Java,
/// Kotlin and C#.
enum CompiledUploads {
  static let detector = Detector.file("kept_uploads") { source, rule in
    guard !source.isTest, let taken = taken[source.language], let kept = kept[source.language] else { return [] }
    return claimedTypes(in: source, taken, rule)
      + (source.flow.functions.map(\.block) + closures(in: source)).compactMap { block in
        guard let intake = taken.allMatches(in: source.code, range: block.range, limit: 1).first,
          source.has(names, in: block.body),
          let store = kept.allMatches(
            in: source.code, range: max(intake.range.upperBound, block.body.lowerBound)..<block.body.upperBound,
            limit: 1
          ).first, !source.has(checks, in: block.body),
          !source.localFunctions.bodies(calledIn: block.body, of: source).contains(where: { source.has(checks, in: $0) }
          )
        else { return nil }
        return Hit(
          rule, in: source.path, lines: place(of: store.range, takenAt: intake.range, in: block, of: source),
          message: "neither type nor size of what is uploaded is checked, and it keeps its sender's name")
      }
  }

  /// From the intake to the store; where that is far, from where the name is taken over, or the store alone.
  private static func place(
    of store: Range<Int>, takenAt intake: Range<Int>, in block: Block, of source: Source
  ) -> ClosedRange<Int> {
    let whole = source.lines(of: intake.lowerBound..<store.upperBound)
    let call = store.lowerBound..<source.statementEnd(from: store.lowerBound)
    // An intake in the body is the dangerous call where the name went over with it.
    if whole.count <= 6 || intake.lowerBound >= block.body.lowerBound && !source.has(names, in: call) { return whole }
    let name = names.allMatches(in: source.code, range: block.body.lowerBound..<store.upperBound).last?.range
    let near = name.map { source.lines(of: min($0.lowerBound, store.lowerBound)..<store.upperBound) }
    return near.flatMap { $0.count <= 6 ? $0 : nil } ?? source.lines(of: store)
  }

  /// The handlers that a minimal API of ASP.NET is given in place.
  private static func closures(in source: Source) -> [Block] {
    guard source.language == .csharp else { return [] }
    return source.routes.filter { $0.router != nil && !$0.body.isEmpty }.map {
      Block(range: $0.head.lowerBound..<max($0.head.upperBound, $0.body.upperBound), body: $0.body)
    }
  }

  private static let claimed = Pattern.fixed(#"\.getContentType\(\)|\.contentType\b|\.ContentType\b"#)
  private static let bytes = Pattern.fixed(
    #"\.getBytes\(\)|\.bytes\b|\.readAllBytes\(\)|IOUtils\.toByteArray\(|\.CopyTo(?:Async)?\(|\.OpenReadStream\("#)
  private static let outgoing = Pattern.fixed(
    #"\.(?:setContentType|contentType|setHeader|header|putObject|upload\w*|withContentType|metadata)\(\s*\w*(?:[fF]ile|[pP]art)\w*\.(?:getC|c)ontentType|(?i:putObject|BlobClient|S3|minio|ObjectMetadata|cloudinary)"#
  )

  /// What is kept as the type that its sender claims, and will be served as that.
  private static func claimedTypes(in source: Source, _ taken: Pattern, _ rule: Rule) -> [Hit] {
    source.flow.functions.compactMap { function in
      let block = function.block
      guard let intake = taken.allMatches(in: source.code, range: block.range, limit: 1).first else { return nil }
      let rest = max(intake.range.lowerBound, block.body.lowerBound)..<block.body.upperBound
      guard let read = bytes.allMatches(in: source.code, range: rest, limit: 1).first,
        let type = claimed.allMatches(in: source.code, range: rest, limit: 1).first,
        !source.has(checks, in: block.body), !source.has(outgoing, in: block.body),
        !source.localFunctions.bodies(calledIn: block.body, of: source).contains(where: { source.has(checks, in: $0) })
      else { return nil }
      let lines = source.lines(of: read.range).lowerBound...source.lines(of: read.range).lowerBound
      let other = source.lines(of: type.range).lowerBound
      return Hit(
        rule, in: source.path, lines: min(lines.lowerBound, other)...max(lines.upperBound, other),
        message: "the type that the sender claims is kept, and nobody looks at what the file is")
    }
  }

  private static let jvmTaken = Pattern.fixed(#"\bMultipartFile\b|\bFilePart\b|\.getPart\(|\bPartData\.FileItem\b"#)
  private static let taken: [SourceLanguage: Pattern] = [
    .go: .fixed(#"\b\w+(?:\.\w+)*\.FormFile\("#), .java: jvmTaken, .kotlin: jvmTaken,
    .csharp: .fixed(#"\bIFormFile\b|\.Form\.Files\b|\bHttpPostedFile(?:Base)?\b|\bRequest\.Files\b"#),
  ]
  private static let jvmKept = Pattern.fixed(
    #"\.transferTo\(|Files\.(?:copy|write\w*|newOutputStream)\(|FileOutputStream\(|copyInputStreamToFile\(|\.writeBytes\(|\b(?:\w*[pP]art|item|fileItem)\.write\("#
  )
  private static let kept: [SourceLanguage: Pattern] = [
    .go: .fixed(#"\bos\.(?:Create|OpenFile|WriteFile)\(|SaveUploadedFile\(|\.SaveFile\(|ioutil\.WriteFile\("#),
    .java: jvmKept, .kotlin: jvmKept,
    .csharp: .fixed(
      #"\bnew\s+FileStream\(|\bFile\.(?:Create|OpenWrite|WriteAllBytes\w*)\(|\.CopyToAsync\(|\.SaveAs\("#),
  ]
  private static let names = Pattern.fixed(
    #"\.Filename\b|getOriginalFilename\(|originalFilename\b|originalFileName\b|\.FileName\b|getSubmittedFileName\("#)
  private static let checks = Pattern.fixed(
    #"(?i)DetectContentType|mime(?!Multipart)|content_?type\w*(?:\(\))?\)?\s*(?:[!=]=|\.(?:equals|starts_?With|contains|matches|toLower\w*|has))|(?:contains|equals\w*|has|includes|isAllowed|get)\(\s*[\w.]*content_?type|(?:\.Size|getSize\(\)|\.size|\.Length|\.length)\s*\)?\s*[<>]=?\s*(?!0\b)|[<>]=?\s*[\w.]+\.(?:Size|Length|size)\b|MaxBytes|image\.Decode|ImageIO|allowed|permitted|tika|whitelist|isValid|validat|magic|signature|\bswitch\b|\bwhen\b|endsWith|HasSuffix|EqualFold|equalsIgnoreCase|Contains\(|contains\(|\bext\w*\s*[!=]=|\bext\w*\]|matches\(|MatchString|Parse(?!MultipartForm|Form|U?Int|Float|Double|Long|Bool)\w*\(|\b\w*[sS]can\w*\("#
  )
}
