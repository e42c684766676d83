import Foundation
import PackagePlugin

/// Embeds the files that moe-judge ships (personas, rubrics, rule packs, data, templates for CI) so that the binary needs no file beside it.
@main
struct EmbedFiles: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let root = context.package.directoryURL
    let files =
      ["personas", "rubrics"].flatMap { yamlFiles(in: root.appending(path: $0)) } + dataFiles(under: root)
      + ["ci/github", "ci/gitlab"].flatMap { Self.files(in: root.appending(path: $0), endingWith: ".yml") }
      + yamlFiles(in: root.appending(path: "ci/pre-commit"))
      + ["weekly-improvement.sh", "weekly-ledger.sh"].map { root.appending(path: "scripts/\($0)") }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(files.count) shipped files",
        executable: try context.tool(named: "embed-files").url,
        arguments: [output.path(percentEncoded: false), root.path(percentEncoded: false)]
          + files.map { $0.path(percentEncoded: false) },
        inputFiles: files,
        outputFiles: [output])
    ]
  }

  /// The data folders of the modules: `Sources/<module>/Data`.
  private func dataFiles(under root: URL) -> [URL] {
    let sources = root.appending(path: "Sources")
    let modules = (try? FileManager.default.contentsOfDirectory(atPath: sources.path(percentEncoded: false))) ?? []
    return modules.sorted().flatMap { yamlFiles(in: sources.appending(path: $0).appending(path: "Data")) }
  }

  private func yamlFiles(in folder: URL) -> [URL] { Self.files(in: folder, endingWith: ".yaml") }

  private static func files(in folder: URL, endingWith ending: String) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
    return names.sorted().filter { $0.hasSuffix(ending) }.map { folder.appending(path: $0) }
  }
}
