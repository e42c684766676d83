internal import JudgeTypes

/// Files that are uploaded and kept as they come.
enum PythonUploads {
  static let detector = Detector.file("python_unsafe_upload") { source, rule in
    guard !source.isTest, upload.matches(source.code), !limits.matches(source.text) else { return [] }
    return PythonFile(source).functions.compactMap { function in
      guard function.isHandler, source.has(upload, in: function.head.lowerBound..<function.block.range.upperBound),
        !source.has(checked, in: function.block.body), let save = kept(in: function.block.body, of: source)
      else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: source.trimmed(save)))
    }
  }

  private static let received = Pattern.fixed(
    #"\b(\w+)\s*=\s*request\.(?:files|FILES)(?:\[|\.get\()|\bfor\s+(\w+)\s+in\s+request\.(?:files|FILES)\."#)

  /// Where what came is kept: by the usual names, or by the name that the function gives it.
  private static func kept(in body: Range<Int>, of source: Source) -> Range<Int>? {
    if let save = keeps.allMatches(in: source.code, range: body, limit: 1).first { return save.range }
    for match in received.allMatches(in: source.code, range: body, limit: 4) {
      guard let name = match.groups.compactMap({ $0 }).first,
        let save = try? Pattern(#"(?<![\w.])"# + source.string(name) + #"\.save\s*\([^\n]*"#),
        let place = save.allMatches(in: source.code, range: body, limit: 1).first
      else { continue }
      return place.range
    }
    return nil
  }

  private static let upload = Pattern.fixed(
    #"\brequest\.(?:files|FILES)\b|:\s*(?:Annotated\[)?(?:fastapi\.)?UploadFile\b"#)
  private static let keeps = Pattern.fixed(
    #"\b\w*(?:file|upload|image|photo|avatar|doc\w*|attachment|picture|f|resume|logo)\w*\.save\s*\([^\n]*|\bcopyfileobj\s*\([^\n]*|\bdefault_storage\.save\s*\([^\n]*|\bfs\.save\s*\([^\n]*|\.write\(\s*(?:await\s+)?\w+\.(?:read|file\.read)\([^\n]*|\.write_bytes\([^\n]*|\bput_object\([^\n]*|\bupload_fileobj\([^\n]*|\bwrite\(\s*(?:chunk|content|contents|data)\s*\)"#
  )
  private static let limits = Pattern.fixed(
    #"(?i)MAX_CONTENT_LENGTH|ALLOWED_EXT|ALLOWED_(?:MIME|TYPE|CONTENT)|MAX_(?:UPLOAD|FILE|SIZE|BYTES)|FileExtensionValidator|allowed_file"#
  )
  private static let checked = Pattern.fixed(
    #"(?i)content_type|mimetype|\.size\b|max_|MAX|imghdr|magic|valid|extension|\bext\b|splitext|endswith|suffix|\blen\(|Image\.open|cleaned|full_clean|\bclean\(|form\b|serializer|allowed|limit|csv\.|pd\.read|openpyxl|filetype"#
  )
}
