internal import JudgeTypes

/// A function that changes rights, money or records of people without the record that its neighbours write.
enum AuditTrail {
  static let audit = Pattern.fixed(
    #"(?i)\b\w*audit(?:or|s|ed|ing)?(?:_?(?:log\w*|trail|event|entry|record|writer|service|repo\w*))?\b\s*[.(]|\b\w*(?:record|write|log|append|emit|add)_?audit\w*\s*\(|\bAudit(?:Log|Event|Entry|Trail|Record)\w*\b|\b(?:securityLog|security_log|activity_log|activityLog)\w*[.(]"#
  )
  private static let sensitive = Pattern.fixed(
    #"(?i)\b(?:grant|revoke|assign|unassign|promote|demote|change|set|update|delete|remove|disable|enable|deactivate|reactivate|suspend|unlock|lock|reset|impersonate|approve|refund|transfer|cancel|void|write_?off|merge|purge|erase|export|add|create|discharge|prescribe|amend|override|adjust|issue)_?(?:\w*_)?\w*(?:role|permission|privilege|admin|access|user|account|member|patient|record|payment|refund|transfer|payout|limit|consent|prescription|medication|dose|diagnos|password|mfa|key|grant|balance|credit|invoice|chart|note|allerg\w*)s?\w*\s*\("#
  )
  private static let name = Pattern.fixed(#"\b(?:def|func|function|async)\s+`?(\w+)|(\w+)\s*\("#)
  private static let writes = Pattern.fixed(
    #"(?i)\b(?:INSERT|UPDATE|DELETE)\b|\.(?:save|commit|execute|update|delete|insert|remove|create|add|destroy|put|patch|set\w*|persist|write|upsert|transfer|refund|revoke|grant|assign)\w*\s*\("#
  )

  static let detector = Detector.file("unaudited_sibling") { source, rule in
    guard !source.isTest, !source.isPartial, audit.matches(source.text) else { return [] }
    let functions = source.functions.compactMap { block -> (name: String, block: Block, isAudited: Bool)? in
      let head = block.range.lowerBound..<block.body.lowerBound
      guard let match = name.allMatches(in: source.code, range: head, limit: 1).first,
        let group = match.groups.compactMap(\.self).first
      else { return nil }
      return (source.string(group), block, source.has(audit, in: block.body))
    }
    let auditing = Set(functions.filter(\.isAudited).map(\.name))
    let changing = functions.filter { function in
      sensitive.occurs(in: function.name + "(") && source.has(writes, in: function.block.body)
        && !functions.contains {
          $0.block.range != function.block.range && function.block.body.contains($0.block.range.lowerBound)
        }
    }
    let audited = changing.filter(\.isAudited)
    let open = changing.filter { function in
      !function.isAudited && !auditing.contains { callee in calls(callee, in: function.block.body, of: source) }
    }
    guard audited.count >= 2, !open.isEmpty, open.count <= 2, open.count < audited.count else { return [] }
    return open.map { function in
      let line = source.line(at: source.trimmed(function.block.range).lowerBound)
      return Hit(
        rule, in: source.path, lines: line...line,
        message: "'\(function.name)' leaves no record of who did it, as the \(audited.count) others of its kind here do"
      )
    }
  }

  private static func calls(_ callee: String, in body: Range<Int>, of source: Source) -> Bool {
    source.string(body, in: .code).contains(callee + "(")
  }
}
