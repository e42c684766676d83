import Markdown

/// The words that the rules look for.
enum Words {
  static func set(_ words: String) -> Set<String> { Set(words.split(separator: " ").map(String.init)) }

  static let be = set("is are be been being was were isn't aren't it's that's they're you're we're there's")
  static let adverbs = set(
    "also always only still then therefore thus already generally typically usually explicitly optionally not never "
      + "just absolutely however strictly ever all both each either now first currently strongly highly normally of course ,"
  )
  /// "strictly"; not "apply" nor "read-only".
  static func isAdverb(_ word: String) -> Bool {
    word.hasSuffix("ly") && word.count > 4 && !word.contains("-") && !verbsInLy.contains(word)
  }
  private static let verbsInLy = set("apply reply supply multiply comply assembly family anomaly supply july")
  /// What may stand between a modal and the verb that says what is demanded.
  static let afterModal = be.union(adverbs)
  static let afterModalAndTo = afterModal.union(["to"])
  static let afterModalNoLonger = afterModal.union(["no", "longer"])
  static let afterModalHaveTo = afterModal.union(["have", "need", "to"])
  static let negations = set("not never neither nor")
  /// Verbs that say that something is not to be: "should avoid X" demands that there is no X.
  static let avoidance = set("avoid refrain abstain")
  /// As `avoidance`, for what "we" do.
  static let prohibition = set("avoid forbid prohibit ban disallow refuse refrain abandon")
  static let determiners = set(
    "a an the they it we you users each every this these those that our any all its their one no some i he she")
  static let pronounSubjects = set("this that it these those which")

  /// After "will": what comes, not what is decided.
  static let predictions = set(
    "work likely probably become cause lead result mean take lose suffer benefit help make improve reduce increase "
      + "depend require allow enable simplify change happen easier harder slower faster better worse possible "
      + "necessary rise fall grow shrink save quicker cheaper difficult able eventually hopefully inevitably "
      + "know notice understand experience find see happier"
  )
  /// After "we will": what is put off or hoped for, not decided.
  static let postponements = set(
    "see revisit reconsider explore consider discuss investigate find learn know lose gain benefit look think wait "
      + "assess reassess reevaluate re-evaluate")
  /// After "may" and "can": what could happen, not what is permitted.
  static let effects = set(
    "lead cause result become affect suffer slow break fail happen occur vary differ change introduce impact need "
      + "require help improve reduce increase make explore consider see get seem appear difficult hard harder slower "
      + "instructive complicate experience lose crash grow miss conflict encounter want find feel think know "
      + "prove mean confuse "
      + "found take turn time apply end exist already have only not possible still arrive disappear vanish "
      + "overlap recur repeat stall hang leak "
      + "delay assume block diverge drift lag die lost delayed duplicated reordered interrupted truncated corrupted deteriorate degrade"
  )
  /// After "you will": what the reader will meet.
  static let encounters = set("get see find notice receive end run meet hit encounter want wish")
  /// After "should": what is hoped for where something better is named.
  static let causes = set("make allow enable help")
  /// After "should": what is hoped for.
  static let hopes = set(
    "easy easier possible fine simple enough sufficient straightforward safe obvious no work reduce "
      + "improve faster slower lead result cause better rare go shrink grow fall rise quicker")

  static let conditionOpeners = set(
    "if unless whether when whenever where wherever while until because since whereas although though why how once")
  static let relatives = set("that which who whom whose what")

  /// Verbs that begin an instruction.
  static let imperatives = set(
    "ack nack accept confirm post report export import sign file acknowledge add adhere adjust adopt alert align allow announce answer approve "
      + "ask assess assume bring cancel "
      + "clean compute count decide detect determine discard escalate estimate explain fail find fix "
      + "forward identify investigate isolate link load mark mask match measure modify "
      + "obtain open pause pay pick practise prefix prepare prioritise prioritize purge quote "
      + "reach rebuild redeploy refrain reload repeat reply reproduce request research reserve restart restore resume "
      + "reuse roll select specify squash summarise summarize suppress suspend take talk target "
      + "transform translate triage wait warn watch "
      + "annotate apply archive assign attach audit authenticate authorise authorize automate avoid "
      + "back base be build bundle call capture centralise centralize change check choose collect configure connect "
      + "consider consolidate continue containerize convert copy create declare decouple define delegate "
      + "delete deliver deploy "
      + "deprecate design disable document don't drop enable encapsulate encode encrypt enforce ensure establish "
      + "evaluate expose extend extract fetch flag follow generate give grant group hash handle have host implement "
      + "include inject install instantiate instrument integrate introduce invoke isolate keep leave let let's "
      + "leverage limit log maintain make manage merge migrate minimise minimize mirror monitor mount move name never "
      + "notify offer only opt order organise organize package parse pass perform persist pin place prefer prevent "
      + "produce progress prohibit protect provide provision publish pull push put query read record redact refactor "
      + "refer register reject release rely remove rename render replace report require resolve restrict retain "
      + "retire retry return reuse review revoke rotate route run sanitise sanitize save scan schedule secure "
      + "segregate send separate serve set share sign split standardise standardize start stick stop store structure submit "
      + "subscribe support switch sync tag teach test throw track transfer treat trigger try tune turn update upgrade "
      + "use utilise utilize validate verify version wrap write do")
  /// "cannot be …": what is done to a thing by someone who is denied it.
  static let withheld = set(
    "shared changed modified overridden bypassed disabled used accessed deleted altered exposed logged stored committed "
      + "edited removed merged deployed reused published copied")

  /// What a demand can be about: verbs of instructions that stand for an action.
  static let actions = imperatives.union(set("access bypass edit modify override see")).subtracting(
    set("consider don't evaluate have let let's never only do require guarantee rely be avoid prevent handle support"))

  /// "shared", "kept": the form after "to be" of a verb of action.
  static func isParticiple(_ word: String) -> Bool {
    guard word.hasSuffix("ed") else { return irregularParticiples.contains(word) }
    return stems(of: word, suffix: "ed").contains { actions.contains($0) }
  }

  /// Words in "-ed" that tell how something is, not what is done to it.
  static let states = set(
    "outdated complicated limited unused untested unsupported overloaded sophisticated interested concerned dated "
      + "needed supposed intended meant known involved experienced tied unrelated related unaffected affected "
      + "standardized standardised convinced crowded bloated undocumented designed required expected")

  /// Verbs of plain present sentences that begin no instruction.
  static let statives = set(
    "stay cover remain last go come begin end fail succeed throw catch resolve hold match evict win lose fall become "
      + "discard break finish complete propagate transition grow number reach carry cross enter exit fill learn hear see "
      + "yield deny admit refresh renew lapse settle reconcile resume suspend deactivate activate span "
      + "partition shard index "
      + "rank derive fire signal notify page escalate sample measure cap bound throttle shed queue drain flush survive "
      + "outlive cascade purge prune truncate truncates restore warn pair nest beat wake sleep close open fit "
      + "ask answer issue reply forward redirect retrieve compute calculate render spawn launch load cache buffer batch "
      + "gain refuse time stream replicate broadcast dispatch enqueue aggregate filter sort transform translate compile "
      + "compress decrypt decode "
      + "detect raise skip wait block lock unlock acquire commit link embed match list show display scale restart mark "
      + "specify represent denote indicate behave expire originate arrive travel "
      + "act authenticate become belong carry communicate consist consume contain depend emit exist exchange flow get "
      + "inherit inform live listen map need own poll point register reside respond rotate sit speak start talk terminate"
  )

  static let present = actions.union(statives)

  /// "terminates", "queries": the third person of a verb of action or state.
  static func isThirdPerson(_ word: String) -> Bool {
    guard word.hasSuffix("s"), word.count > 3 else { return false }
    if word.hasPrefix("re-") { return isThirdPerson(String(word.dropFirst(3))) }
    let bases = [String(word.dropLast())] + (word.hasSuffix("es") ? stems(of: word, suffix: "es") : [])
    return bases.contains { present.contains($0) }
  }

  static let irregularParticiples = set(
    "shut kept built sent run written read held set made split given rebuilt put done shown taken drawn "
      + "spent sworn found bound "
      + "cut chosen begun frozen hidden broken thrown left lost met paid sold told taught understood")

  /// What a verb may be called where `word` is a form of it: "shared" of "share", "copied" of "copy", "logged" of "log".
  private static func stems(of word: String, suffix: String) -> [String] {
    let stem = String(word.dropLast(suffix.count))
    var stems = [stem, stem + "e"]
    if stem.hasSuffix("i") { stems.append(stem.dropLast() + "y") }
    if let last = stem.last, stem.dropLast().last == last { stems.append(String(stem.dropLast())) }
    return stems
  }

  /// Words that are both: followed by these, the word is a subject and no instruction.
  static let afterSubject = set("is are was were will can may should must has have of does do would could might")

  /// Third-person verbs by which a plain present sentence states how the system is built.
  static let structural = set(
    "contains contain defines define uses use provides provide presents evaluates stores store runs run exposes "
      + "expose returns return validates sends send receives reads writes remains remain follows follow includes "
      + "consists lives live accepts handles manages owns enforces supports logs encrypts generates publishes "
      + "consumes adopts replaces keeps implements extends inherits calls belongs maps requires holds add adds skips")
}
