internal import JudgeTypes

/// What a route of Python does that nobody should be able to make it do unasked, and what everybody may see.
enum PythonOpenRoutes {
  private static let stores = Pattern.fixed(
    #"(?i)\b(?:insert\s+into|update\s+[\w`"]+\s+set|delete\s+from)\b|\.table\([^()\n]*\)\s*\\?\s*\.(?:insert|update|upsert|delete)\(|\.(?:insert_one|insert_many|update_one|update_many|delete_one|delete_many|replace_one|bulk_write|put_item|delete_item)\(|\b(?:db\.)?session\.(?:add|add_all|delete|merge)\(|\.objects\.create\(|\.(?:commit|delete_instance)\(\)"#
  )
  private static let changingPath = Pattern.fixed(
    #"(?i)(?:^|[/_-])(?:add|create|insert|delete|remove|update|edit|save|clear|reset)(?:$|[/_-])"#)

  /// Whether it writes to a store or removes from one.
  static func changesStore(_ route: Route, in source: Source) -> Bool {
    source.has(stores, in: route.body)
      && (route.isMutating || changingPath.matches(Array(route.path.utf8)))
  }

  private static let page = Pattern.fixed(
    #"(?s)\A\s*(?:"""(?:(?!""").)*"""\s*)?return\s+(?:[\w.]+\.)?(?:render_template|TemplateResponse|send_static_file|FileResponse)\(\s*["'][^"'\n]*["']\s*(?:,\s*\{\s*["']request["']\s*:\s*request\s*\}\s*)?\)\s*\z"#
  )

  /// Whether it answers with the same page whoever asks.
  static func onlyShowsPage(_ route: Route, in source: Source) -> Bool { source.has(page, in: route.body) }

  private static let probe = Pattern.fixed(
    #"(?i)(?:^|/)(?:health\w*|ping|status|ready\w*|live\w*|alive|keep-?alive|heartbeat)/?$"#)
  /// A statement that has work done: its result is not even looked at.
  private static let work = Pattern.fixed(
    #"(?m)^[ \t]+(?:await[ \t]+)?(?:[A-Z]\w+\.\w*|(?:\w+_(?:service|job|scheduler|manager)\.)?)(?:schedul|allocat|process_|generate_|send_|sync_|clean_?up|purge|delete_|migrat|import_|export_|recalculat|rebuild|run_\w*job|renew|expire_|charge_|pay_)\w*\("#
  )

  /// `GET /health` that starts what changes records.
  static func worksWhenProbed(_ route: Route, in source: Source) -> Bool {
    probe.matches(Array(route.path.utf8)) && work.matches(source.code, in: route.body)
  }

  private static let personByName = Pattern.fixed(
    #"\b\w*(?:User|Account|Member|Customer|Patient|Student|Employee|Profile|Person)\w*\.objects\.(?:get|filter)\(\s*(?:email|user_?name|phone\w*|mobile|user_id|id|pk)\s*(?:__iexact)?\s*="#
  )
  private static let namedInRequest = Pattern.fixed(
    #"request\.(?:GET|POST)(?:\.get\(|\[)\s*["'](?:email|e_?mail|user_?name|phone\w*|mobile|user_?id)["']"#)

  /// Whether it gives what belongs to the person that the query names.
  static func givesNamedPersonsData(_ body: Range<Int>, in source: Source) -> Bool {
    source.has(personByName, in: body) && source.has(namedInRequest, in: body)
  }
}
