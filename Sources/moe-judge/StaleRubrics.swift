import Foundation
import JudgeTypes
import Rubrics

/// What verdicts say of generated rubrics that are no longer what their records say.
struct StaleRubrics {
  let files: TeamFiles
  let taxonomy: Taxonomy

  static let directory = "rubrics/generated"
  /// So many are named; the others are counted.
  private static let most = 20

  /// A line for each stale one of `rubrics`. Nothing is read where none of them was generated, or nobody knows from what.
  ///
  /// - Parameter isSelection: whether others were left out on purpose.
  func banners(of rubrics: [Rubric], isSelection: Bool) -> [String] {
    let generated = rubrics.filter { $0.path == "\(Self.directory)/\($0.generatedFile)" }
    guard let directory = try? files.generated else { return [Self.unread] }
    let index = directory.index
    let records = index?.directory ?? RecordOptions.directory
    guard !generated.isEmpty || index?.entries.isEmpty == false,
      index?.directory != nil || files.stands(at: records)
    else {
      return []
    }
    guard Self.liesInside(records) else {
      return [
        "stale or not, the generated rubrics were not held against their records: \(records) lies outside of this folder; "
          + "run: moe-judge rubrics check"
      ]
    }
    let missing = isSelection ? [] : index.map { lost(of: $0, in: directory, records: records) } ?? []
    if let index {
      let look = QuickCheck(of: directory, index: index, taxonomy: taxonomy, record: files.source.record)
      if generated.allSatisfy(look.findsFresh) {
        return Self.shortened(missing, "records that nothing judges", see: Self.check)
      }
    }
    let statuses = index.map(\.statuses).flatMap { $0.isEmpty ? nil : $0 } ?? [.accepted]
    let objection = objection(in: directory, records: records, statuses: statuses, index: index)
    let remedy = RubricsCommand.generateCommand(adrDir: records, output: Self.directory, statuses: statuses)
    let stale = generated.compactMap { rubric in
      objection(rubric.id).map { "stale rubric \(rubric.id): \($0); run: \(remedy)" }
    }
    return Self.shortened(stale + missing, "stale rubrics", see: Self.check)
  }

  private static let check = "moe-judge rubrics check"
  private static let unread =
    "stale or not, the generated rubrics were not held against their records: \(directory) cannot be read; run: \(check)"

  /// A line for each generated rubric that is no longer there, and for each record that came since: a decision must not go
  /// unjudged because a file was left out.
  private func lost(of index: GeneratedIndex, in directory: GeneratedDirectory, records: String) -> [String] {
    let gone = index.entries.filter { !files.stands(at: "\(directory.path)/\($0.file)") }.map {
      "stale rubric \($0.id): its file is not there, and nothing judges by \($0.source); run: \(Self.check)"
    }
    let known = index.others.union(index.entries.map(\.source))
    let documents = (try? files.source.records(in: records)) ?? []
    let new = documents.filter { !known.contains($0.path) }.map {
      "stale: \($0.path) came after the rubrics were generated, and nothing judges by it; run: \(Self.check)"
    }
    return gone + new
  }

  /// An index is a file like others: it must not send a run through the whole machine.
  private static func liesInside(_ directory: String) -> Bool {
    let name = RecordDirectory.name(of: directory)
    return !name.hasPrefix("/") && name != ".." && !name.hasPrefix("../")
  }

  /// A line for each record at hand that could not be read.
  static func banners(ofUnread records: [UnreadableRecord]) -> [String] {
    shortened(records.map { "\($0); nothing is judged by it" }, "records not read", see: "moe-judge rubrics extract")
  }

  private static func shortened(_ banners: [String], _ what: String, see command: String) -> [String] {
    guard banners.count > most else { return banners }
    return banners.prefix(most) + ["\(what): \(banners.count - most) more; see: \(command)"]
  }

  /// Why a rubric is stale, by its id.
  private func objection(
    in directory: GeneratedDirectory, records: String, statuses: Set<RecordStatus>, index: GeneratedIndex?
  ) -> (Rubric.ID) -> String? {
    do {
      let generator = RubricGenerator(taxonomy: taxonomy, statuses: statuses, avoiding: files.writtenRubricIDs())
      let generation = generator.generate(
        from: try files.source.records(in: records), directory: RecordDirectory.name(of: records), keeping: index)
      return try RubricCheck(of: directory, against: generation).objection(to:)
    } catch {
      return { _ in "nothing can be held against it: \(error)" }
    }
  }
}
