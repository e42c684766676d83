import JudgeTypes
import Judging
import LanguageModels
import Provenance
import Reports

/// What a run would ask, and whom it would show what: `judge --dry-run`.
struct CallPlan {
  /// One seat before one artifact.
  struct SeatPlan {
    let seat: Seat
    /// 0 for a seat that is not asked.
    let calls: Int
    /// Of all its calls, estimated from the bytes of the prompts, rather too many; nil for a seat that is not asked.
    let tokens: Int?
    /// The most that its answers may take, in tokens.
    let outputTokens: Int
    /// The seat's own model and its backup, without those that may not be sent the artifact.
    let models: [ModelName]
    /// Those that may not, and why.
    let refused: [(model: ModelName, reason: String)]
    /// Its calls, as the model that is asked first would take them.
    let planned: [PlannedCost.Call]

    /// A seat that is not asked.
    init(seat: Seat) {
      (self.seat, calls, tokens, outputTokens, models, refused, planned) = (seat, 0, nil, 0, [], [], [])
    }

    init(seat: Seat, prompts: [Prompt], objection: (ModelName) -> String?) {
      let all = [seat.model] + (seat.backup.map { [$0] } ?? [])
      refused = all.compactMap { model in objection(model).map { (model, $0) } }
      models = all.filter { objection($0) == nil }
      calls = models.isEmpty ? 0 : prompts.count
      tokens = models.isEmpty ? nil : prompts.map(\.estimatedTokens).reduce(0) { $0.adding($1) }
      outputTokens = models.isEmpty ? 0 : prompts.map(\.outputLimit).reduce(0) { $0.adding($1) }
      planned = models.first.map { model in prompts.map { .init(model, to: $0) } } ?? []
      self.seat = seat
    }
  }

  struct ArtifactPlan {
    /// As it would be shown.
    let artifact: Artifact
    /// What tools say of it, which every seat would be shown.
    var claims: ToolClaims = .none
    /// In how many it is shown.
    var parts = 1
    let seats: [SeatPlan]
    var calls: Int { seats.map(\.calls).reduce(0, +) }
    /// What no model is shown, by the team's word or by its name.
    var withheld: [FileCoverage] { artifact.coverage.filter { [.denied, .withheld].contains($0.cause) } }
  }

  /// One provider: what it would get to see, and what it would not.
  struct Reader {
    let provider: String
    let files: [String]
    /// Sorted by path; what goes to nobody is left out here.
    let withheld: [(path: String, reason: String)]
  }

  let artifacts: [ArtifactPlan]
  /// What seats are tested by.
  let canaries: [SeatPlan]
  let banners: [String]
  let isOffline: Bool
  /// The address of each provider, by its name.
  let addresses: [String: String]
  /// Tells what the models cost.
  let catalogue: ModelCatalogue
  let budget: Budget?
  /// The most rounds of debate.
  let rounds: Int

  /// The most calls of debates, where the seats disagree to the last round. An artifact in parts is not debated.
  private var debateCalls: Int {
    artifacts.filter { $0.parts == 1 }.reduce(0) { $0 + $1.seats.count { !$0.models.isEmpty } } * rounds
  }

  private var everySeat: [SeatPlan] { canaries + artifacts.flatMap(\.seats) }
  private var canaryCalls: Int { canaries.map(\.calls).reduce(0, +) }
  var calls: Int { everySeat.map(\.calls).reduce(0, +) }
  private var tokens: Int { everySeat.compactMap(\.tokens).reduce(0) { $0.adding($1) } }
  private var outputTokens: Int { everySeat.map(\.outputTokens).reduce(0) { $0.adding($1) } }

  private var cost: PlannedCost {
    PlannedCost(everySeat.flatMap(\.planned), catalogue: catalogue, budget: budget)
  }

  /// The files that each provider would get to see, by its name; `ofBackups`: where the models asked first fail.
  private func readers(ofBackups: Bool) -> [Reader] {
    var files: [String: Set<String>] = [:]
    var withheld: [String: [String: String]] = [:]
    for plan in artifacts {
      let paths = plan.artifact.files.map(\.path)
      for seat in plan.seats {
        if let model = ofBackups ? seat.models.dropFirst().first : seat.models.first {
          files[model.provider, default: []].formUnion(paths)
        }
        for (model, reason) in seat.refused where (model == seat.seat.backup) == ofBackups {
          for path in paths { withheld[model.provider, default: [:]][path] = reason }
        }
      }
    }
    return Set(files.keys).union(withheld.keys).sorted().map { provider in
      Reader(
        provider: provider, files: (files[provider] ?? []).sorted(),
        withheld: (withheld[provider] ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
  }

  /// What goes to no model, once each.
  private var withheldFromAll: [(path: String, reason: String)] {
    let all = artifacts.flatMap(\.withheld).map { ($0.path, $0.reason ?? $0.state.rawValue) }
    return Dictionary(all, uniquingKeysWith: { first, _ in first }).sorted { $0.key < $1.key }.map {
      ($0.key, $0.value)
    }
  }
}

// MARK: - For people

extension CallPlan {
  var text: String {
    var text = artifacts.map(Self.text).joined(separator: "\n") + "\n"
    for banner in banners { text += "\(banner)\n" }
    guard !isOffline else {
      return text + "A dry run: nothing was judged. Offline no model is asked and nothing leaves this machine.\n"
    }
    text +=
      "\(counted(calls, "call")) for \(counted(artifacts.count, "artifact")), about \(Self.grouped(tokens)) tokens to read and at "
      + "most \(Self.grouped(outputTokens)) to write, without retries and repairs.\n"
    if debateCalls > 0 {
      text +=
        "Where the seats disagree they debate, in at most \(counted(debateCalls, "call")) more; --rounds 0 holds no debate.\n"
    }
    if canaryCalls > 0 {
      text +=
        "\(canaryCalls) of these \(canaryCalls == 1 ? "is" : "are") on canaries: artifacts of moe-judge's own, by which the seats "
        + "are tested (--canaries)\n"
    }
    text += cost.text
    for reader in readers(ofBackups: false) { text += self.text(of: reader, before: "") }
    for reader in readers(ofBackups: true) {
      text += self.text(of: reader, before: "where the model asked first fails, ")
    }
    for (path, reason) in withheldFromAll { text += "to nobody: \(path) (\(reason))\n" }
    return text + "A dry run: nothing was asked and nothing left this machine.\n"
  }

  private static func text(of plan: ArtifactPlan) -> String {
    var columns = TextTable()
    // A column that says 1 throughout says nothing.
    let isDivided = plan.seats.contains { $0.calls > 1 }
    columns.add(["  seat", "model", "backup", "dimensions"] + (isDivided ? ["calls"] : []) + ["tokens to read"])
    for entry in plan.seats {
      let seat = entry.seat
      if let reason = seat.notApplicable {
        columns.add(["  \(seat.id)", "does not judge: \(reason)"])
      } else {
        columns.add(
          ["  \(seat.id)", seat.model.description, seat.backup?.description ?? "-", "\(seat.dimensions.count)"]
            + (isDivided ? ["\(entry.calls)"] : []) + [entry.tokens.map { "about \(grouped($0))" } ?? "-"])
      }
    }
    let skipped = plan.artifact.coverage.filter { $0.state != .judged }.map { file in
      "  \(file.state == .partial ? "not shown to its end" : "not shown"): \(file.path) (\(file.reason ?? file.state.rawValue))\n"
    }
    let most = plan.claims.count > ToolClaims.most ? ", the gravest \(ToolClaims.most)" : ""
    let claims = plan.claims.isEmpty ? "" : "  shown with it: \(counted(plan.claims.count, "claim")) of tools\(most)\n"
    let parts = plan.parts > 1 ? ", in \(plan.parts) parts" : ""
    return
      "\(plan.artifact.path) (\(plan.artifact.kind.rawValue), \(counted(plan.artifact.files.count, "file"))\(parts))\n"
      + columns.text + skipped.joined() + claims
  }

  private func text(of reader: Reader, before: String) -> String {
    let sent = reader.files.isEmpty ? "" : "\(before)to \(place(reader.provider)): \(Self.listed(reader.files))\n"
    let reasons = Dictionary(grouping: reader.withheld, by: \.reason).sorted { $0.key < $1.key }
    let kept = reasons.map { reason, files in
      "\(before)not to \(place(reader.provider)): \(Self.listed(files.map(\.path))) (\(reason))\n"
    }
    return sent + kept.joined()
  }

  private func place(_ provider: String) -> String { addresses[provider].map { "\(provider) (\($0))" } ?? provider }

  private static func listed(_ files: [String]) -> String {
    let shown = files.prefix(20).joined(separator: ", ")
    return files.count > 20 ? "\(shown) and \(files.count - 20) more" : shown
  }

  /// 41,000.
  private static func grouped(_ number: Int) -> String {
    var digits = "\(number)"
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
      place -= 3
    }
    return digits
  }
}

// MARK: - For programs

extension CallPlan {
  var json: JSONValue {
    let plan: JSONObject = [
      "calls": .integer(calls), "canary_calls": .integer(canaryCalls), "input_tokens": .integer(tokens),
      "output_tokens_limit": .integer(outputTokens),
      "debate_calls_limit": .integer(debateCalls),
      "artifacts": .array(artifacts.map(Self.json)), "banners": .texts(banners),
      "withheld_from_all": .array(withheldFromAll.map(Self.json)),
      "egress": .array(readers(ofBackups: false).map(json)),
      "backup_egress": .array(readers(ofBackups: true).map(json)),
    ]
    return .object(isOffline ? plan : plan.merging(cost.json) { own, _ in own })
  }

  private func json(of reader: Reader) -> JSONValue {
    [
      "provider": .string(reader.provider), "address": .optional(addresses[reader.provider]),
      "files": .texts(reader.files), "withheld": .array(reader.withheld.map(Self.json)),
    ]
  }

  private static func json(of file: (path: String, reason: String)) -> JSONValue {
    ["path": .string(file.path), "reason": .string(file.reason)]
  }

  private static func json(of plan: ArtifactPlan) -> JSONValue {
    [
      "path": .string(plan.artifact.path), "kind": .string(plan.artifact.kind.rawValue), "calls": .integer(plan.calls),
      "parts": .integer(plan.parts),
      "claims": .integer(plan.claims.count),
      "seats": .array(
        plan.seats.map { entry in
          [
            "persona": .string(entry.seat.id.rawValue), "model": .string(entry.seat.model.description),
            "backup": .optional(entry.seat.backup?.description), "dimensions": .integer(entry.seat.dimensions.count),
            "calls": .integer(entry.calls),
            "input_tokens": entry.tokens.map { .integer($0) } ?? .null,
            "not_applicable": .optional(entry.seat.notApplicable),
            "refused": .array(
              entry.refused.map { ["model": .string($0.model.description), "reason": .string($0.reason)] }),
          ]
        }),
    ]
  }
}
