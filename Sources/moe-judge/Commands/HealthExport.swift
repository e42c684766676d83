import ArgumentParser
import Foundation
import JudgeTypes
import SkillHealth
import Storage

extension HealthCommand {
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write what is on record of skills: a day a line, or a skill with its days and how it stands.",
      discussion: """
        All forms can be imported again, and give the same days.

        Examples:
          moe-judge health export -o health.json
          moe-judge health export --format csv -o skills.csv
          moe-judge health export --format jsonl --skill code-search
        """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case json, jsonl, csv }

    @Option(help: "The form of the output.") var format: Format = .json
    @Option(
      name: [.customShort("o"), .long], help: ArgumentHelp("Write to this file.", valueName: "file"),
      completion: .file())
    var output: String?
    @Option(help: "Only this skill; repeatable.") var skill: [String] = []
    @Option(help: "Only skills of this category.") var category: String?
    @OptionGroup var state: StateOption

    func run() throws {
      guard let store = try KeptHealth(state: state.path).existing() else {
        throw CommandFailure(
          "\(HealthStore.path(in: state.path)): nothing is on record yet. Begin with: moe-judge health import FILE")
      }
      let sink = try ExportSink(output)
      switch format {
      case .csv: try sink.write(ExportedHealth.header)
      case .json: try sink.write("{")
      case .jsonl: break
      }
      var count = 0
      try KeptHealth.saying {
        _ = try store.forEachHistory(of: skill.isEmpty ? nil : Set(skill.map { .init($0) }), category: category) {
          history in
          switch format {
          case .csv: try sink.write(ExportedHealth.rows(of: history))
          case .jsonl: try sink.write(ExportedHealth.lines(of: history))
          case .json: try sink.write((count == 0 ? "\n" : ",\n") + ExportedHealth.member(of: history, on: .today))
          }
          count += 1
        }
      }
      if format == .json { try sink.write(count == 0 ? "}\n" : "\n}\n") }
      try sink.finish()
    }
  }
}

/// Standard output, or a file that is there whole or not at all; what is written does not wait in memory.
private final class ExportSink {
  private let path: String?
  private let file: FileHandle?
  private let part: String
  private var waiting: [UInt8] = []

  init(_ path: String?) throws {
    self.path = path
    part = (path ?? "") + ".part"
    guard path != nil else {
      file = nil
      return
    }
    guard FileManager.default.createFile(atPath: part, contents: nil), let file = FileHandle(forWritingAtPath: part)
    else { throw CommandFailure("-o \(path ?? ""): it cannot be written. Name another place.") }
    self.file = file
  }

  func write(_ text: String) throws {
    waiting += text.utf8
    if waiting.count > 1 << 20 { try flush() }
  }

  func finish() throws {
    try flush()
    guard let path, rename(part, path) != 0 else { return }
    throw failure(String(cString: strerror(errno)))
  }

  private func flush() throws {
    if let file {
      do { try file.write(contentsOf: waiting) } catch {
        unlink(part)
        throw failure(error.localizedDescription)
      }
    } else {
      Standard.output.write(waiting)
    }
    waiting.removeAll(keepingCapacity: true)
  }

  private func failure(_ reason: String) -> CommandFailure {
    CommandFailure("-o \(path ?? ""): it cannot be written: \(reason). Name another place.")
  }
}
