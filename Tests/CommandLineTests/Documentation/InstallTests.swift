import Foundation
import Testing

/// `make install` and what it needs, with the scripts that it runs.
@Suite struct InstallTests {
  private func script(
    _ name: String, _ words: String..., in program: Program, environment: [String: String] = [:]
  ) async throws -> Program.Result {
    try await program.run(
      arguments: [Program.root.appending(path: "scripts/\(name)").path] + words, environment: environment,
      by: URL(fileURLWithPath: "/bin/sh"))
  }

  private func files(below program: Program) throws -> Set<String> {
    let all = FileManager.default.enumerator(atPath: program.folder.path)?.compactMap { $0 as? String } ?? []
    return Set(
      all.filter { name in
        let path = program.folder.appending(path: name).path
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
      })
  }

  @Test func `install puts program, manual and completions below the prefix, and uninstall takes all of them away`()
    async throws
  {
    let program = try Program()
    defer { program.remove() }
    try program.write("theirs", to: "stage/opt/share/man/man1/moe.1")
    let place = ["DESTDIR": program.folder.appending(path: "stage").path, "PREFIX": "/opt"]
    let installed = try await script("install.sh", Program.executable.path, in: program, environment: place)
    #expect(installed.code == 0, "\(installed.error)")
    let found = try files(below: program)
    for name in [
      "bin/moe-judge", "bin/moe-judge-serve", "share/man/man1/moe-judge.1", "share/man/man1/moe-judge-judge.1",
      "share/bash-completion/completions/moe-judge", "share/zsh/site-functions/_moe-judge",
      "share/fish/vendor_completions.d/moe-judge.fish",
    ] { #expect(found.contains("stage/opt/\(name)"), "\(name)") }
    let version = try await program.run(
      arguments: ["--version"], by: program.folder.appending(path: "stage/opt/bin/moe-judge"))
    #expect(version.code == 0)
    let removed = try await script("install.sh", "--uninstall", in: program, environment: place)
    #expect(removed.code == 0, "\(removed.error)")
    #expect(try files(below: program) == ["stage/opt/share/man/man1/moe.1"])
  }

  #if os(Linux)
    @Test func `a program that needs a library which the page does not list is refused by name`() async throws {
      let program = try Program()
      defer { program.remove() }
      // The debug build has the Swift runtime outside.
      let result = try await script("check-linkage.sh", Program.executable.path, in: program)
      #expect(result.code == 1 && result.error.contains("libswiftCore.so"), "\(result.error)")
    }
  #endif

  @Test func `the container has the packages that the page names, and no rights`() throws {
    let root = Program.root
    let page = try String(contentsOf: root.appending(path: "docs/how-to/install.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") && $0.contains(".so.") }
    let packages = rows.compactMap { $0.split(separator: "|").last?.trimmingCharacters(in: .whitespaces) }
    #expect(packages.count >= 8)
    let container = try String(contentsOf: root.appending(path: "Dockerfile"), encoding: .utf8)
    let last = container.components(separatedBy: "\nFROM ").last ?? ""
    // These two are in every Debian.
    for package in packages where !["libc6", "libgcc-s1"].contains(package) {
      #expect(last.contains(" \(package)"), "\(package)")
    }
    #expect(last.contains("\nUSER 10001\n") && last.contains("ca-certificates git"))
  }
}
