import JudgeTypes
import Testing

@testable import StaticReview

private func source(_ text: String, _ language: SourceLanguage) -> Source {
  Source(ArtifactFile(path: "sample", kind: .code, language: language, content: text, sha256: ""))
}

private func code(_ text: String, _ language: SourceLanguage) -> String {
  String(decoding: source(text, language).bytes(in: .code), as: UTF8.self)
}

@Suite struct DynamicSourceTests {
  @Test func `what stands outside of the tags of PHP is no code`() {
    let code = code("<p>don't { $a</p>\n<?php f($b); // it's ?>\n<i>\"</i><?= $c ?>", .php)
    #expect(code.contains("f($b);"))
    #expect(code.contains("$c"))
    #expect(!code.contains("$a"))
    #expect(!code.contains("it's"))
  }

  @Test func `a part of PHP without an opening tag is code`() {
    #expect(code("$a = 'x y';\n", .php) == "$a = '   ';\n")
  }

  @Test func `variables in strings of PHP are code, in double quotes and here documents alone`() {
    let code = code(
      "<?php f(\"a $x->y {$z['k']} b\", 'a $w');\n$t = <<<SQL\n  select $v\n  SQL;\n$n = <<<'X'\n$u\nX;\n", .php)
    for name in ["$x->y", "$z[", "$v"] { #expect(code.contains(name)) }
    for name in ["$w", "$u", "select"] { #expect(!code.contains(name)) }
  }

  @Test func `comments of PHP begin with a hash, which attributes do not`() {
    let code = code("<?php # it's a\n#[Route('/x')]\nf(); /* it's */ g();\n", .php)
    #expect(code.contains("#[Route("))
    #expect(code.contains("g();"))
    #expect(!code.contains("it"))
  }

  @Test func `strings of Ruby are told in all their forms`() {
    let text = """
      a = %w[x don't] + "b #{c["d"]} e" + %q(it's (f)) + `ls #{g}`
      =begin
      it's h
      =end
      k = x / y if z =~ /don't/ # it's
      call(<<~SQL, w)
        it's #{m}
      SQL
      last = n
      """
    let code = code(text, .ruby)
    for name in ["c[", "{g}", "x / y", "call(", "{m}", "last = n"] { #expect(code.contains(name), "\(name)") }
    for name in ["it's", "don't", " h", " f"] { #expect(!code.contains(name), "\(name)") }
  }

  @Test func `a method of Ruby ends with the end that stands as deep as it`() throws {
    let source = source(
      "class A\n  def a(x)\n    if x\n      1\n    end\n  rescue B\n    2\n  end\n\n  def b = 3\nend\n", .ruby)
    let functions = source.functions.map { source.lines(of: $0.range) }
    #expect(functions.first == 2...8)
  }
}
