internal import JudgeTypes

/// Calls of PHP that say by their result alone that they failed, made as a statement before success is told.
enum UnreadResults {
  private static let move = Pattern.fixed(#"(?<![\w>:$])move_uploaded_file\s*\("#)
  private static let change = Pattern.fixed(
    #"\$wpdb->(?:insert|update|delete|replace)\s*\(|(?<![\w>:$])(?:mysqli_query|mysqli_stmt_execute|pg_query|mail|wp_mail)\s*\("#
  )
  private static let writes = Pattern.fixed(
    #"(?i)\$wpdb|\bmail\s*\(|stmt_execute|\binsert\s+into|\bupdate\s+\S+\s+set\b|\bdelete\s+from\b|\$\w*(?:sql|insert|update|delete|query)\w*\s*\)"#
  )
  private static let told = Pattern.fixed(
    #"(?i)wp_send_json_success|\$\w*(?:msg|message)\w*\s*=\s*['"](?![^;]*(?:error|fail|invalid|please|could not))|['"](?:success|ok)['"]\s*=>\s*(?:true|1)|['"]status['"]\s*=>\s*['"]?(?:success|ok|true)|(?:\becho\b|\bprint\b|\bdie\(|\bexit\(|\$_SESSION\[[^\]\n]*\]\s*=|\$\w*(?:msg|message|success|notice)\w*\s*=|->with\()[^;]{0,120}?(?:success|thank|\bsaved|\badded|\bupdated|\bdeleted|\bsent\b|submitted|registered)|header\(\s*['"][Ll]ocation:[^;\n]*(?:success|msg=)"#
  )
  private static let looks = Pattern.fixed(
    #"(?i)last_error|mysqli_(?:error|errno|affected_rows|stmt_affected)|insert_id|affected_rows|pg_last_error|mysqli_report|\bfile_exists\s*\(|is_file\s*\(|\bif\s*\("#
  )
  private static let fileSeen = Pattern.fixed(#"\b(?:file_exists|is_file|getimagesize|filesize|chmod)\s*\("#)
  private static let statement = Pattern.fixed(#"(?:[;{}:>]|\?>|<\?php|<\?|\belse|\)|\bdo|\*/)\s*@?\s*\z|\A\s*@?\s*\z"#)
  private static let assigned = Pattern.fixed(#"[=(!&|,?.]\s*@?\s*\z|\breturn\s+@?\z"#)

  static func hits(in source: Source, _ rule: Rule) -> [Hit] {
    moved(in: source, rule) + changed(in: source, rule)
  }

  /// An upload that may never have arrived.
  private static func moved(in source: Source, _ rule: Rule) -> [Hit] {
    source.calls(move).filter { call in
      let rest = call.range.upperBound..<min(source.code.count, call.range.upperBound + 400)
      return isStatement(call, in: source) && !source.has(fileSeen, in: rest)
    }.map { call in
      Hit(
        rule, in: source.path, lines: source.lines(of: call.range),
        message: "whether the upload was kept is not looked at", severity: .medium)
    }
  }

  private static func changed(in source: Source, _ rule: Rule) -> [Hit] {
    source.calls(change).filter { call in
      guard isStatement(call, in: source), source.has(writes, in: call.range) else { return false }
      let end = source.function(around: call.range.lowerBound)?.body.upperBound ?? source.code.count
      let rest = call.range.upperBound..<max(call.range.upperBound, min(end, call.range.upperBound + 500))
      guard let success = told.allMatches(in: source.text, range: rest, limit: 1).first else { return false }
      return !source.has(looks, in: call.range.upperBound..<success.range.lowerBound)
    }.map { call in
      Hit(
        rule, in: source.path, lines: source.lines(of: call.range),
        message: "whether this failed is not looked at, and success is told", severity: .medium)
    }
  }

  /// Whether nothing takes what the call gives.
  private static func isStatement(_ call: Call, in source: Source) -> Bool {
    var end = call.range.upperBound
    while end < source.code.count, isBlank(source.code[end]) { end += 1 }
    guard end < source.code.count, source.code[end] == UInt8(ascii: ";") else { return false }
    let before = max(0, call.range.lowerBound - 200)..<call.range.lowerBound
    return source.has(statement, in: before) && !source.has(assigned, in: before)
  }
}
