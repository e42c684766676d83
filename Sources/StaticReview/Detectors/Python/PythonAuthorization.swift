internal import JudgeTypes

/// Records taken by an id of the request without a look at their owner, and roles that the client writes itself.
enum PythonAuthorization {
  static let detector = Detector.file("python_broken_authorization") { source, rule in
    guard !source.isTest else { return [] }
    let file = PythonFile(source)
    return file.functions.filter { $0.isHandler || source.has(knownCaller, in: $0.head) }
      .flatMap { foreignRecords(in: $0, of: source, rule) }
      + ownRoles(file, rule) + viewSets(in: source, rule)
  }

  private static let knownCaller = Pattern.fixed(
    #"(?i)current_?\w*user|login_required|jwt_required|permission_classes|Depends\(\s*(?:get_current|require|auth|verify_token)|IsAuthenticated|token_required|auth_required|:\s*CurrentUser"#
  )
  private static let callerInBody = Pattern.fixed(
    #"request\.user\b|current_user\b|g\.user\b|get_jwt_identity\(\)|session\[["']user"#)

  /// The one record that an id names.
  static let taken = Pattern.fixed(
    #"(?:get_object_or_404|aget_object_or_404)\s*\(\s*(\w+)(?:\.objects(?:\.\w+\([^()\n]*\))*)?\s*,\s*(?:pk|id|uuid|\w+_id)\s*=\s*[\w.\[\]'"]+\s*\)|\b(\w+)\.objects\.(?:get|aget)\s*\(\s*(?:pk|id|uuid)\s*=\s*[\w.\[\]'"()]+\s*\)|\b(\w+)\.query\.(?:get|get_or_404)\s*\(\s*[\w.\[\]'"()]+\s*\)|\b(?:db|session|self\.db|db\.session)\.get\s*\(\s*([A-Z]\w+)\s*,\s*\w+\s*\)|\.query\s*\(\s*(?:models\.)?([A-Z]\w+)\s*\)\s*\.filter(?:_by)?\s*\(\s*(?:(?:models\.)?\w+\.id\s*==\s*[\w.]+|id\s*=\s*[\w.]+)\s*\)\s*\.(?:first|one|one_or_none)\(|\b([A-Z]\w+)\.objects\.filter\s*\(\s*(?:pk|id)\s*=\s*[\w.\[\]'"()]+\s*\)\s*\.(?:delete|update|first|get)\s*\(|\bselect\s*\(\s*(?:models\.)?([A-Z]\w+)\s*\)\s*\.where\s*\(\s*(?:models\.)?\w+\.id\s*==\s*\w+\s*\)"#
  )
  static let belongs = Pattern.fixed(
    #"(?i)(?:^|_)?(?:order|invoice|document|note|message|account|profile|address|payment|booking|reservation|appointment|prescription|record|statement|transaction|ticket|card|wallet|conversation|chat|thread|report|file|attachment|upload|expense|subscription|cart|task|todo|project|claim|receipt|medical\w*|patient|apikey|credential|device|contract|application|submission|resume|photo|album|journal|diary|recipe|bookmark|playlist|draft|comment|post|review)s?\z"#
  )
  private static let looksAtOwner = Pattern.fixed(
    #"(?i)owner|user_id|\buser\s*=|\.user\b(?!\.(?:name|email|username)\b)\s*(?:[!=]=|\)|,)|[!=]=\s*(?:request\.|g\.)?(?:current_)?user\b|author|created_by|tenant|organi[sz]ation|\borg\b|org_id|team|workspace|company|has_perm|has_object_perm|check_object|permission|is_staff|is_admin|is_superuser|is_moderator|\brole|can_\w+|check_\w*(?:access|perm|own|auth)|ensure_\w*|authori[sz]e|member|\b403\b|HTTP_403|Forbidden|PermissionDenied|belongs|customer_id\s*[!=]=|account_id\s*[!=]=|staff|admin|participants|assigned|allowed|get_user\w*\(|visible_to|accessible"#
  )
  private static func foreignRecords(in function: PythonFunction, of source: Source, _ rule: Rule) -> [Hit] {
    let all = function.decorators.lowerBound..<function.block.range.upperBound
    let isKnown =
      source.has(knownCaller, in: function.decorators.lowerBound..<function.block.body.lowerBound)
      || source.has(callerInBody, in: function.block.body)
    guard isKnown, !looksAtOwner.matches(withoutAudit(function.block.body, in: source)),
      !source.has(privileged, in: all)
    else {
      return []
    }
    return taken.allMatches(in: source.code, range: function.block.body, limit: 3).prefix(1).compactMap { match in
      guard let name = match.groups.compactMap({ $0 }).first,
        belongs.matches(source.bytes, in: name) || source.has(changes, in: function.block.body),
        isOwned(source.string(name), in: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range),
        message: "any caller gets any \(source.string(name)) by its id: whose it is is not looked at")
    }
  }

  private static let changes = Pattern.fixed(#"\.(?:delete|save|commit|update)\s*\("#)
  private static let audit = Pattern.fixed(
    #"\b\w*(?:Audit|Activity|AccessLog|History|EventLog)\w*(?:\.objects\.create|\.create|\.log|\.record)?\s*(\((?:[^()]|(?1))*\))"#
  )

  /// `note.owner = request.user`: who makes a record owns it, which asks nobody.
  private static let firstOwner = Pattern.fixed(
    #"(?m)^[ \t]*\w+\.\w*(?:user|owner|author|created_by|creator)\w*\s*=\s*(?:request\.user|current_user|g\.user)\b"#)

  /// The text of a body without what only notes who did something.
  private static func withoutAudit(_ body: Range<Int>, in source: Source) -> [UInt8] {
    var text = Array(source.text[body])
    for match in audit.allMatches(in: source.text, range: body) + firstOwner.allMatches(in: source.text, range: body) {
      for index in match.range { text[index - body.lowerBound] = UInt8(ascii: " ") }
    }
    return text
  }

  private static let privileged = Pattern.fixed(
    #"(?i)admin|staff|superuser|permission_required|user_passes_test|roles?_required|require_role|require_\w*(?:admin|perm|scope)|has_permission|IsOwner|Is\w*Owner|Security\(|scopes"#
  )

  /// Whether the file itself says that records of this kind have an owner.
  static func isOwned(_ model: String, in source: Source) -> Bool {
    guard
      let owned = try? Pattern(
        #"(?i)\b"# + model
          + #"(?:\.objects\.(?:filter|get|create)|\.query\.filter_by|)?\s*\([^()\n]*\n?[^()]*\b(?:\w+__)?(?:user|owner|author|customer|created_by|patient|account|member|tenant|student|employee)(?:_id)?\s*=|\b"#
          + model + #"\.(?:user|owner|author|customer|created_by|patient|account|member)(?:_id)?\s*==|\b(?:new_)?"#
          + model
          + #"\.(?:user|owner|author|created_by|creator|manager|uploaded_by|submitted_by)(?:\.id|_id|\.pk)?\s*[!=]?=\s*(?:request\.user|current_user|g\.user)\b"#
      )
    else { return false }
    return owned.matches(source.code)
  }

  // MARK: Roles from the client

  private static let role = Pattern.fixed(
    #"\b(?:is_admin|is_staff|is_superuser|is_superadmin|role|roles|user_role|role_id|is_verified|admin)\s*=\s*((?:await\s+)?(?:(?:flask\.)?request\.(?:json|form|data|POST|get_json\([^()]*\)|args)|data|body|payload|params|json_data|req|user_in|user_data|form_data)(?:\.get\(\s*["'](?:is_\w+|role\w*|admin)["'][^()\n]*\)|\[["'](?:is_\w+|role\w*|admin)["']\]|\.(?:is_admin|is_staff|is_superuser|role)\b))"#
  )
  private static let assign = Pattern.fixed(
    #"(?m)^[ \t]*for\s+(\w+)\s*,\s*(\w+)\s+in\s+([^\n]+?)\.items\(\)\s*:\s*\n(?:[ \t]*if\s+hasattr\([^\n]*\n)?[ \t]*setattr\(\s*[\w.]+\s*,\s*\1\s*,\s*\2\s*\)"#
  )
  private static let spread = Pattern.fixed(
    #"\b[A-Z]\w+(?:\.objects\.(?:create|update_or_create)|\.create)?\s*\(\s*\*\*\s*((?:flask\.)?request\.(?:json|get_json\([^()]*\)|data|form|POST)[\w.()]*|data|body|payload)\s*\)|\.update\(\s*\*\*\s*((?:flask\.)?request\.(?:json|get_json\([^()]*\)|data|form|POST)[\w.()]*)\s*\)"#
  )
  private static let asksRole = Pattern.fixed(
    #"(?i)(?:current_user|request\.user|g\.user|caller|actor|user|admin)\.(?:is_admin|is_staff|is_superuser|role|has_perm)|admin_required|require_admin|require_role|roles_required|get_current_(?:active_)?(?:admin|superuser)|permission(?!_classes\s*(?:=|\()\s*[\[(]\s*(?:permissions\.)?IsAuthenticated\s*,?\s*[\])])|IsAdmin|ALLOWED_ROLES|not\s+in\s+\w*ROLES|has_role|check_role|admin_user|\badmin\s*:|_admin\b"#
  )
  private static let named = Pattern.fixed(#"\A[A-Za-z_]\w*\z"#)

  private static func ownRoles(_ file: PythonFile, _ rule: Rule) -> [Hit] {
    let source = file.source
    guard role.matches(source.text) || assign.matches(source.text) || spread.matches(source.text) else { return [] }
    let input = PythonInput(file: file)
    return file.functions.filter(\.isHandler).flatMap { function -> [Hit] in
      let all = function.decorators.lowerBound..<function.block.range.upperBound
      guard !source.has(asksRole, in: all) else { return [] }
      var hits = role.allMatches(in: source.text, range: function.block.body).compactMap { match -> Hit? in
        guard let value = match.groups[0], input.reaches(value) else { return nil }
        return Hit(
          rule, in: source.path, lines: source.lines(of: match.range), message: "the client chooses its own role")
      }
      for match in assign.allMatches(in: source.text, range: function.block.body) {
        if let value = match.groups[2], input.reaches(value), !source.has(modelDump, in: value),
          isRaw(value, input, function)
        {
          hits.append(
            Hit(
              rule, in: source.path, lines: source.lines(of: source.trimmed(match.range)),
              message: "the client may set any attribute, those of its rights among them"))
        }
      }
      for match in spread.allMatches(in: source.text, range: function.block.body) {
        if let value = match.groups.compactMap({ $0 }).first, input.reaches(value), isRaw(value, input, function) {
          hits.append(
            Hit(
              rule, in: source.path, lines: source.lines(of: match.range),
              message: "the client may set any field, those of its rights among them"))
        }
      }
      return hits
    }
  }

  private static let modelDump = Pattern.fixed(#"model_dump|\.dict\(|validated_data|cleaned_data|\.load\("#)
  private static let rawSource = Pattern.fixed(
    #"request\.(?:json|get_json|data\b|form|POST|body)|json\.loads\(|await\s+request\.json"#)

  /// Whether the value is the body itself and no schema's selection of it.
  private static func isRaw(_ value: Range<Int>, _ input: PythonInput, _ function: PythonFunction) -> Bool {
    let source = input.file.source
    if source.has(rawSource, in: value) { return true }
    guard source.has(named, in: value),
      let origin = source.assignment(of: source.string(value), before: value.lowerBound),
      function.block.body.contains(origin.lowerBound)
    else {
      return function.parameters.contains { $0.name == source.string(value) && dictionary.matches(Array($0.type.utf8)) }
    }
    return source.has(rawSource, in: origin) && !source.has(modelDump, in: origin)
  }

  private static let dictionary = Pattern.fixed(#"\A(?:typing\.)?(?:dict|Dict)\b"#)

  // MARK: View sets over everybody's records

  private static let viewSet = Pattern.fixed(
    #"(?m)^class[ \t]+\w+[ \t]*\([^)]*(?:ModelViewSet|ListAPIView|RetrieveAPIView|RetrieveUpdate\w*APIView|ListCreateAPIView|DestroyAPIView)\b[^)]*\)[ \t]*:"#
  )
  private static let everything = Pattern.fixed(
    #"(?m)^[ \t]+(queryset\s*=\s*(\w+)\.objects\.(?:all\(\)|select_related\([^\n]*|order_by\([^\n]*))"#)
  private static let signedIn = Pattern.fixed(
    #"permission_classes\s*=\s*[\[(]\s*(?:permissions\.)?IsAuthenticated\s*,?\s*[\])]"#)

  private static func viewSets(in source: Source, _ rule: Rule) -> [Hit] {
    viewSet.allMatches(in: source.code).compactMap { match in
      guard let block = source.block(declaredAt: match.range), source.has(signedIn, in: block.body),
        !source.has(narrows, in: block.body),
        let all = everything.allMatches(in: source.text, range: block.body, limit: 1).first, let line = all.groups[0],
        let model = all.groups[1], personal.matches(source.bytes, in: model)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: line),
        message: "whoever is signed in gets everybody's records of \(source.string(model))")
    }
  }

  private static let narrows = Pattern.fixed(
    #"def\s+(?:get_queryset|filter_queryset|get_object|check_object_permissions|initial)\b|filter_backends"#)
  private static let personal = Pattern.fixed(
    #"(?i)(?:order|invoice|document|note|message|account|profile|address|payment|booking|reservation|appointment|prescription|statement|transaction|card|wallet|conversation|expense|subscription|cart|claim|receipt|medical\w*|patient\w*|apikey|credential|user)s?\z|(?-i:Audit|Log(?:s|Entry)?\z|Activity\z)"#
  )
}
