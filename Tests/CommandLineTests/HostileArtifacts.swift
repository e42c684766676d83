import Foundation
import Provenance

/// What Tests/HostileArtifacts holds, and what cannot be checked in; see its README.
enum HostileArtifacts {
  struct Label: Decodable, Sendable {
    let file: String
    /// What its quotes must hold.
    let holds: [String]
    /// False where it is no text.
    let read: Bool
  }

  static let folder = Program.root.appending(path: "Tests/HostileArtifacts")

  static let labels: [Label] = {
    guard let data = try? Data(contentsOf: folder.appending(path: "labels.json")) else { return [] }
    return (try? JSONDecoder().decode([Label].self, from: data)) ?? []
  }()

  /// Paths that speak to whatever prints them; each is of a file with a fault.
  static let names: [String] = [
    "new\nline::error file=x::pwned.py", "\n::error::pwned.py", "carriage\r::error::pwned.py", "tab\t.py",
    "::error file=x,line=1::pwned.py", "a,line=9,title=x::pwned.py", "a:12:7.py", "%0A::error::pwned.py", "50%.py",
    "escape\u{1B}[2J\u{1B}]0;title\u{7}.py", "eight\u{9B}2J.py", "bell\u{7}\u{8}\u{7F}.py",
    "right\u{202E}yp.\u{2066}.py", "separator\u{2028}::error::x\u{2029}.py", "invisible\u{200B}\u{FEFF}\u{E0041}.py",
    "noncharacter\u{FFFE}\u{FFFF}.py", "combining\u{301}\u{301}.py", "r\u{0430}yp\u{0430}l.py", "\u{1F4A9}.py",
    "$(touch pwned).py", "`touch pwned`.py", "'; touch pwned; '.py", "\"; touch pwned; \".py", "a b  c .py",
    " leading.py", "-leading.py", "--format.py", "~.py", "back\\slash.py", "#fragment?query&a=b;c.py", "C:name.py",
    "\"><script>alert(1)</script>.py", "' onmouseover='alert(1).py", "&lt;b&gt;&amp;.py", "]]>.py", "a--><b>.py",
    "<!-- moe-judge:gate -->.py", "=HYPERLINK(\"http:x\",\"y\").py", "+cmd|' C calc'!A0.py", "@team.py", "@SUM(1).py",
    "![x](http:x).py", "|a|b|.py", "**bold** [x] ~~s~~.py", "```.py", "{{x}}.py", "${{ secrets.X }}.py",
    "..double/..dots.py", "inner/../outer.py", "./here.py",
    String(repeating: "n", count: 250) + ".py",
    (1...6).map { String(repeating: "\($0)", count: 50) }.joined(separator: "/") + "/deep.py",
  ]

  /// The file that each of `names` is, with the fault on a line that says hostile things too.
  private static let text = """
    def orders(conn, request):
        return conn.execute("SELECT * FROM orders WHERE name = '" + request.args["name"] + "'")  # ::error::x ]]> </script>

    """

  /// Puts all of them where the program runs.
  ///
  /// - Returns: the artifacts to be judged: files, and last the folder `unread` with what cannot be read.
  static func place(in program: Program) throws -> [String] {
    for label in labels {
      let file = program.folder.appending(path: label.read ? label.file : "unread/\(label.file)")
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: folder.appending(path: "artifacts/\(label.file)"), to: file)
    }
    let long = "x = '" + String(repeating: "]]> ::error::x <b> ", count: 52_000) + "'"
    try program.write("\(text)    \(long)  # eval(request.args['x'])\n", to: "long-line.py")
    try program.write(text, to: "unread/read.py")
    try program.write("a", to: "unread/\u{1B}[2J\n::error::pwned.bin")
    try placeUnnameable(in: program.folder.appending(path: "unread").path)
    for name in names { try write(text, to: program.folder.path + "/" + name) }
    return labels.filter(\.read).map(\.file) + ["long-line.py"] + names.map { $0.hasPrefix("-") ? "./\($0)" : $0 }
      + ["unread"]
  }

  /// Foundation would take some of the names for others.
  private static func write(_ text: String, to path: String) throws {
    // What stands before `..` has to be there, too.
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    for count in 1...parts.count { mkdir(parts.prefix(count).joined(separator: "/"), 0o755) }
    guard let file = fopen(path, "w") else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    fputs(text, file)
    fclose(file)
  }

  /// A file whose name is not UTF-8.
  private static func placeUnnameable(in folder: String) throws {
    let path = Array(folder.utf8CString.dropLast()) + "/caf".utf8CString.dropLast() + [CChar(bitPattern: 0xE9), 0]
    guard let file = fopen(path, "w") else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    fputs(text, file)
    fclose(file)
  }

  /// A log of another tool whose messages and names are hostile, for `--evidence`.
  static let log: JSONValue = [
    "version": "2.1.0",
    "runs": [
      [
        "tool": ["driver": ["name": "tool\u{1B}[2J ::error::x ]]> <b>"]],
        "results": [
          [
            "ruleId": "x::error::y <script> ]]> | @team", "level": "error",
            "message": ["text": "says\n::error::pwned\r\n| a |\n</script> ]]> \u{1B}[2J <!-- moe-judge:gate --> @team"],
            "locations": [
              [
                "physicalLocation": [
                  "artifactLocation": ["uri": "workflow-command.py"], "region": ["startLine": 3],
                ]
              ]
            ],
          ]
        ],
      ]
    ],
  ]
}
