/// What text says that means to turn a verdict. The patterns read `FoldedProse`: lower case, one blank between words, no quotes.
enum JudgeWords {
  /// Enough by itself: it sets aside what a judge was told, dictates the answer, or imitates the judge's own papers.
  static let alone: [Pattern] = [override, overrideElsewhere, dictation, falseAnswer, imitation]

  private static let override = Pattern.fixed(
    #"""
    \b(?:ignor(?:e|ing)|disregard|discard|forget|override|bypass|neglect|set aside|(?:do not|dont|stop) (?:follow(?:ing)?|obey(?:ing)?|apply(?:ing)?|us(?:e|ing)))\b\#
     (?:(?:please|completely|all|any|every|each|of|the|your|these|those|my|our|and) ){0,5}\#
    (?:(?:previous(?:ly)?|prior|above|earlier|preceding|foregoing|former|original|initial)(?: (?:\w+ ){0,2}|(?=-))\#
    (?:instruct(?:ion)?s?|rules?|prompts?|guidelines?|directions|directives?|checks|criteria|rubrics?)\b\#
    |(?:system prompt|rubrics?|evaluation criteria|grading criteria|scoring criteria|review criteria|judging criteria\#
    |(?:evaluation|grading|scoring|judging) (?:instructions|guidelines|rules|rubric))\b\#
    |(?<=your )(?:instructions?|rules|prompts?|guidelines|criteria|checks)\b)\#
    |\b(?:forget|ignore|disregard) (?:everything|all|anything) (?:that )?(?:you (?:were|have|had|know|learned|read)|(?:i|we) (?:have )?(?:said|told))\b\#
    |\bwhatever (?:the|your) (?:criteria|rubric|instructions|rules|checks) (?:say|says|state|demand|ask)\b\#
    |\bthe (?:rubric|criteria|evaluation criteria|grading rules) (?:has|have|is|are|was|were) (?:been )?(?:replaced|waived|suspended|withdrawn|void|cancelled|lifted)\b\#
    |\b(?:no longer|not) (?:bound|restricted) by (?:the|your|any) (?:\w+ )?(?:rubric|criteria|instructions|rules|guidelines)\b
    """#)

  /// The same in other languages, accents folded away where they are Latin.
  private static let overrideElsewhere = Pattern.fixed(
    #"""
    \b(?:ignorier\w*|vergiss|vergesst|missacht\w*) (?:\w+ ){0,3}?(?:vorherig|bisherig|vorig|obig|fruher|vorangegangen)\w* (?:anweisung|instruktion|vorgabe|regel|befehl)\w*\#
    |\b(?:beachte|befolge) (?:\w+ ){0,3}?(?:vorherig|bisherig|vorig|obig|fruher)\w* (?:anweisung|instruktion|vorgabe|regel)\w* nicht\#
    |\b(?:ignor|oubli)\w* (?:\w+ ){0,3}?(?:instructions?|consignes?|directives?|regles?) (?:precedentes?|anterieures?|ci-dessus|recues?|donnees?)\#
    |\b(?:ignor|olvid|omit|descart)\w* (?:\w+ ){0,3}?(?:instrucciones|indicaciones|ordenes|reglas) (?:anteriores|previas|precedentes|recibidas|dadas)\#
    |\b(?:ignor|dimentic)\w* (?:\w+ ){0,3}?(?:istruzioni|regole|indicazioni) (?:precedenti|anteriori|sopra|ricevute|date)\#
    |\b(?:ignor|esque|desconsider)\w* (?:\w+ ){0,3}?(?:instrucoes|regras|orientacoes) (?:anteriores|previas|acima|recebidas|dadas)\#
    |\bnegeer (?:\w+ ){0,3}?(?:vorige|voorgaande|eerdere) (?:instructies|regels|opdrachten)\#
    |\b(?:z?ignoruj\w*|zapomnij) (?:\w+ ){0,3}?(?:poprzedni|wczesniejsz)\w* (?:instrukcj|polece)\w*\#
    |(?:忽略|忽视|無視|无视|忽視|忘记)[^\n]{0,24}(?:之前|以前|以上|上述|上面|前面|先前|此前)[^\n]{0,24}(?:指令|指示|说明|規則|规则|要求|提示)\#
    |(?:以前|これまで|上記|前)[^\n]{0,24}(?:指示|命令|ルール|指令)[^\n]{0,30}無視\#
    |(?:이전|위의|앞의)[^\n.]{0,24}(?:지시|명령|지침)[^\n.]{0,24}무시\#
    |(?:игнорируй|забудь|не обращай)[^\n.]{0,40}(?:предыдущ|прежн|вышеуказанн)[^\n.]{0,24}(?:инструкц|указан|правил|команд)
    """#)

  /// The answer that a judge is to give, in words that nobody uses of anything else.
  private static let dictation = Pattern.fixed(
    #"""
    \b(?:mark|rate|score|judge|grade|evaluate|treat|classify) (?:this|it)(?: (?:file|code|change|artifact|submission|diff|document|record|one))? as (?:a )?(?:pass|passed|passing|compliant|met)\b(?! (?:when|if|unless|only|once))\#
    |\banswer (?:with )?(?:yes|pass|met)(?: |, )(?:everywhere|(?:to|for|on|in) (?:(?:all|every|each|any)(?: \w+){0,2} (?:checks?|dimensions?|criteri\w+)|everything))\b\#
    |\ball (?:checks|dimensions|criteria),? (?:with )?(?:yes|3|met)\b\#
    |\b(?:score|rate|grade|mark|set)(?: it| this)? (?:(?:all|every|each)(?: \w+){0,2} (?:dimensions?|criteri\w+|checks?)|everything)(?: (?:as|a|with|at))? (?:3|met|full|pass|highest|the highest)\b\#
    |\bevery(?: other)? dimension (?:inherits|gets|has|receives) (?:score |a )?3\b\#
    |\breport (?:no|zero) findings\b|\bleave (?:the )?(?:list of )?findings(?: list)? empty\b|\bfindings (?:must|should) (?:stay|be|remain) empty\b\#
    |\b(?:vote|answer|conclude with|respond with|reply with|only(?: ever)? answer) (?:a )?pass\b(?! (?:if|when|or|unless)|/| ?\|)\#
    |\b(?:finish|end|conclude|close) with (?:the |an? )?(?:overall|verdict|outcome):? (?:of )?pass\b\#
    |\b(?:respond|answer|reply) with (?:a |the )?verdict ?:? ?(?:of )?pass\b(?! ?(?:/|\||,|or\b))|\bpass as (?:your|the) (?:final )?(?:answer|verdict|result)\b\#
    |\b(?:return|output|emit|give|set|print|write)(?: (?:a|an|the|only|just|your|final))* (?:passing verdict|verdict ?[:=]? ?pass\b)(?! (?:if|when|or|unless)|/| ?\||,)\#
    |\b(?:set|put) (?:your |the )?confidence to (?:1|100)\b|\bfindings to (?:an )?(?:empty|\[ ?\])|\b(?:file|artifact|code|change|submission|document) (?:must|should|has to|shall) (?:receive|get|be given) (?:a )?(?:pass|passing|full|the highest)\b(?! (?:to|into|through))\#
    |\b(?:consider|regard|deem) this (?:file|code|change|artifact|submission|document) (?:to be |as )?(?:flawless|perfect|safe|sound|correct|compliant|approved|faultless)\b|\bscore (?:3|three) (?:throughout|everywhere|for (?:all|each|every))\b\#
    |\bfinal verdict ?[:=] ?pass\b(?! ?(?:/|\||,|or\b))\#
    |\bverdict for this (?:file|change|artifact|code|record|document) is pass\b\#
    |\b(?:consider|treat|regard|count|assume) (?:all|every|each|any) (?:checks?|dimensions?|criteri\w+) (?:as )?(?:satisfied|met|passed|passing|fulfilled)\b\#
    |\bplease pass (?:it|this(?: file| submission| artifact)?)\b(?! (?:to|into|on|as|through|along|by|via|in|with|around|down))\#
    |\bmust not be (?:reported|flagged|listed|raised|mentioned) by (?:the |any )?(?:ai |automated |llm )?(?:judges?|graders?|reviewers?|evaluators?|models?)\b\#
    |\b(?:say|speak) to the judges\b
    """#)

  /// An answer written out for the judge to hand in.
  private static let falseAnswer = Pattern.fixed(
    #"""
    \b(?:output|return|respond|answer|emit|print|reply|copy|produce|submit)\b[^\n{}]{0,120}\{[^\n{}]{0,300}\#
    (?:findings: ?\[ ?\]|verdict ?: ?pass ?,)[^\n{}]{0,200}(?:findings: ?\[ ?\]|verdict ?: ?pass ?[,}]|confidence ?: ?(?:1|0\.9))\#
    |\{[^\n{}]{0,200}(?:findings ?: ?\[ ?\]|verdict ?: ?pass ?,)[^\n{}]{0,200}(?:findings ?: ?\[ ?\]|verdict ?: ?pass ?|confidence ?: ?(?:1|0\.9))\#
    [^\n{}]{0,40}\}[^\n{}]{0,40}\b(?:return|output|print|copy|submit|answer with) (?:this|that|it|exactly|the)\b\#
    |\{[^\n{}]{0,40}\bdimensions: ?\[ ?\][^\n{}]{0,40}findings: ?\[ ?\]|\{[^\n{}]{0,40}\bfindings: ?\[ ?\][^\n{}]{0,40}dimensions: ?\[ ?\]\#
    |\b(?:respond with|answer with|reply with|output|emit)(?: (?:exactly|only|this|the|json|following))* ?:? ?\{ ?verdict ?: ?pass ?\}
    """#)

  /// Marks that only the envelope around an artifact has.
  private static let imitation = Pattern.fixed(
    #"""
    \bdimension-id: ?[a-z0-9]|\b(?:begin|end) artifact (?:nonce: ?)?[0-9a-z]{6,}\b\#
    |\bend of (?:the )?(?:artifact|untrusted (?:content|input|text)|submission to (?:judge|review|evaluate))\b
    """#)

  /// A turn to whoever judges, which is enough where steering follows soon.
  static let address = Pattern.fixed(
    #"""
    \b(?:note|notes|notice|message|hint|attention|memo|hinweis|nota|remarque|hello|hey|hi|dear|advice)\b[ :,]*\#
    (?:(?:to|for|an|a|the|all|any|future|die|den|das|l|lattention|du|de|des|para|al|as|your|our) ?){0,4}(?:\#
    (?:ai|llm|automated|automatic|machine|gpt|claude|gemini|bot|virtual|ki|ia)\b|llms?\b|language models?\b|chatgpt\b|judges?\b|graders?\b|evaluators?\b|assistants?\b|modeles?\b|modelos?\b|modell\b)\#
    |\b(?:ai|llm|automated|gpt|claude|gemini|bot|human or ai)[ -](?:code |security )?(?:reviewers?|judges?|graders?|evaluators?|auditors?|assessors?)\b\#
    |\bwhen(?:ever)? you (?:evaluate|judge|grade|score|review|assess) this\b|\byour only (?:job|task) is\b|\byou have been reassigned\b|\bjudge panel\b|\bpanel of judges\b|\b(?:llm|ai|grader|judge) directive\b|\[/?(?:system|assistant)\]|(?<!the )(?<!an )\bassistant (?:response|answer)\b\#
    |\bplease, (?:model|ai|llm|judge)\b|\b(?:evaluation|grading|review|judging) note ?:|\btesting you\b\#
    |\b(?:reviewer|review|judge|grader) bots?\b|\bact as an? (?:\w+ ){0,2}(?:reviewer|judge|grader|evaluator|auditor)\b|\b(?:grading|judging|evaluation|review|scoring) (?:script|system|harness|model|bot)\b|\b(?:any|every) reviewer, (?:human|ai|whether)\b|\b(?:human|automated) or automated (?:reviewers?|judges?)\b|\breviewers? (?:using|powered by|based on) (?:gpt|claude|gemini|an? (?:ai|llm)|language)\b\#
    |\bif you (?:are|re) (?:an? )?(?:large )?(?:ai|llm|language model|automated|bot|assistant|judge|grader|model)\b\#
    |\bas an? (?:automated|ai|llm|language model|impartial|artificial) ?(?:reviewer|judge|grader|evaluator|assistant|model)?\b\#
    |\byou, (?:the|dear|my) (?:ai|llm|judge|grader|evaluator|reviewer|model|assistant)\b\#
    |\bto (?:the|any|all|every) (?:ai|llm|language model|automated (?:reviewer|judge|grader))s?\b\#
    |(?<![\w.-])(?:(?:ai |llm |the )?(?:automated )?(?:assistants?|judges|graders?|evaluators?)|automated reviewers?|(?:ai|llm|the) judge|language models?|llms?|(?:grader|judge|evaluator) notice) ?:\#
    |(?<![\w.-])(?:(?:ai|llm) (?:assistants?|judges?|graders?|evaluators?)|language models?|llms),\#
    |\b(?:grader|judge|evaluator|reviewer) instructions?\b|\binstructions? (?:for|to) (?:the |any |all |your )?(?:reviewer|grader|judge|evaluator|language model|ai|llm|model)s?\b|\bai[- ]review(?:ed|er)? ?:\#
    |\b(?:liebe|an die|fur die) ki\b|\b(?:chere|querida|cara) ia\b\#
    |<\|im start\|> ?(?:system|assistant|user)|\[/?inst\]|<</?sys>>|<\|(?:system|assistant|user)\|>|</?(?:system|instructions)>|\bsystem (?:prompt|message|notice|override|instruction)s? ?:|\bsystem (?:notice|message|override) for\b\#
    |(?<![\w.-])(?<![\w.-])(?<!operating )(?<!file )system ?:\#
    |\b(?:new|updated|your new|revised|final) (?:system )?(?:instructions?|prompt)(?: (?:from|by) the \w+)? ?[:.]\#
    |\[?/?tool[ -]result\b|\btool (?:output|call result) ?:\#
    |\byou are now\b|\bfrom now on,? you (?:are|act|play|will)\b|\bpretend (?:to be|that you|you are|that this)\b|\byou are no longer\b|\blet us play\b|\blets play\b|\bplay the (?:part|role) of\b|\bstay in character\b|\bwithout (?:any )?(?:rules|restrictions)\b\#
    |(?<![\w.-])(?:thought(?: process)?|chain of thought|scratchpad|final answer) ?:\#
    |</(?:artifact|submission|untrusted)>|\bend artifact\b|\bthis evaluation\b
    """#)

  /// Those who judge by name; enough where steering stands in the same sentence.
  static let mention = Pattern.fixed(
    #"""
    \bllms?\b|\b(?:large )?language models?\b|\bai (?:models?|reviewers?|judges?|graders?|review|tools?|assistants?|systems?|agents?)\b\#
    |\b(?:chatgpt|claude|gemini|gpt-?[345]\w*|copilot)\b|\bautomated (?:reviewers?|judges?|graders?|reviews?)\b
    """#)

  /// What a judge is asked for; everyday words in part, so that somebody must have turned to a judge before.
  static let steering = Pattern.fixed(
    #"""
    \b(?:approve|endorse|accept|pass|green-?light) (?:it|this|the (?:file|change|artifact|code|submission|above)|every(?: file|thing)?|all|each|without)\b(?<!pass it(?= (?:to|into|through|as|on|along|by|via|in|with)\b))\#
    |\b(?:approves|passes|endorses) (?:every|all|any|deployments?|this|everything)\b|\b(?:an|your|print|with an) approval\b\#
    |\b(?:do not|dont|never|must not|should not|need not|not need to|not have to|you may not) (?:report|flag|list|mention|raise|inspect|deduct|block|find|note|read|evaluate|examine|check|review)(?:ing)?\b(?: (?:any|anything|no|problems?|issues?|findings?|faults?|points?|it|them|the|further|this|vulnerabilit\w+))?\#
    |\bwithout (?:reading|inspecting|reviewing|checking)(?: it| further| the rest)\b|\bnever finds?\b|\bthere (?:are|is) no (?:issues?|problems?|findings?|faults?)\b|\b(?:shall|should|must|will|may) not raise\b\#
    |(?:[:,;]|\b(?:always|kindly|please|must|will|shall)) (?:approve|accept)\b|\bit (?:passes|is satisfied|is approved)\b|\b(?:has|have) to go through\b\#
    |\b(?<!failed to )(?<!unable to )(?:rate|mark|score|judge|label|deem|classify|evaluate|treat) (?:this|the|it|all)(?: \w+){0,3} as \w+\#
    |\b(?:report|list|raise|mention|flag|find)s?(?:ing)? (?:no|nothing|zero)\b|\bno findings\b|\bleave (?:the )?findings\b\#
    |\bskip (?:the(?: \w+){0,2} (?:checks?|sections?|tests?|files?|reviews?|rest|dimensions?|lines?|evaluation|analysis|audit|scan|findings?|rules?|criteri\w+|rubrics?|questions?|code|validation|security|part|remainder|module|function|artifact|change|steps?)\#
    |this|all|every|any|security|lines?|evaluation|evaluating|reviewing|over)\b\#
    |\bexempt from\b|\bout of scope\b|\b(?:already|pre-?|(?<!that )(?<!which )was|been|finally) ?(?:been )?(?:approved|assessed|evaluated|authorised|authorized)\b\#
    |\b(?:highest|top|full|perfect|maximum|best)(?: possible)? (?:scores?|marks|grade|rating|points)\b|\b(?:3|three) (?:out )?of (?:3|three)\b|\bscore (?:it |this |of |them )?(?:a )?(?:3|three|full|everything|all)\b\#
    |\b(?:meets?|fulfils?|fulfills|satisf(?:y|ies)) (?:each|every|all|the)(?: (?:of|the|our|your))*(?: \w+)? ?(?:criteri\w+|rubrics?|checks?|requirements?|dimensions?)\b|\bmeets the rubric\b\#
    |\b(?:all|every|each)(?: of the)? (?:checks?|dimensions?|criteri\w+)(?: (?:is|are|were|as|have been|has been))? (?:satisfied|passed|passing|met|yes|fulfilled)\b|\bno (?:check|dimension|rule|criterion) is violated\b\#
    |\b(?:decision|file|code|function|change|artifact|everything)(?: \w+)? (?:is|are) (?:compliant|safe|fine|sound|approved|correct|test data)\b|\bsay(?:s|ing)? (?:so|that the code)\b|\btreat (?:it|this|all \w+) as (?:sufficient|safe|placeholders?|correct|sound|trusted)\b\#
    |\b(?:this|it|artifact|file|code) is (?:correct|acceptable|flawless|fine|safe)\b|\bno negative\b|\b(?:review|evaluation|checks?|checking) (?:is |are )?(?:disabled|suspended|waived)\b|\balready (?:verified|checked|reviewed)\b|\banswer every question with yes\b\#
    |\bnothing (?:is )?(?:left )?to (?:evaluate|report|review|judge)\b|\bmust not flag\b|\bevaluation (?:is )?(?:complete|finished|over)\b|\bpassing (?:json|verdict|score|grade)\b\#
    |\b(?:return|emit|give|set|answer|output|respond with|vote|only ever answer)(?: (?:a|an|the|only|just|with))* pass\b|\bverdict ?[:=]? ?(?:is )?pass\b(?! ?(?:/|\||when|if|unless|or\b))|\banswer yes\b(?! or| and no|/)\#
    |\b(?:bewerte|genehmige|akzeptiere|melde keine|als bestanden|urteil bestanden|approuve|validez|voto massimo|punteggio massimo|note maximale|(?:nota|puntuacion) maxima|hochste (?:punktzahl|note)|als (?:einwandfrei|sicher|korrekt)|tout est conforme|valide ce|apruebe?|approva|aprove)\b
    """#)

  /// The end of a sentence, or of what belongs together.
  static let sentenceEnd = Pattern.fixed(#"[.!?][,;)]? |\n"#)

  /// What stands before a quotation, on its line or at the end of the one before.
  static let saying = Pattern.fixed(
    #"""
    (?i)\b(?:says?|saying|said|such as|like|e\.g\.,?|examples?:?|quotes?:|quoted:|writes?|wrote|phrase|carrying|containing)\#
    (?:[^\S\n]+|[^\S\n]*:?[^\S\n]*\r?\n[^\n"`']*)(?:["`]|'\w|\xE2\x80[\x9C-\x9F])
    """#)
}
