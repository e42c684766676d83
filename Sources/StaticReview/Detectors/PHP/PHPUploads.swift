internal import JudgeTypes

/// Uploaded files of PHP that are kept under the name or type that their sender chose.
enum PHPUploads {
  static let detector = Detector.file("php_uploads") { source, rule in
    guard source.language == .php, !source.isTest else { return [] }
    return source.calls(move).compactMap { call in
      guard call.arguments.count == 2, let flow = DynamicFlow(source) else { return nil }
      let scope = flow.scope(around: call.range.lowerBound).lowerBound..<call.range.upperBound
      if source.has(looksInside, in: scope) { return nil }
      let lines = source.lines(of: call.range)
      if let look = type.allMatches(in: source.text, range: scope).last(where: { !isEcho($0.range, in: source) }) {
        let first = source.line(at: look.range.lowerBound)
        return source.has(extensionChecked, in: scope)
          ? nil
          : Hit(
            rule, in: source.path, lines: lines.lowerBound - first <= 10 ? first...lines.upperBound : first...first,
            message:
              "the type that the client claims is all that is looked at; neither the content nor the extension is checked"
          )
      }
      guard !source.has(extensionChecked, in: scope), carriesName(call.arguments[1], in: source, flow, depth: 0) else {
        return nil
      }
      return Hit(
        rule, in: source.path, lines: lines,
        message: "the file keeps its sender's name and with it any extension, so that a script can be uploaded and run")
    }
  }

  private static let move = Pattern.fixed(#"(?<![\w>:$])move_uploaded_file\s*\("#)
  private static let looksInside = Pattern.fixed(
    #"(?i)finfo|mime_content_type|getimagesize|exif_imagetype|imagecreatefrom|Imagick|wp_check_filetype|wp_handle_upload|(?:validate|check|is_?valid|allowed|verify)\w*(?:file|image|upload|ext|type|mime)\w*\s*\("#
  )
  private static let extensionChecked = Pattern.fixed(
    #"(?i)(?:in_array|array_key_exists|isset|array_search|preg_match|match|switch)\s*\([^;\n]*(?:\$\w*ext(?:ension)?\w*\b|PATHINFO_EXTENSION|\$\w*file_?type\b|jpe?g|\$\w*\[\s*['"]extension['"])|\$\w*(?:ext(?:ension)?|file_?type)\w*\s*[!=]==?\s*['"]|['"]\.?(?:jpe?g|png|pdf|webp|bin|csv)['"]\s*[!=]==?|[!=]==?\s*['"]\.?(?:jpe?g|png|pdf|webp|csv)['"]|->(?:setAllowed\w*|validate)\s*\(|\.\s*['"]\.(?:jpe?g|png|pdf|webp|bin|csv|dat)['"]\s*[;)]|(?-i:\bALLOWED_\w+)|=>\s*['"](?:jpe?g|png|pdf|webp)['"]"#
  )
  private static let type = Pattern.fixed(#"\$\w+(?:\[[^\]\n]*\])*\[\s*['"]type['"]\s*\]"#)
  private static let echoes = Pattern.fixed(#"(?i)\A\s*(?:echo|print|var_dump)\b"#)

  private static func isEcho(_ place: Range<Int>, in source: Source) -> Bool {
    source.has(echoes, in: source.lineStart(of: place.lowerBound)..<place.lowerBound)
  }

  private static let clientName = Pattern.fixed(
    #"\[\s*['"](?:name|full_path)['"]\s*\]|getClientOriginalName|getClientFilename"#)
  private static let hashed = Pattern.fixed(#"(?i)\b(?:md5|sha1|hash|crc32|intval|strlen)\s*(?=\()"#)
  private static let variable = Pattern.fixed(#"\$(\w+)"#)

  /// Whether a value holds the name that the client gave, or a part of it such as its extension.
  private static func carriesName(_ range: Range<Int>, in source: Source, _ flow: DynamicFlow, depth: Int) -> Bool {
    guard depth < 5, source.cache.mayWeigh() else { return false }
    let hidden = hashed.allMatches(in: source.code, range: range).compactMap { match in
      source.closing(of: match.range.upperBound).map { match.range.lowerBound..<$0 }
    }
    func isSeen(_ place: Range<Int>) -> Bool { !hidden.contains { $0.contains(place.lowerBound) } }
    if clientName.allMatches(in: source.text, range: range).contains(where: { isSeen($0.range) }) { return true }
    return variable.allMatches(in: source.code, range: range, limit: 12).contains { match in
      guard isSeen(match.range), let name = match.groups[0],
        let value = flow.assignments(of: source.string(name)).last(where: { $0.upperBound <= range.lowerBound })
      else { return false }
      return carriesName(value, in: source, flow, depth: depth + 1)
    }
  }
}
